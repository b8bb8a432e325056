import { createHash } from 'node:crypto'
import { type Canonical, canonicalJson } from '../platform/kernel/canonical.ts'
import { Fault, type FieldError } from '../platform/kernel/fault.ts'

/** The consent artefact `xyd-consent/1`: one lender, one purpose, one application. Never changed once issued. */
export interface Artefact {
  v: 'xyd-consent/1'
  id: string
  rev: number
  supersedes: string | null
  subject: { kind: string; ref: string }
  grantor: { ref: string; role: 'self'; assurance: 'password' }
  proxy: null
  grantee: { lender: string; name: string; onward: string[] }
  purpose: { code: PurposeCode; templateId: string; text: string }
  binding: { product: string; productVersion: number; application: string }
  data: { category: string; fields: string[]; sensitive: boolean; separateConsentAt: string | null }[]
  access: { total: number }
  validity: { from: string; to: string }
  retention: { deleteAfter: string; trigger: 'decision' | 'revocation' | 'expiry' }
  legal: { textId: string; version: number; lang: 'zh-CN'; sha256: string }
  issued: { at: string }
}

export type PurposeCode = 'UNDERWRITE'

/** What a purpose may ask for at most. A request beyond it is refused, naming every bound. */
export interface Template {
  id: string
  code: PurposeCode
  text: string
  maxDays: number
  maxReads: number
  defaultDays: number
  defaultReads: number
  deleteAfter: string
}

export const TEMPLATES: Record<PurposeCode, Template> = {
  UNDERWRITE: {
    id: 'underwrite-1',
    code: 'UNDERWRITE',
    text: '审查本笔贷款申请',
    maxDays: 90,
    maxReads: 20,
    defaultDays: 30,
    defaultReads: 5,
    deleteAfter: 'P30D',
  },
}

/** The text the subject is shown; its hash goes into the artefact. A changed text is a new version beside this one. */
export const LEGAL_TEXT = {
  textId: 'consent-underwrite',
  version: 1,
  lang: 'zh-CN',
  text: [
    '本授权仅供所列金融机构为审查所列贷款申请，在有效期和次数内查看您勾选的数据。',
    '不得用于其他用途，不得转给他人。敏感数据须单独勾选。不同意不影响您继续使用其他服务。',
    '您可以随时撤回；撤回后，该机构的下一次查看即被拒绝。每次查看都会记录，您可以随时核对。',
    '作出决定后三十日内，该机构应删除所查看的数据。',
    '依据：《个人信息保护法》第十四条至第十七条、第二十三条、第二十九条；《征信业管理条例》第十八条。',
  ].join('\n'),
} as const

export const LEGAL_SHA256 = createHash('sha256').update(LEGAL_TEXT.text, 'utf8').digest('hex')

/** SHA-256, hex, of the artefact's RFC 8785 bytes. */
export function artefactHash(artefact: Artefact): string {
  return createHash('sha256')
    .update(canonicalJson(artefact as unknown as Canonical), 'utf8')
    .digest('hex')
}

/** What may be asked for, by category; handed in by the slice that owns the attribute registry. */
export type DataCatalogue = Readonly<Record<string, { fields: readonly string[]; sensitive: boolean; zh: string }>>

export interface ConsentRequest {
  purpose: PurposeCode
  data: readonly { category: string; separateConsent: boolean }[]
  validDays: number
  reads: number
}

/**
 * Checks a request against its template and the catalogue.
 * @throws Fault invalid `consent_exceeds_template`, `unknown_category`, `repeated_category`, `separate_consent_required`
 */
export function checkRequest(request: ConsentRequest, catalogue: DataCatalogue): void {
  const template = TEMPLATES[request.purpose]
  const errors: FieldError[] = []
  if (request.validDays > template.maxDays)
    errors.push({ pointer: '/validDays', code: 'consent_exceeds_template', detail: `最长 ${template.maxDays} 天。 At most ${template.maxDays} days.` })
  if (request.reads > template.maxReads)
    errors.push({ pointer: '/reads', code: 'consent_exceeds_template', detail: `最多 ${template.maxReads} 次。 At most ${template.maxReads} reads.` })
  const seen = new Set<string>()
  request.data.forEach(({ category, separateConsent }, i) => {
    const entry = Object.hasOwn(catalogue, category) ? catalogue[category] : undefined
    if (!entry) errors.push({ pointer: `/data/${i}/category`, code: 'unknown_category', detail: `没有这类数据。可选：${Object.keys(catalogue).join('、')}。` })
    else if (entry.sensitive && !separateConsent)
      errors.push({ pointer: `/data/${i}/separateConsent`, code: 'separate_consent_required', detail: `「${entry.zh}」是敏感数据，须单独勾选同意。` })
    if (seen.has(category)) errors.push({ pointer: `/data/${i}/category`, code: 'repeated_category', detail: '同一类数据只能出现一次。' })
    seen.add(category)
  })
  if (errors.length > 0)
    throw new Fault('invalid', errors[0]!.code, '授权请求不符合规定，请按 errors 所列修改。 The consent request breaks a rule; see errors.', { errors })
}
