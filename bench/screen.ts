import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { feeds } from '../src/feeds/index.ts'
import { allOf, evaluate } from '../src/matching/evaluate.ts'
import { type Clause, metClause, type Openness, shortClause, statementOf, verdictClause } from '../src/matching/screening/clause.ts'
import { columnOf, LAYOUT, VALUE_COLUMNS } from '../src/matching/screening/layout.ts'
import { countSubjects } from '../src/matching/screening/service/count.ts'
import { randomIds, systemClock } from '../src/platform/chance.ts'
import type { Criterion } from '../src/products/model.ts'
import { attributeOf, type Profile, type ProfileEntry } from '../src/profiles/model.ts'
import { testMaster } from '../test/support/test-master.ts'
import { type Benchmark, perSecond } from './measure.ts'
import { onScratchServer, type ScratchServer } from './scratch-server.ts'

const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000)
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 9)
const SEED = 4401
const AS_OF = '2026-11-23'
/** Of a hundred values, how many are unknown. */
const UNKNOWN_PERCENT = 30
/** Subjects whose row is held against the reference evaluator one by one. */
const SAMPLE = 2_000

/** A tax loan as lenders publish them: ten criteria, one of them a choice, one turned round, one with an age of its own. */
const PRODUCT: readonly Criterion[] = [
  { attr: 'registrationStatus', op: '>=', value: '吊销' },
  { attr: 'ageMonths', op: '>=', value: 24 },
  { attr: 'registeredCapitalFen', op: 'between', value: ['1000000', '900000000'] },
  {
    attr: 'district',
    op: 'in',
    value: ['440103', '440104', '440105', '440106', '440107', '440108', '440109', '440110', '440111', '440112', '440113', '440114'],
  },
  { not: { attr: 'industry', op: 'prefix', value: ['K', 'J66', 'O'] } },
  {
    any: [
      { attr: 'taxGrade', op: 'in', value: ['A', 'B', 'M'] },
      {
        all: [
          { attr: 'carbonGrade', op: '>=', value: 'B' },
          { attr: 'staff', op: '>=', value: 20 },
        ],
      },
    ],
  },
  { attr: 'penaltyCount12m', op: '<=', value: 30 },
  { attr: 'cityEvaluation', op: '>=', value: '中', maxAgeDays: 150 },
  { attr: 'debtRatioBp', op: '<=', value: 10_000 },
  { attr: 'zeroFilings12m', op: '<=', value: 30 },
]

/** The same by hand, as somebody who knows the table would write it. Grades are minus their step from the best. */
const BY_HAND = `
  v_registration_status >= -3 and v_age_months >= 24 and v_registered_capital_fen between 1000000 and 900000000
  and v_district in ('440103', '440104', '440105', '440106', '440107', '440108', '440109', '440110', '440111', '440112', '440113', '440114')
  and not (starts_with(v_industry, 'K') or starts_with(v_industry, 'J66') or starts_with(v_industry, 'O'))
  and (v_tax_grade in (0, -1, -2) or (v_carbon_grade >= -1 and v_staff >= 20))
  and v_penalty_count12m <= 30
  and case when known_on[${columnOf('cityEvaluation').place}] >= as_of - date '1970-01-01' - 150 then v_city_evaluation >= -2 end
  and v_debt_ratio_bp <= 10000 and v_zero_filings12m <= 30`

export const screening: Benchmark = {
  title: 'one product over every firm as generated SQL, against the same filter written by hand over the same table',
  run: () =>
    onScratchServer(async (server) => {
      await plantRows(server)
      const client = postgres(server.url, { max: 1, fetch_types: false, connection: { statement_timeout: 0 } })
      try {
        const ours = countOf('all')
        const lenders = countOf(LENDER)
        const byHand = {
          text: `select count(*) filter (where e) as met, count(*) filter (where not e) as short from (select ${BY_HAND} as e from screen_rows) s`,
          values: [],
        }
        const found = await checkEqual(client, ours, byHand)
        const plan = await planOf(client, ours)
        const [oursMs, handMs, lenderMs] = await timeInTurn(client, [ours, byHand, lenders])
        const liveMs = await timeLive(server)
        const ratio = oursMs! / handMs!
        const row = (name: string, ms: number) => [name, String(perSecond(ROWS, ms)), ms.toFixed(0), (ms / handMs!).toFixed(2)]
        return {
          rows: [
            ['', 'firms/s', 'ms', 'times plain'],
            row('generated', oursMs!),
            row('by hand', handMs!),
            row('generated, what needs consent closed', lenderMs!),
            row('a live count: every criterion and leaf', liveMs),
          ],
          numbers: {
            timesPlainScan: Number(ratio.toFixed(3)),
            firmsPerSecond: perSecond(ROWS, oursMs!),
            rows: ROWS,
            ...{ met: found.met, short: found.short, unknown: ROWS - found.met - found.short, checkedOneByOne: SAMPLE },
            ...{ lenderTimesPlainScan: Number((lenderMs! / handMs!).toFixed(3)), liveCountMs: Math.round(liveMs), workers: plan, rounds: ROUNDS },
          },
        }
      } finally {
        await client.end({ timeout: 5 })
      }
    }),
}

const LENDER: Openness = { open: (attribute) => !['tax_data', 'cash_flow', 'credit_history', 'village'].includes(attributeOf(attribute).category) }

interface Statement {
  text: string
  values: (string | number)[]
}

function countOf(openness: Openness): Statement {
  const clause: Clause = ['count(*) filter (where ', ...metClause(PRODUCT, openness), ') as met, count(*) filter (where ', ...shortClause(PRODUCT, openness)]
  const { text, values } = statementOf(clause)
  return { text: `select ${text}) as short from screen_rows`, values }
}

/** Both statements the same counts, and a sample the same verdicts as the reference evaluator gives on its profile. */
async function checkEqual(client: postgres.Sql, ours: Statement, byHand: Statement): Promise<{ met: number; short: number }> {
  const [a, b] = [await ask(client, ours), await ask(client, byHand)]
  if (a.met !== b.met || a.short !== b.short) throw new Error(`generated ${JSON.stringify(a)}, by hand ${JSON.stringify(b)}`)
  if (a.met < ROWS / 1000 || a.met + a.short === ROWS) throw new Error(`the workload decides too little or too much: ${JSON.stringify(a)}`)
  const { text, values } = statementOf(verdictClause(PRODUCT, 'all'))
  const rows = await client.unsafe<Record<string, never>[]>(`select *, ${text} as verdict from screen_rows order by subject_id limit ${SAMPLE}`, values)
  for (const row of rows) {
    const profile = profileIn(row)
    const expected = { met: true, short: false, unknown: null }[allOf(PRODUCT.map((criterion) => evaluate(criterion, profile).verdict))]
    if (row.verdict !== expected) throw new Error(`${row.subject_id}: ${row.verdict}, the reference says ${expected}`)
  }
  return a
}

async function ask(client: postgres.Sql, { text, values }: Statement): Promise<{ met: number; short: number }> {
  const [row] = await client.unsafe<{ met: string; short: string }[]>(text, values)
  return { met: Number(row!.met), short: Number(row!.short) }
}

/** How many workers scan. */
async function planOf(client: postgres.Sql, { text, values }: Statement): Promise<number> {
  const lines = await client.unsafe<Record<'QUERY PLAN', string>[]>(`explain analyze ${text}`, values)
  return Number(/Workers Launched: (\d+)/.exec(lines.map((line) => line['QUERY PLAN']).join('\n'))?.[1] ?? 0)
}

/** Medians, round by round in turn and in another order each time, so that a busy machine slows all alike; the first round warms up. */
async function timeInTurn(client: postgres.Sql, statements: readonly Statement[]): Promise<number[]> {
  const taken = statements.map((): number[] => [])
  for (let round = 0; round <= ROUNDS; round++) {
    for (let i = 0; i < statements.length; i++) {
      const which = (i + round) % statements.length
      const started = performance.now()
      await ask(client, statements[which]!)
      if (round > 0) taken[which]!.push(performance.now() - started)
    }
  }
  return taken.map((times) => times.sort((a, b) => a - b)[times.length >> 1]!)
}

/** What a lender waits for while typing: the verdicts, each criterion's, and what each leaf rules out; the median of three. */
async function timeLive({ database }: ScratchServer): Promise<number> {
  const ctx = { db: database.db, clock: systemClock, ids: randomIds(systemClock), master: testMaster, requestId: 'bench' }
  const times: number[] = []
  for (let i = 0; i < 3; i++) {
    const started = performance.now()
    const { total, byLeaf } = await countSubjects(ctx, feeds.catalogue, { criteria: PRODUCT })
    times.push(performance.now() - started)
    if (total.count !== ROWS || byLeaf.length !== 12) throw new Error(`a live count of ${total.count} subjects and ${byLeaf.length} leaves`)
  }
  return times.sort((a, b) => a - b)[1]!
}

/** The profile that a row would be the snapshot of. */
function profileIn(row: Record<string, unknown>): Profile {
  const known = row.known_on as (number | null)[] | string
  const days = typeof known === 'string' ? (JSON.parse(known.replace('{', '[').replace('}', ']').replaceAll('NULL', 'null')) as (number | null)[]) : known
  const entries = VALUE_COLUMNS.map(({ attribute, column, place }): ProfileEntry => {
    const { type, grades } = attributeOf(attribute)
    const raw = row[column] as string | number | null
    const value = raw === null ? null : type === 'grade' ? grades![-Number(raw)]! : type === 'integer' || type === 'bp' ? Number(raw) : String(raw)
    const day = days[place - 1]
    return {
      ...{ attribute, freshness: value === null ? 'missing' : 'fresh', value, scheme: null, validUntil: null, from: null, decidedBy: null, doubt: null },
      asOf: day === null || day === undefined ? null : new Date(day * 86_400_000).toISOString().slice(0, 10),
      ...{ disputedItems: [], losers: [] },
    }
  })
  return { subjectId: String(row.subject_id), asOf: AS_OF, entries }
}

/** Values by the registry's types, from a seed: hashes of row and place, so that every run plants the same. */
async function plantRows({ database }: ScratchServer): Promise<void> {
  const { db } = database
  const values = VALUE_COLUMNS.map(({ attribute, type, place }) => {
    const { type: kind, grades } = attributeOf(attribute)
    const chance = `(hashint8extended(i, ${SEED * 1000 + place}) & 1048575)`
    const digits = attribute === 'district' ? `(440103 + (${chance} >> 8) % 16)::text` : `chr((65 + (${chance} >> 8) % 20)::int) || (${chance} >> 13) % 99`
    const number =
      kind === 'grade'
        ? `-((${chance} >> 8) % ${grades!.length})::smallint`
        : kind === 'fen'
          ? `(${chance} >> 4) * 15000`
          : kind === 'bp'
            ? `(${chance} >> 4) % 12000`
            : `(${chance} >> 8) % ${attribute === 'ageMonths' ? 240 : 40}`
    return `case when ${chance} % 100 >= ${UNKNOWN_PERCENT} then ${type === 'text' ? digits : number} end`
  })
  const days = VALUE_COLUMNS.map(({ place }) => `20780 - (hashint8extended(i, ${place}) & 255)::int`)
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`)
    await tx.execute(sql`
      insert into subjects (id, kind, code, name, synthetic, created_at)
      select 'sub_' || lpad(i::text, 26, '0'), 'enterprise', '91440199' || lpad(i::text, 10, '0'), '示例' || i, true, now() from generate_series(1, ${ROWS}::int) i`)
    await tx.execute(
      sql.raw(`
      insert into screen_rows (subject_id, kind, as_of, district, village, layout, read_at, known_on, closed, ${VALUE_COLUMNS.map(({ column }) => column).join(', ')})
      select 'sub_' || lpad(i::text, 26, '0'), 'enterprise', date '${AS_OF}', '440106', null, ${LAYOUT}, now(), array[${days.join(', ')}], '{}', ${values.join(', ')}
      from generate_series(1, ${ROWS}::int) i`),
    )
  })
  await db.execute(sql`set statement_timeout = 0`)
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`)
    await tx.execute(sql`analyze screen_rows`)
  })
}
