import { describe, expect, test } from 'vitest'
import { ATTRIBUTES, profileView } from '../../src/profiles/model.ts'
import { FactSection } from '../../web/ui/fact-section.tsx'
import { isListId } from '../../web/ui/list-columns.tsx'
import { words } from '../../web/words/index.ts'
import { entryOf, profileOf } from '../support/match-builders.ts'

const listing = { documentNo: 'L1', list: '严重违法失信名单', reason: '逾期未改正', listedOn: '2026-01-01', removedOn: null, authority: '市监局' }

const ITEMS: Record<string, { item: object; said: string[] }> = {
  licences: {
    item: { documentNo: 'X1', name: '许可甲', category: '', decidedOn: '2026-01-01', validFrom: null, validUntil: null, authority: '局', status: '' },
    said: ['许可甲', '—', '2026-01-01', '长期', '局', 'X1'],
  },
  penalties: {
    item: {
      ...{ documentNo: 'P1', category: '罚款', kindOfViolation: '', fineFen: '300000', confiscatedFen: '100000' },
      ...{ decidedOn: '2026-02-01', shownUntil: null, authority: '局' },
    },
    said: ['罚款', '4,000 元', '2026-02-01', '—', '局', 'P1'],
  },
  inspections: {
    item: { documentNo: 'I1', matter: '消防', result: '发现问题', passed: false, inspectedOn: '2026-03-01', authority: '局' },
    said: ['消防', '发现问题 · 不合格', '2026-03-01', '局', 'I1'],
  },
  abnormalListings: { item: { ...listing, removedOn: '2026-05-01' }, said: ['严重违法失信名单', '逾期未改正', '2026-01-01', '2026-05-01', '市监局', 'L1'] },
  dishonestyListings: { item: listing, said: ['严重违法失信名单', '逾期未改正', '2026-01-01', '没有移出', '市监局', 'L1'] },
  judgmentDebts: {
    item: { caseNo: 'C1', court: '法院', filedOn: '2026-01-01', amountFen: null, closedOn: null },
    said: ['C1', '—', '2026-01-01', '没有结案', '法院'],
  },
  wageWarnings: {
    item: { documentNo: 'W1', amountFen: '12345600', people: 3, raisedOn: '2026-01-01', resolvedOn: null, authority: '大队' },
    said: ['W1', '3 人', '12.35 万元', '2026-01-01', '没有解决', '大队'],
  },
  awards: {
    item: { projectNo: 'A1', project: '采购', amountFen: '100000000', awardedOn: '2026-01-01', buyer: '学校' },
    said: ['采购', '100 万元', '2026-01-01', '学校', 'A1'],
  },
  commitments: {
    item: { documentNo: 'M1', matter: '告知承诺', madeOn: '2026-01-01', dueOn: '2026-06-30', state: 'broken', verifiedOn: null, authority: '局' },
    said: ['告知承诺', '经核实没有履行', '2026-01-01', '2026-06-30', '—', '局', 'M1'],
  },
}

const LISTS = ATTRIBUTES.filter((a) => a.type === 'list').map((a) => a.id)

function section(id: (typeof LISTS)[number], over: Parameters<typeof entryOf>[1]): string {
  const { sections } = profileView(profileOf({}, [entryOf(id, over)]), () => '来源甲')
  const entries = sections.flatMap((s) => s.entries).filter((e) => e.attribute === id)
  return String(FactSection({ label: 'x', entries, w: words.zh.facts.own }))
}

function cells(html: string): string[] {
  return [...html.matchAll(/<td role="cell"[^>]*>(.*?)<\/td>/gs)].map((m) => m[1]!.replace(/<[^>]*>/g, ''))
}

describe('a list of the profile', () => {
  test('of every kind the registry knows has columns and words for being empty', () => {
    expect(LISTS.filter((id) => !isListId(id))).toEqual([])
    expect(Object.keys(ITEMS).sort()).toEqual([...LISTS].sort())
  })

  test.each(LISTS)('%s says its items cell by cell, under their office and day', (id) => {
    const html = section(id, { value: [ITEMS[id]!.item as never] })
    expect(cells(html)).toEqual(ITEMS[id]!.said)
    expect(html).toContain('来源甲')
    expect(html).toContain('2026-11-23 更新')
    expect(html).not.toContain('存疑')
  })

  test.each(LISTS)('%s without items is one line with its source, and not missing', (id) => {
    const html = section(id, { value: [] })
    expect(cells(html)[1]).toMatch(/^没有/)
    expect(html).toContain('来源甲')
    expect(html).not.toContain('还没有：')
  })

  test.each(LISTS)('%s that nobody told of is only named', (id) => {
    const html = section(id, { freshness: 'missing' })
    expect(html).not.toContain('<table')
    expect(html).toContain('还没有：')
  })

  test('marks the items in doubt and no others, and says why', () => {
    const item = ITEMS.penalties!.item as object
    const html = section('penalties', { value: [item, { ...item, documentNo: 'P2' }] as never, doubt: 'objection', disputedItems: [1] })
    const rows = html.split('<tr role="row">').slice(2)
    expect(rows.map((row) => row.includes('>存疑<'))).toEqual([false, true])
    expect(html).toContain('正在异议处理中')
  })

  test('keeps its mark on an item that is folded', () => {
    const item = ITEMS.penalties!.item as object
    const value = Array.from({ length: 7 }, (_, i) => ({ ...item, documentNo: `P${i}` }))
    const html = section('penalties', { value: value as never, doubt: 'conflict', disputedItems: [6] })
    expect(html).toContain('其余 2 条')
    expect(html.slice(html.indexOf('<details>')).match(/>存疑</g)).toHaveLength(1)
    expect(html.slice(0, html.indexOf('<details>'))).not.toContain('>存疑<')
  })
})
