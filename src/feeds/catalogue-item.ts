import type { CatalogueItem } from '../sources/model.ts'

/** What the edition in force says of every item unless the item says otherwise. */
const EDITION = {
  validFrom: '2025-01-01',
  validTo: null,
  edition: '2025',
  basis: '全国公共信用信息基础目录（2025 年版）的类目；条目文本未能核对，按 2021—2024 年版的公开内容填写',
  verified: false,
} as const

/** One item of the catalogue, in the edition in force unless told otherwise. */
export function catalogueItem(item: Omit<CatalogueItem, keyof typeof EDITION> & Partial<Pick<CatalogueItem, keyof typeof EDITION>>): CatalogueItem {
  return { ...EDITION, ...item }
}
