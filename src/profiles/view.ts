import type { Canonical } from '../platform/kernel/canonical.ts'
import { industryName, regionName, villageName } from '../subjects/model.ts'
import { ATTRIBUTES, type Attribute, CATEGORIES, CATEGORY_INFO } from './attributes.ts'
import type { ProfileEntryView, ProfileView } from './contract.ts'
import { gradeScheme } from './grade-schemes.ts'
import type { Profile, ProfileEntry, Provenance } from './profile.ts'

/** What stands on the source line for a source's id. */
export type SourceName = (source: string) => string

/** A profile as the API answers it, by consent category. A lender's view leaves out categories it was not given. */
export function profileView(profile: Profile, nameOf: SourceName): ProfileView {
  const byId = new Map(profile.entries.map((e) => [e.attribute as string, e]))
  return {
    subjectId: profile.subjectId,
    asOf: profile.asOf,
    sections: CATEGORIES.map((category) => {
      const { zh, en, plainZh, sensitive } = CATEGORY_INFO[category]
      const attributes = (ATTRIBUTES as readonly Attribute[]).filter((a) => a.category === category)
      const entries = attributes.map((a) => entryView(a, byId.get(a.id)!, nameOf))
      const granted = entries.some((e) => e.freshness !== 'not_consented')
      return {
        category,
        label: zh,
        labelEn: en,
        plain: plainZh,
        sensitive,
        granted,
        entries: granted ? entries.filter((e) => e.freshness !== 'not_consented') : [],
      }
    }),
  }
}

function entryView(attribute: Attribute, entry: ProfileEntry, nameOf: SourceName): ProfileEntryView {
  const { freshness, value, scheme, asOf, validUntil, decidedBy, doubt } = entry
  return {
    attribute: attribute.id,
    label: attribute.zh,
    labelEn: attribute.en,
    type: attribute.type,
    unit: attribute.unitZh ?? null,
    freshness,
    value,
    text: textOf(attribute.id, value),
    scheme,
    edition: editionOf(scheme),
    asOf,
    validUntil,
    from: entry.from && lineOf(entry.from, nameOf),
    decidedBy,
    doubt,
    disputedItems: [...entry.disputedItems],
    losers: entry.losers.map((l) => ({ value: l.value, asOf: l.asOf, from: lineOf(l.from, nameOf) })),
  }
}

function editionOf(id: string | null) {
  const edition = gradeScheme(id)
  return edition && { scheme: edition.scheme, version: edition.version, title: edition.titleZh }
}

function lineOf(from: Provenance, nameOf: SourceName) {
  return { ...from, provider: nameOf(from.source) }
}

const KIND_ZH: Record<string, string> = {
  enterprise: '企业',
  sole_trader: '个体工商户',
  cooperative: '农民专业合作社',
  rural_collective: '农村集体经济组织',
  household: '农户',
}
const SIZE_ZH: Record<string, string> = { large: '大型', medium: '中型', small: '小型', micro: '微型' }

function textOf(attribute: string, value: Canonical): string | null {
  if (typeof value !== 'string') return null
  switch (attribute) {
    case 'kind':
      return KIND_ZH[value] ?? null
    case 'sizeClass':
      return SIZE_ZH[value] ?? null
    case 'district':
      return regionName(value)
    case 'industry':
      return industryName(value)
    case 'village':
      return villageName(value)
    default:
      return null
  }
}
