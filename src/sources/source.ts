import { type CatalogueItem, itemFor } from './catalogue.ts'
import type { Channel, ChannelWay } from './channel.ts'
import type { RecordKind, Translated } from './record-kind.ts'

/**
 * One outside system: what it provides, how that comes in, how its rows become facts. A folder of `feeds/` holds one;
 * with a `demo-server.ts` beside it, it can be played.
 */
export interface Source<F> {
  /** `gz-credit`, `samr`, …: stands in every record it gave and never changes. */
  id: string
  titleZh: string
  titleEn: string
  /** Whether its field names come from a published standard or from the contract written down here. */
  fields: 'published' | 'documented'
  /** Where the names or the contract come from. */
  basis: string
  catalogue: readonly CatalogueItem[]
  records: readonly RecordKind<F>[]
  channels: readonly Channel[]
  /** A licensed bureau through which alone personal data may go to a lender (征信业务管理办法). */
  gateway?: true
}

/** Every source, looked up often: kinds, titles and the catalogue. */
export interface SourceRegister<F> {
  sources: readonly Source<F>[]
  catalogue: readonly CatalogueItem[]
  kinds: readonly RecordKind<F>[]
  kindOf(source: string, record: string): RecordKind<F> | null
  /** May this record come in that way? */
  isOpen(source: string, record: string, way: ChannelWay): boolean
  /** What stands on the source line; a source no longer registered goes by its id. */
  nameOf(source: string): string
}

/**
 * @param keepFor puts the catalogue's term on a fact: how many months it may be kept in use
 * @throws Error for two sources of one id, or a record kind that says another source than its folder
 */
export function registerSources<F>(sources: readonly Source<F>[], keepFor: (fact: F, months: number) => F = (fact) => fact): SourceRegister<F> {
  const byId = new Map(sources.map((source) => [source.id, source]))
  if (byId.size !== sources.length) throw new Error('two sources share one id')
  const kinds = sources.flatMap((source) => source.records.map((kind) => withTerm(kind, source.catalogue, keepFor)))
  for (const source of sources)
    for (const kind of source.records) if (kind.source !== source.id) throw new Error(`${kind.source}/${kind.record} stands in the folder of ${source.id}`)
  const byKey = new Map(kinds.map((kind) => [`${kind.source}/${kind.record}`, kind]))
  if (byKey.size !== kinds.length) throw new Error('two record kinds share one name')
  return {
    sources,
    catalogue: sources.flatMap((source) => source.catalogue),
    kinds,
    kindOf: (source, record) => byKey.get(`${source}/${record}`) ?? null,
    isOpen: (source, record, way) =>
      byId.get(source)?.channels.some((channel) => channel.way === way && 'record' in channel && channel.record === record) ?? false,
    nameOf: (source) => byId.get(source)?.titleZh ?? source,
  }
}

/** A record's facts carry the term of the catalogue's item they were collected under. */
function withTerm<F>(kind: RecordKind<F>, catalogue: readonly CatalogueItem[], keepFor: (fact: F, months: number) => F): RecordKind<F> {
  return {
    ...kind,
    translate(row, today) {
      const translation = kind.translate(row, today)
      const months = translation.ok ? (itemFor(catalogue, kind.source, kind.record, today)?.retentionMonths ?? null) : null
      if (!translation.ok || months === null) return translation
      const kept = (record: Translated<F>): Translated<F> => {
        const { settle } = record
        const facts = record.facts.map((fact) => keepFor(fact, months))
        return settle ? { ...record, facts, settle: (subject) => kept(settle(subject)) } : { ...record, facts }
      }
      return { ok: true, record: kept(translation.record) }
    },
  }
}
