/**
 * The texts a subject is shown; their hashes go into artefacts. A changed text is a new version beside the old one.
 */
import { createHash } from 'node:crypto'
import type { PurposeCode } from './template.ts'

export interface LegalText {
  textId: string
  version: number
  lang: 'zh-CN'
  text: string
  sha256: string
  /** The points of PIPL art. 17, 23 and 30 and of art. 14 of the credit reporting regulation that the page names before the tick. */
  notice: string[]
}

const RIGHTS = '您可以随时撤回或暂停；撤回后，该机构的下一次查看即被拒绝。每次查看都会记录，您可以随时核对。'
const BASIS = '依据：《个人信息保护法》第十四条至第十七条、第二十三条、第二十九条；《征信业管理条例》第十八条。'
const NOTICE = ['recipient', 'purpose', 'method', 'categories', 'retention', 'rights', 'adverse_effect']

function text(textId: string, lines: readonly string[]): LegalText {
  const whole = lines.join('\n')
  return { textId, version: 1, lang: 'zh-CN', text: whole, sha256: createHash('sha256').update(whole, 'utf8').digest('hex'), notice: NOTICE }
}

const TEXTS: Readonly<Record<PurposeCode, LegalText>> = {
  PRECHECK: text('consent-precheck', [
    '本授权仅供所列金融机构在您申请之前查看一次您勾选的数据，判断能否办理。',
    '不得用于其他用途，不得转给他人。不同意不影响您继续使用其他服务，也不影响您正式申请。',
    RIGHTS,
    '授权到期后七日内，该机构应删除所查看的数据。',
    BASIS,
  ]),
  UNDERWRITE: text('consent-underwrite', [
    '本授权仅供所列金融机构为审查所列贷款申请，在有效期和次数内查看您勾选的数据。',
    '不得用于其他用途，不得转给他人。敏感数据须单独勾选。不同意不影响您继续使用其他服务。',
    '您可以随时撤回；撤回后，该机构的下一次查看即被拒绝。每次查看都会记录，您可以随时核对。',
    '作出决定后三十日内，该机构应删除所查看的数据。',
    BASIS,
  ]),
  POSTLOAN: text('consent-postloan', [
    '本授权仅供所列金融机构在贷款存续期间了解您的经营变化，在有效期和次数内查看您勾选的数据。',
    '不得用于营销或其他用途，不得转给他人。敏感数据须单独勾选。不同意不影响已经发放的贷款。',
    RIGHTS,
    '授权到期后九十日内，该机构应删除所查看的数据。',
    BASIS,
  ]),
  RENEWAL: text('consent-renewal', [
    '本授权仅供所列金融机构为审查所列贷款的续贷，在有效期和次数内查看您勾选的数据。',
    '不得用于其他用途，不得转给他人。敏感数据须单独勾选。不同意不影响已经发放的贷款。',
    RIGHTS,
    '作出决定后三十日内，该机构应删除所查看的数据。',
    BASIS,
  ]),
  GUARANTEE: text('consent-guarantee', [
    '本授权仅供所列金融机构审查您为所列贷款提供的担保，在有效期和次数内查看您勾选的数据。',
    '不得用于其他用途，不得转给他人，借款人看不到这些数据。敏感数据须单独勾选。不同意不影响您继续使用其他服务。',
    RIGHTS,
    '作出决定后三十日内，该机构应删除所查看的数据。',
    BASIS,
  ]),
}

export function legalTextOf(code: PurposeCode): LegalText {
  return TEXTS[code]
}
