import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { randomIds, systemClock } from '../src/platform/chance.ts'
import type { CivilDate } from '../src/platform/kernel/time.ts'
import { ownProfile } from '../src/profiles/index.ts'
import type { Fact } from '../src/profiles/model.ts'
import { rebuildAll } from '../src/profiles/rebuild/jobs.ts'
import { TEST_MASTER_KEY, testMaster } from '../test/support/test-master.ts'
import { type Benchmark, perSecond } from './measure.ts'
import { onScratchServer, type ScratchServer } from './scratch-server.ts'

const SUBJECTS = Number(process.env.BENCH_SUBJECTS ?? 100_000)
const THREADS = Number(process.env.BENCH_THREADS ?? 2)
const AS_OF: CivilDate = '2026-11-23'

export const rebuilding: Benchmark = {
  title: 'every profile anew from its records, against reading the same rows and doing nothing with them',
  run: () =>
    onScratchServer(async (server) => {
      const records = await plantRecords(server)
      const readMs = await timed(() => readAll(server))
      const started = performance.now()
      const first = await rebuildAll(server.url, TEST_MASTER_KEY, AS_OF, THREADS)
      const ms = performance.now() - started
      const second = await rebuildAll(server.url, TEST_MASTER_KEY, AS_OF, THREADS)
      await check(server, first, second)
      const [profiles, readings] = [perSecond(SUBJECTS, ms), perSecond(SUBJECTS, readMs)]
      return {
        rows: [
          ['', 'profiles/s', 'seconds', 'ratio'],
          [`rebuild, ${THREADS} threads`, String(profiles), (ms / 1000).toFixed(1), (profiles / readings).toFixed(2)],
          ['reading the rows, 1 thread', String(readings), (readMs / 1000).toFixed(1), '1.00'],
        ],
        numbers: {
          subjects: SUBJECTS,
          records,
          threads: THREADS,
          profilesPerSecond: profiles,
          readPerSecond: readings,
          ratio: Number((profiles / readings).toFixed(3)),
        },
      }
    }),
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** Both rebuilds the same, every subject in them, and a sample the same as the profile that its owner is shown. */
async function check({ database }: ScratchServer, first: ReadonlyMap<string, string>, second: ReadonlyMap<string, string>): Promise<void> {
  if (first.size !== SUBJECTS || second.size !== SUBJECTS) throw new Error(`${first.size} and ${second.size} of ${SUBJECTS} profiles`)
  const ctx = { db: database.db, clock: systemClock, ids: randomIds(systemClock), master: testMaster, requestId: 'bench' }
  let place = 0
  for (const [id, hash] of first) {
    if (second.get(id) !== hash) throw new Error(`${id}: two rebuilds differ`)
    if (place++ % Math.ceil(SUBJECTS / 50) !== 0) continue
    const own = await ownProfile(ctx, id, { asOf: AS_OF })
    if (own.hash !== hash) throw new Error(`${id}: the rebuilt profile is not the one shown`)
    if (own.profile.entries.filter(({ freshness }) => freshness === 'fresh').length < 20) throw new Error(`${id}: its profile is nearly empty`)
  }
}

async function readAll({ url }: ScratchServer): Promise<void> {
  const client = postgres(url, { max: 1, fetch_types: false })
  let after = ''
  try {
    for (;;) {
      const page = await client<{ id: string }[]>`select id from subjects where id > ${after} order by id limit 500`
      const last = page.at(-1)
      if (!last) return
      await client`
        select subject_id as "subjectId", id, source, record, record_key as "recordKey", version, retracts, facts
        from records where subject_id > ${after} and subject_id <= ${last.id}`
      after = last.id
    }
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** `{c}` stands for the subject's code, `{n}` for a figure of its own. */
const fact = (attribute: Fact['attribute'], value: Fact['value'], asOf: CivilDate, item = '', scheme: string | null = null): Fact => ({
  attribute,
  item,
  value,
  scheme,
  asOf,
  validUntil: null,
})

function templates(): { source: string; record: string; key: string; asOf: CivilDate; facts: string }[] {
  const one = (source: string, record: string, key: string, asOf: CivilDate, facts: Fact[]) => ({
    source,
    record,
    key: `{c}:${key}`,
    asOf,
    facts: JSON.stringify(facts),
  })
  const licence = (no: number) =>
    one('gz-credit', 'licence', `许字${no}`, `2025-0${no}-11`, [
      fact(
        'licences',
        {
          documentNo: `许字${no}-{n}`,
          name: '食品经营许可证',
          category: '普通',
          decidedOn: `2025-0${no}-11`,
          validFrom: null,
          validUntil: '2030-01-01',
          authority: '示例局',
          status: '有效',
        },
        `2025-0${no}-11`,
        `{c}:许字${no}`,
      ),
    ])
  const penalty = (no: number) =>
    one('gz-credit', 'penalty', `罚字${no}`, `2025-0${no}-21`, [
      fact(
        'penalties',
        {
          documentNo: `罚字${no}-{n}`,
          category: '罚款',
          kindOfViolation: '未按规定公示',
          fineFen: '1{n}00',
          confiscatedFen: null,
          decidedOn: `2025-0${no}-21`,
          shownUntil: null,
          authority: '示例局',
        },
        `2025-0${no}-21`,
        `{c}:罚字${no}`,
      ),
    ])
  return [
    one('samr', 'registration', 'registration', '2026-05-01', [
      fact('name', '示例{n}号有限公司', '2026-05-01'),
      fact('registeredOn', '2016-03-01', '2026-05-01'),
      fact('district', '440106', '2026-05-01'),
      fact('industry', '3311', '2026-05-01'),
      fact('registeredCapitalFen', '5{n}0000', '2026-05-01'),
      fact('registrationStatus', '存续', '2026-05-01'),
    ]),
    one('samr', 'annual_report', '2025', '2025-12-31', [
      fact('staff', 42, '2025-12-31'),
      fact('revenueFen', '9{n}000000', '2025-12-31'),
      fact('assetsFen', '8{n}000000', '2025-12-31'),
      fact('liabilitiesFen', '3{n}000000', '2025-12-31'),
    ]),
    one('gz-tax', 'tax_grade', '2025', '2026-04-25', [fact('taxGrade', 'B', '2026-04-25', '', 'tax-2025')]),
    one('gz-tax', 'tax_grade', '2024', '2025-04-25', [fact('taxGrade', 'A', '2025-04-25', '', 'tax-2025')]),
    one('gz-credit', 'city_evaluation', '2026-10-15', '2026-10-15', [fact('cityEvaluation', '良', '2026-10-15', '', 'gz-evaluation')]),
    one('gz-hrss', 'labour_grade', '2025', '2026-03-31', [fact('labourGrade', 'A', '2026-03-31')]),
    ...[1, 2, 3].map(licence),
    ...[4, 5, 6].map(penalty),
  ]
}

async function plantRecords({ database }: ScratchServer): Promise<number> {
  const { db } = database
  const layout = createHash('sha256').update('').digest('hex').slice(0, 16)
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local statement_timeout = 0`)
    await tx.execute(sql`insert into row_layouts (id, names) values (${layout}, '[]')`)
    await tx.execute(sql`
      insert into subjects (id, kind, code, name, synthetic, created_at)
      select 'sub_01m8323b80' || lpad(i::text, 16, '0'), 'enterprise', '91440199' || lpad(i::text, 10, '0'), '示例' || i, true, now() from generate_series(1, ${SUBJECTS}::int) i`)
    await tx.execute(sql`
      insert into records (subject_id, id, source, record, record_key, version, retracts, as_of, body, layout, facts, batch_id, row_no, recorded_at)
      select s.id, md5(t.record || t.key || s.code), t.source, t.record, replace(t.key, '{c}', s.code), t."asOf", false, t."asOf"::date, '[]', ${layout},
        replace(replace(t.facts, '{c}', s.code), '{n}', right(s.code, 3))::json, 'bat_bench', 1, now()
      from subjects s cross join json_to_recordset(${JSON.stringify(templates())}::json) as t(source text, record text, key text, "asOf" text, facts text)`)
    await tx.execute(sql`
      insert into feed_coverage (source, record, received_on, recorded_at)
      values ('gz-credit', 'licence', ${AS_OF}, now()), ('gz-credit', 'penalty', ${AS_OF}, now())`)
  })
  await db.execute(sql`analyze`)
  return SUBJECTS * templates().length
}
