import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feeds } from '../../src/feeds/index.ts'
import { canonicalJson } from '../../src/platform/kernel/canonical.ts'
import { isCivilDate } from '../../src/platform/kernel/time.ts'
import { attributeOf, gradeScheme, isAttributeId, MARKS } from '../../src/profiles/model.ts'
import { bindHeader, takeRow } from '../../src/sources/intake.ts'
import { isSyntheticCode } from '../../src/subjects/model.ts'

/** Ordered values that no office grades: a state of the register. */
const UNGRADED = ['registrationStatus']
const TODAY = '2026-11-23'
const NOW = { today: TODAY, latest: `${TODAY}T23:59:59` }
const KINDS = feeds.kinds.map((kind) => [`${kind.source}/${kind.record}`, kind] as const)

/** Texts that come near what columns hold, so that random rows get past the first check now and then. */
const cell = fc.oneof(
  fc.constantFrom('', 'N/A', '0', '100', '2025', '2025-06-01', '1900-01-01', '2099-12-31', '91440199DEM000014H', 'H440114001201-9001', '440114001201'),
  fc.constantFrom(
    '自然人',
    '法人及非法人组织',
    '警告;罚款',
    '普通',
    '优',
    'A',
    '绿牌',
    '高级认证',
    '500万元',
    '天河区',
    '440106',
    'F5199',
    '\ufffd',
    '\0',
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
)

describe.each(KINDS)('%s', (_, kind) => {
  const example = Object.fromEntries(kind.columns.filter(({ personal }) => personal !== 'drop').map(({ name, example: text }) => [name, text ?? '']))

  test('takes its own template row in, which is of no real subject, and tells registered attributes of their own type', () => {
    const { columns } = kind
    const cells = columns.map(({ example: text }) => text ?? '')
    const taken = takeRow(
      kind,
      bindHeader(
        columns.map(({ name }) => name),
        columns,
      ),
      { rowNo: 2, cells },
      NOW,
    )
    expect(taken).toMatchObject({ ok: true })
    if (!taken.ok) return
    const { subject } = taken.record
    expect('code' in subject && isSyntheticCode(subject.code)).toBe(true)
    expect(taken.record.facts.length).toBeGreaterThan(0)
    for (const { attribute, value, scheme } of taken.record.facts) {
      if (attribute === MARKS) continue
      // A grade without its edition means nothing.
      if (scheme !== null) expect(gradeScheme(scheme)?.id).toBe(scheme)
      else if (isAttributeId(attribute) && (attributeOf(attribute).grades?.length ?? 0) > 2) expect(UNGRADED).toContain(attribute)
      if (!isAttributeId(attribute)) expect.unreachable(`${attribute} is not registered`)
      const { type, grades, derivedFrom } = attributeOf(attribute)
      expect(derivedFrom).toBeUndefined()
      if (grades !== undefined) expect(grades).toContain(value)
      if (type === 'integer' || type === 'bp') expect(value).toBeTypeOf('number')
      if (type === 'fen') expect(value).toMatch(/^\d+$/)
    }
  })

  test('gives no two columns the same name, code or synonym', () => {
    const names = kind.columns.flatMap(({ name, code, synonyms = [] }) => [name, ...(code === undefined ? [] : [code]), ...synonyms])
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })

  test('answers any row, with facts of a day not after today or with issues of its own columns', () => {
    const names = new Set(kind.columns.map(({ name }) => name))
    const anyRow = fc.dictionary(fc.constantFrom(...names), cell).map((cells) => ({ ...example, ...cells }))
    fc.assert(
      fc.property(fc.oneof(anyRow, fc.dictionary(fc.string(), cell)), (row) => {
        const translation = kind.translate(row, TODAY)
        // By what it says: a record that waits for its subject carries a function.
        expect(JSON.stringify(kind.translate(row, TODAY))).toBe(JSON.stringify(translation))
        if (!translation.ok) {
          expect(translation.issues.length).toBeGreaterThan(0)
          for (const { field, detail } of translation.issues) expect(names.has(field) && detail !== '').toBe(true)
          return
        }
        const { asOf, facts, key } = translation.record
        expect(isCivilDate(asOf) && asOf <= TODAY && key !== '').toBe(true)
        for (const fact of facts) {
          // A record's day is that of its last event; a fact may have been true before (a warning raised, since settled).
          expect(isCivilDate(fact.asOf) && fact.asOf <= asOf).toBe(true)
          canonicalJson(fact.value)
        }
      }),
      { numRuns: 300 },
    )
  })

  test.each(kind.columns.filter(({ required }) => required === true).map(({ name }) => name))('refuses a row without %s', (name) => {
    const translation = kind.translate({ ...example, [name]: '' }, TODAY)
    expect(translation).toMatchObject({ ok: false, issues: expect.arrayContaining([expect.objectContaining({ code: 'missing_field', field: name })]) })
  })
})

describe('a code with one wrong check digit', () => {
  const others = KINDS.filter(([, kind]) => kind.record !== 'registration' && kind.columns.some(({ name }) => name === '统一社会信用代码'))

  test.each(others)('comes in with no %s: a human must look at it', (_, kind) => {
    const row = Object.fromEntries(kind.columns.map(({ name, example }) => [name, example ?? '']))
    expect(kind.translate({ ...row, 统一社会信用代码: '91440199DEM0000140' }, TODAY)).toEqual({
      ok: false,
      issues: [{ code: 'bad_code', field: '统一社会信用代码', detail: expect.stringContaining('需人工核对') }],
    })
  })
})
