import { toHalfWidth } from '../platform/kernel/text.ts'

/**
 * One document number however it is typed: offices write the year's brackets as 〔2025〕, [2025], （2025） and with or
 * without spaces, and a mark of 信用中国 has to aim at the record of the office that made it.
 */
export function plainDocumentNo(text: string): string {
  return toHalfWidth(text)
    .replace(/\s/g, '')
    .replace(/[〔【[({〈<]/g, '〔')
    .replace(/[〕】\])}〉>]/g, '〕')
    .toUpperCase()
}

/** Item key of an act about a firm: what the list item, and the mark that aims at it, go by. */
export function documentKey(code: string, documentNo: string): string {
  return `${code}:${plainDocumentNo(documentNo)}`
}
