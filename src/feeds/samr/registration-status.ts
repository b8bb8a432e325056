import { toHalfWidth } from '../../platform/kernel/text.ts'
import { saysNothing } from '../../sources/model.ts'

export type RegistrationStatus = '存续' | '迁出' | '停业' | '吊销' | '注销'

/** What stands before any bracket or comma. Numbers are not guessed: offices number the same words differently. */
const WORDS = new Map<string, RegistrationStatus>(
  Object.entries({
    存续: '存续',
    在营: '存续',
    在业: '存续',
    在册: '存续',
    开业: '存续',
    正常: '存续',
    有效: '存续',
    登记成立: '存续',
    成立: '存续',
    正常经营: '存续',
    正常在业: '存续',
    仍注册: '存续',
    迁入: '存续',
    迁出: '迁出',
    迁往市外: '迁出',
    停业: '停业',
    歇业: '停业',
    休业: '停业',
    清算: '停业',
    清算中: '停业',
    吊销: '吊销',
    注销: '注销',
    撤销: '注销',
    撤销登记: '注销',
    设立登记撤销: '注销',
  }),
)

/**
 * 存续（在营、开业、在册） · 在业 · 吊销，未注销 · 吊销，已注销 (struck off since) · 注销企业 …
 * @returns unknown: nothing is said · unreadable: a word that no register is known to use
 */
export function readRegistrationStatus(text: string): RegistrationStatus | 'unknown' | 'unreadable' {
  if (saysNothing(text)) return 'unknown'
  const plain = toHalfWidth(text).replace(/\s/g, '')
  // Struck off after its licence was revoked: the later word counts.
  if (/吊销/.test(plain) && /注销/.test(plain.replaceAll('未注销', ''))) return '注销'
  const [word] = plain.split(/[(,、;/\-—]/)
  const bare = word!.replace(/^(?:已被?|被|企业)/, '').replace(/(?:企业|公司|状态|登记|未注销)$/, '')
  return WORDS.get(word!) ?? WORDS.get(bare) ?? 'unreadable'
}
