import type { Fact } from '../../src/profiles/model.ts'
import { type Dossier, type DossierInput, dossierOf, type KnownRecord, RULES } from '../../src/quality/model.ts'
import { type RecordKind, registerSources, type Source } from '../../src/sources/model.ts'

export const CODE = '91440199DEM000014H'
export const NAME = '广州示例一号商贸有限公司'
export const TODAY = '2026-11-20'

const kind = (source: string, record: string, namesSubjects?: true): RecordKind<Fact> => ({
  source,
  record,
  titleZh: record,
  titleEn: record,
  columns: [],
  ...(namesSubjects ? { namesSubjects } : {}),
  translate: (row) => ({
    ok: true,
    record: { subject: { kind: 'enterprise', code: row.代码 ?? CODE, name: row.名称 ?? null }, key: 'k', asOf: TODAY, facts: [] },
  }),
})

const source = (id: string, records: RecordKind<Fact>[]): Source<Fact> => ({
  id,
  titleZh: id,
  titleEn: id,
  fields: 'documented',
  basis: 'test',
  catalogue: records.map(({ record }) => ({
    id: `${id}/${record}`,
    class: 'administrative',
    titleZh: record,
    titleEn: record,
    providerZh: id,
    mode: 'public',
    category: 'registration',
    refresh: 'monthly',
    retentionMonths: null,
    sensitivity: 'public',
    validFrom: '2025-01-01',
    validTo: null,
    edition: 'test',
    basis: 'test',
    verified: false,
  })),
  records,
  channels: [],
})

/** Kinds whose rows are what the test says: 代码 and 名称 name the subject, the facts are given. */
export const REGISTER = registerSources<Fact>([
  source('samr', [kind('samr', 'registration', true), kind('samr', 'annual_report')]),
  source('gz-credit', [kind('gz-credit', 'licence'), kind('gz-credit', 'penalty')]),
  source('other', [kind('other', 'statement')]),
])

export function fact(attribute: Fact['attribute'], value: Fact['value'], more: Partial<Fact> = {}): Fact {
  return { attribute, item: '', value, scheme: null, asOf: '2026-01-01', validUntil: null, ...more }
}

let made = 0
/** A record of its own key, taken in today. */
export function known(change: Partial<KnownRecord> = {}): KnownRecord {
  made++
  const asOf = change.asOf ?? '2026-01-01'
  return {
    id: `r${String(made).padStart(4, '0')}`,
    source: 'gz-credit',
    record: 'licence',
    recordKey: `k${made}`,
    version: asOf,
    retracts: false,
    asOf,
    row: {},
    facts: [],
    batchId: 'b1',
    rowNo: made,
    recordedOn: TODAY,
    recordedAt: `${TODAY}T02:00:00.000Z`,
    ...change,
  }
}

export function registration(facts: readonly Fact[] = [], change: Partial<KnownRecord> = {}): KnownRecord {
  return known({ source: 'samr', record: 'registration', recordKey: CODE, facts, row: { 名称: NAME }, ...change })
}

export function licence(value: Record<string, string | null>, change: Partial<KnownRecord> = {}): KnownRecord {
  const item = {
    documentNo: '示例许字〔2026〕1号',
    name: null,
    category: '普通',
    decidedOn: '2026-01-01',
    validFrom: null,
    validUntil: null,
    authority: '示例局',
    status: '有效',
    ...value,
  }
  return known({ facts: [fact('licences', item, { item: 'i', asOf: item.decidedOn })], asOf: item.decidedOn, ...change })
}

export function penalty(value: Record<string, string | null>, change: Partial<KnownRecord> = {}): KnownRecord {
  const item = {
    documentNo: '示例罚字〔2026〕1号',
    category: '罚款',
    kindOfViolation: '示例',
    fineFen: null,
    confiscatedFen: null,
    decidedOn: '2026-01-01',
    shownUntil: null,
    authority: '示例局',
    ...value,
  }
  return known({ record: 'penalty', facts: [fact('penalties', item, { item: 'i', asOf: item.decidedOn })], asOf: item.decidedOn, ...change })
}

export function report(
  asOf: string,
  figures: Partial<Record<'staff' | 'revenueFen' | 'assetsFen', number | string>>,
  change: Partial<KnownRecord> = {},
): KnownRecord {
  const facts = Object.entries(figures).map(([attribute, value]) => fact(attribute as 'staff', value!, { asOf }))
  return known({ source: 'samr', record: 'annual_report', facts, asOf, ...change })
}

export function dossier(records: readonly KnownRecord[], change: Partial<DossierInput> = {}): Dossier {
  return dossierOf(REGISTER, {
    subject: { id: 's1', kind: 'enterprise', code: CODE },
    names: new Set([NAME]),
    records,
    heardSince: {},
    today: TODAY,
    ...change,
  })
}

/** The one rule of this id, for `findingsOf`. */
export function only(id: string) {
  return RULES.filter((rule) => rule.id === id)
}
