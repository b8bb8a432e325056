import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPostgres } from '../../src/platform/db/postgres.ts'

export interface ScratchDatabase {
  /** Connects as the superuser that TEST_DATABASE_URL names. */
  url: string
  drop(): Promise<void>
}

/** Set by test/support/template-cleanup.ts, so that every process of one run shares one template. */
export const RUN_VARIABLE = 'SUIXIN_TEST_RUN'

/** Two processes that reach for the template at once: one makes it, the other waits. The number is arbitrary. */
const TEMPLATE_LOCK = 4401_2026

/**
 * An empty, migrated database of one's own on a real PostgreSQL: a clone (about 60 ms) of a template that the
 * first caller of the run makes.
 *
 * @throws Error with a sentence for the developer when TEST_DATABASE_URL is missing
 */
export async function scratchDatabase(): Promise<ScratchDatabase> {
  const maintenance = maintenanceUrl()
  const template = templateName(process.env[RUN_VARIABLE] ?? String(process.ppid))
  const name = `${template}_${randomBytes(6).toString('hex')}`
  await withConnection(maintenance, async (sql) => {
    await sql`select pg_advisory_lock(${TEMPLATE_LOCK})`
    const [found] = await sql`select 1 from pg_database where datname = ${template}`
    if (!found) await makeTemplate(sql, maintenance, template)
    await sql`select pg_advisory_unlock(${TEMPLATE_LOCK})`
    await sql.unsafe(`create database ${name} template ${template}`)
  })
  return {
    url: databaseUrl(maintenance, name),
    drop: () => withConnection(maintenance, async (sql) => void (await sql.unsafe(`drop database if exists ${name} with (force)`))),
  }
}

/** Drops a run's template and every clone that a killed suite left behind. */
export async function dropRun(run: string): Promise<void> {
  await withConnection(maintenanceUrl(), async (sql) => {
    const names = await sql<{ datname: string }[]>`select datname from pg_database where starts_with(datname, ${templateName(run)})`
    for (const { datname } of names) await sql.unsafe(`drop database if exists "${datname}" with (force)`)
  })
}

async function makeTemplate(sql: postgres.Sql, maintenance: string, template: string): Promise<void> {
  // Named only when finished: a migration that fails half-way must not leave a template for the next file.
  const draft = `${template}_draft`
  await sql.unsafe(`drop database if exists ${draft} with (force)`)
  await sql.unsafe(`create database ${draft}`)
  const database = openPostgres(databaseUrl(maintenance, draft), { max: 1 })
  try {
    await migrate(database)
  } finally {
    await database.close()
  }
  await sql.unsafe(`alter database ${draft} rename to ${template}`)
}

async function withConnection(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 })
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function maintenanceUrl(): string {
  const url = process.env.TEST_DATABASE_URL
  if (!url) {
    throw new Error(
      'This test needs PostgreSQL: run `npm test -- <file>`, which starts one, or set TEST_DATABASE_URL to a superuser URL such as postgres://postgres@127.0.0.1:5432/postgres.',
    )
  }
  return url
}

function databaseUrl(maintenance: string, name: string): string {
  const url = new URL(maintenance)
  url.pathname = `/${name}`
  return url.href
}

function templateName(run: string): string {
  return `suixin_test_${run.replace(/[^a-z0-9]/g, '')}`
}
