/**
 * The texts a subject is shown; their hashes go into artefacts. A changed text is a new version beside the old one, which
 * whoever agreed to it can still read. What they say of deleting is what the artefact says: `retention.trigger` and
 * `deleteAfter`, where `expiry` is the last instant of its validity, however early its last look was.
 */
import { createHash } from 'node:crypto'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { PurposeCode } from './template.ts'

export interface LegalText {
  textId: string
  version: number
  /** First day on which it is shown. */
  from: CivilDate
  lang: 'zh-CN'
  text: string
  sha256: string
  /** The points of PIPL art. 17, 23 and 30 and of art. 14 of the credit reporting regulation that the page names before the tick. */
  notice: string[]
}

const RIGHTS = '您可以随时撤回或暂停；撤回后，该机构的下一次查看即被拒绝。每次查看都会记录，您可以随时核对。'
const BASIS = '依据：《个人信息保护法》第十四条至第十七条、第二十三条、第二十九条；《征信业管理条例》第十八条。'
const NOTICE = ['recipient', 'purpose', 'method', 'categories', 'retention', 'rights', 'adverse_effect']

function text(textId: string, version: number, from: CivilDate, lines: readonly string[]): LegalText {
  const whole = lines.join('\n')
  return { textId, version, from, lang: 'zh-CN', text: whole, sha256: createHash('sha256').update(whole, 'utf8').digest('hex'), notice: NOTICE }
}

/** As it first was, and with the line on deleting written out: what starts the term, also where the subject takes it back, and that a shorter one holds. */
function twoVersions(textId: string, lines: readonly string[], deletion: { first: string; now: string }): [LegalText, ...LegalText[]] {
  const first = [...lines, deletion.first, BASIS]
  return [text(textId, 1, '2026-11-01', first), text(textId, 2, '2026-11-23', [...lines, deletion.now, DELETION_BASIS, BASIS])]
}

const SHORTER = '授权书写明更短期限的，以授权书为准。'
const DELETION_BASIS = '删除的依据：《个人信息保护法》第四十七条。法律、行政法规规定须留存的，该机构应说明依据。'
const AFTER_DECISION = {
  first: '作出决定后三十日内，该机构应删除所查看的数据。',
  now: `作出决定后三十日内，该机构应删除所查看的数据；您撤回授权或申请的，自撤回之日起三十日内删除。${SHORTER}`,
}

/** Of each purpose its versions, oldest first. */
const TEXTS: Readonly<Record<PurposeCode, readonly [LegalText, ...LegalText[]]>> = {
  PRECHECK: twoVersions(
    'consent-precheck',
    [
      '本授权仅供所列金融机构在您申请之前查看一次您勾选的数据，判断能否办理。',
      '不得用于其他用途，不得转给他人。不同意不影响您继续使用其他服务，也不影响您正式申请。',
      RIGHTS,
    ],
    {
      first: '授权到期后七日内，该机构应删除所查看的数据。',
      now: `授权到期后七日内，该机构应删除所查看的数据，到期前已经看过的也一样；您撤回授权的，自撤回之日起七日内删除。${SHORTER}`,
    },
  ),
  UNDERWRITE: twoVersions(
    'consent-underwrite',
    [
      '本授权仅供所列金融机构为审查所列贷款申请，在有效期和次数内查看您勾选的数据。',
      '不得用于其他用途，不得转给他人。敏感数据须单独勾选。不同意不影响您继续使用其他服务。',
      '您可以随时撤回；撤回后，该机构的下一次查看即被拒绝。每次查看都会记录，您可以随时核对。',
    ],
    AFTER_DECISION,
  ),
  POSTLOAN: twoVersions(
    'consent-postloan',
    [
      '本授权仅供所列金融机构在贷款存续期间了解您的经营变化，在有效期和次数内查看您勾选的数据。',
      '不得用于营销或其他用途，不得转给他人。敏感数据须单独勾选。不同意不影响已经发放的贷款。',
      RIGHTS,
    ],
    {
      first: '授权到期后九十日内，该机构应删除所查看的数据。',
      now: `授权到期后九十日内，该机构应删除所查看的数据；您撤回授权的，自撤回之日起九十日内删除。${SHORTER}`,
    },
  ),
  RENEWAL: twoVersions(
    'consent-renewal',
    [
      '本授权仅供所列金融机构为审查所列贷款的续贷，在有效期和次数内查看您勾选的数据。',
      '不得用于其他用途，不得转给他人。敏感数据须单独勾选。不同意不影响已经发放的贷款。',
      RIGHTS,
    ],
    AFTER_DECISION,
  ),
  GUARANTEE: twoVersions(
    'consent-guarantee',
    [
      '本授权仅供所列金融机构审查您为所列贷款提供的担保，在有效期和次数内查看您勾选的数据。',
      '不得用于其他用途，不得转给他人，借款人看不到这些数据。敏感数据须单独勾选。不同意不影响您继续使用其他服务。',
      RIGHTS,
    ],
    AFTER_DECISION,
  ),
}

/** The text of a purpose on a day; before the first one's day, the first. */
export function legalTextOf(code: PurposeCode, day: CivilDate): LegalText {
  return TEXTS[code].findLast(({ from }) => from <= day) ?? TEXTS[code][0]
}

/** The text that somebody agreed to, by the version its artefact names. */
export function legalTextVersion(code: PurposeCode, version: number): LegalText | null {
  return TEXTS[code].find((one) => one.version === version) ?? null
}
