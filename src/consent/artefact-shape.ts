/**
 * An artefact's exact shape, for whoever is handed one: canonical bytes, every path there, none beside them, and the
 * rules between paths. No schema library, so that a page or the offline verifier can carry it.
 */
import { type Canonical, canonicalJson } from '../platform/kernel/canonical.ts'
import { isCivilDate } from '../platform/kernel/time.ts'
import { type Artefact, ASSURANCES, EVIDENCE_KINDS, GRANTOR_ROLES, PROXY_METHODS, sha256Hex, WITNESSES } from './artefact.ts'
import { longestDays, PURPOSE_CODES, templateNamed } from './template.ts'

/** Ten categories with some twenty fields each are 6 kB. */
const MOST_LETTERS = 65_536
const DAY_MS = 86_400_000

export type ArtefactFlaw = 'oversized' | 'unreadable' | 'not_canonical' | 'shape' | 'rule' | 'beyond_template'
export type ReadArtefact = { ok: true; artefact: Artefact; hash: string } | { ok: false; why: ArtefactFlaw; at: string }

/** @param text the artefact's bytes, as they were signed */
export function readArtefact(text: string): ReadArtefact {
  if (text.length > MOST_LETTERS) return { ok: false, why: 'oversized', at: '' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, why: 'unreadable', at: '' }
  }
  try {
    if (canonicalJson(value as Canonical) !== text) return { ok: false, why: 'not_canonical', at: '' }
  } catch {
    return { ok: false, why: 'not_canonical', at: '' }
  }
  const wrong = ARTEFACT(value, '')
  if (wrong !== null) return { ok: false, why: 'shape', at: wrong }
  const artefact = value as Artefact
  const broken = brokenRule(artefact)
  if (broken !== null) return { ok: false, why: 'rule', at: broken }
  const beyond = beyondTemplate(artefact)
  if (beyond !== null) return { ok: false, why: 'beyond_template', at: beyond }
  return { ok: true, artefact, hash: sha256Hex(text) }
}

/** Pointer of what is wrong, or null. */
type Check = (value: unknown, at: string) => string | null

const that =
  (test: (value: unknown) => boolean): Check =>
  (value, at) =>
    test(value) ? null : at
const matching = (pattern: RegExp) => that((value) => typeof value === 'string' && pattern.test(value))
const text = (most: number) => that((value) => typeof value === 'string' && value.length > 0 && value.length <= most)
const oneOf = (list: readonly unknown[]) => that((value) => list.includes(value))
const whole = (min: number, max: number) => that((value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max)
const orNull =
  (check: Check): Check =>
  (value, at) =>
    value === null ? null : check(value, at)
const list =
  (check: Check, min: number, most: number): Check =>
  (value, at) => {
    if (!Array.isArray(value) || value.length < min || value.length > most) return at
    return firstOf(value.map((item, i) => check(item, `${at}/${i}`)))
  }
const exactly =
  (members: Record<string, Check>): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return at
    const extra = Object.keys(value).find((key) => !Object.hasOwn(members, key))
    if (extra !== undefined) return `${at}/${extra}`
    return firstOf(
      Object.entries(members).map(([key, check]) =>
        Object.hasOwn(value, key) ? check((value as Record<string, unknown>)[key], `${at}/${key}`) : `${at}/${key}`,
      ),
    )
  }
const firstOf = (found: readonly (string | null)[]) => found.find((at) => at !== null) ?? null

const id = (prefix: string) => matching(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`))
const digest = matching(/^[0-9a-f]{64}$/)
const duration = matching(/^P[1-9]\d{0,3}[DM]$/)
const instant = that((value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value)
const day = that((value) => typeof value === 'string' && isCivilDate(value))
const name = matching(/^[A-Za-z][\w-]{0,59}$/)

const MANDATE = exactly({ sha256: digest, scope: list(oneOf(PURPOSE_CODES), 1, PURPOSE_CODES.length), from: day, to: day })
const ARTEFACT = exactly({
  v: oneOf(['xyd-consent/1']),
  id: id('cns'),
  rev: whole(1, 10_000),
  supersedes: orNull(digest),
  subject: exactly({ kind: oneOf(['enterprise', 'sole_trader', 'cooperative', 'rural_collective', 'household']), ref: id('sub'), commit: digest }),
  grantor: exactly({
    ref: matching(/^(usr|sub)_[0-9a-hjkmnp-tv-z]{26}$/),
    role: oneOf(GRANTOR_ROLES),
    assurance: oneOf(ASSURANCES),
    evidence: list(exactly({ what: oneOf(EVIDENCE_KINDS), sha256: digest }), 0, 10),
  }),
  proxy: orNull(
    exactly({
      officer: id('usr'),
      village: matching(/^\d{12}$/),
      mandate: MANDATE,
      method: oneOf(PROXY_METHODS),
      evidenceSha256: digest,
      witness: orNull(exactly({ role: oneOf(WITNESSES), sha256: digest })),
      coolingOffUntil: instant,
    }),
  ),
  grantee: exactly({ lender: id('ins'), clientId: orNull(text(100)), name: text(200), contact: orNull(text(200)), onward: list(text(200), 0, 10) }),
  purpose: exactly({ code: oneOf(PURPOSE_CODES), templateId: name, text: text(200) }),
  binding: exactly({ product: id('prd'), productVersion: whole(1, 1_000_000), application: orNull(id('app')) }),
  data: list(
    exactly({ category: name, fields: list(name, 1, 200), lookback: duration, sensitive: oneOf([true, false]), separateConsentAt: orNull(instant) }),
    1,
    40,
  ),
  access: exactly({
    fetch: oneOf(['one_time', 'on_demand']),
    perWindow: orNull(exactly({ n: whole(1, 1_000), window: duration })),
    total: whole(1, 1_000),
  }),
  validity: exactly({ from: instant, to: instant }),
  retention: exactly({ deleteAfter: duration, trigger: oneOf(['decision', 'revocation', 'expiry']) }),
  legal: exactly({ textId: name, version: whole(1, 10_000), lang: oneOf(['zh-CN']), sha256: digest, notice: list(name, 1, 20) }),
  issued: exactly({ at: instant, kid: matching(/^[\w-]{43}$/) }),
})

/** Pointer to the first rule between paths that is broken. */
function brokenRule({ rev, supersedes, grantor, proxy, purpose, binding, data, access, validity }: Artefact): string | null {
  if ((rev === 1) !== (supersedes === null)) return '/supersedes'
  // Nobody but an officer stands for a household that has no account, and then in person.
  if (grantor.ref.startsWith('sub_') && proxy === null) return '/grantor/ref'
  if (proxy !== null && grantor.assurance !== 'in_person') return '/grantor/assurance'
  if (proxy !== null && !proxy.mandate.scope.includes(purpose.code)) return '/proxy/mandate/scope'
  if (binding.application === null && purpose.code !== 'PRECHECK') return '/binding/application'
  if (access.fetch === 'one_time' && access.total !== 1) return '/access/total'
  if (validity.from >= validity.to) return '/validity/to'
  if (new Set(data.map((item) => item.category)).size < data.length) return '/data'
  return firstOf(
    data.map(({ fields, sensitive, separateConsentAt }, i) => {
      if (fields.some((field, at) => at > 0 && field <= fields[at - 1]!)) return `/data/${i}/fields`
      return sensitive === (separateConsentAt === null) ? `/data/${i}/separateConsentAt` : null
    }),
  )
}

/** A template this build knows must hold; a later one's bounds are not ours to judge. */
function beyondTemplate({ purpose, data, access, validity, retention }: Artefact): string | null {
  const template = templateNamed(purpose.templateId)
  if (template === null) return null
  if (template.code !== purpose.code) return '/purpose/templateId'
  if (Date.parse(validity.to) - Date.parse(validity.from) > template.maxDays * DAY_MS) return '/validity/to'
  if (access.total > template.maxReads) return '/access/total'
  if (longestDays(retention.deleteAfter) > template.maxDeleteAfterDays) return '/retention/deleteAfter'
  return firstOf(
    data.map(({ category, lookback }, i) => {
      if (template.categories !== null && !template.categories.includes(category)) return `/data/${i}/category`
      return longestDays(lookback) > template.maxLookbackMonths * 31 ? `/data/${i}/lookback` : null
    }),
  )
}
