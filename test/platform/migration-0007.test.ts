import { readdirSync, readFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const FOLDER = new URL('../../drizzle/', import.meta.url)
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .sort()
const place = files.findIndex((name) => name.startsWith('0007'))

let db: PGlite

async function run(names: readonly string[]): Promise<void> {
  for (const name of names) for (const statement of readFileSync(new URL(name, FOLDER), 'utf8').split('--> statement-breakpoint')) await db.exec(statement)
}

beforeAll(async () => {
  db = new PGlite()
  await run(files.slice(0, place))
  const recall = (id: string, item: string, reason: string, logIndex: number, status: string) =>
    `('sub_1', '${id}', 'ins_1', 'app_1', 'cns_1', ${logIndex}, 'penalties', '${item}', 'No. ${item}', '${reason}', '["penalties"]', '${status}', '2026-11-20T02:00:00Z', '2026-11-27')`
  await db.exec(`
    insert into institutions values ('ins_1', 'lender', 'l', 'l', now());
    insert into subjects (id, kind, code, name, name_as_of, created_at, synthetic) values ('sub_1', 'enterprise', '91440199DEM000014H', 'x', null, now(), true);
    insert into shown_items (subject_id, consent_id, list, item, log_index, document_no, fields, hash, last_shown_on, recalled_at) values
      ('sub_1', 'cns_1', 'penalties', 'stands', 3, 'No. stands', '["penalties"]', 'a', '2027-06-10', null),
      ('sub_1', 'cns_1', 'penalties', 'repaired', 3, 'No. repaired', '["penalties"]', 'b', null, '2026-11-20T02:00:00Z'),
      ('sub_1', 'cns_1', 'penalties', 'corrected', 3, 'No. corrected', '["penalties"]', 'the new words', null, null),
      ('sub_1', 'cns_1', 'penalties', 'read anew', 9, 'No. read anew', '["penalties"]', 'c', null, null);
    insert into recalls (subject_id, id, lender_id, application_id, consent_id, log_index, list, item, document_no, reason, fields, status, issued_at, due_on) values
      ${recall('rcl_1', 'repaired', 'repaired', 3, 'answered')}, ${recall('rcl_2', 'corrected', 'corrected', 3, 'issued')},
      ${recall('rcl_3', 'read anew', 'corrected', 3, 'issued')};`)
  await run(files.slice(place, place + 1))
}, 60_000)
afterAll(() => db.close())

const rows = async (sql: string) => (await db.query<Record<string, unknown>>(sql)).rows

describe('the move to recalls of every shown fact', () => {
  it('keeps what was shown and whom it was told to, the list as the attribute', async () => {
    expect(
      await rows(
        'select attribute, item, log_index, document_no, fields, hash, last_shown_on::text, as_of, recalled_at is null as untold from shown_items order by item',
      ),
    ).toEqual(
      [
        { item: 'corrected', log_index: 3, hash: '', last_shown_on: null, untold: true },
        { item: 'read anew', log_index: 9, hash: 'c', last_shown_on: null, untold: true },
        { item: 'repaired', log_index: 3, hash: 'b', last_shown_on: null, untold: false },
        { item: 'stands', log_index: 3, hash: 'a', last_shown_on: '2027-06-10', untold: true },
      ].map((row) => ({ attribute: 'penalties', document_no: `No. ${row.item}`, fields: ['penalties'], as_of: null, ...row })),
    )
    expect(await rows('select id, attribute, reason, status, restated_at, as_of from recalls order by id')).toEqual([
      { id: 'rcl_1', attribute: 'penalties', reason: 'repaired', status: 'answered', restated_at: null, as_of: null },
      { id: 'rcl_2', attribute: 'penalties', reason: 'corrected', status: 'issued', restated_at: null, as_of: null },
      { id: 'rcl_3', attribute: 'penalties', reason: 'corrected', status: 'issued', restated_at: null, as_of: null },
    ])
  })

  it('remembers who was told of a correction, so that nobody is told twice and no recall of one ends by itself', async () => {
    expect(await rows('select item from shown_items where corrected_at is not null')).toEqual([{ item: 'corrected' }])
  })

  it('lets two versions of one item stand side by side, and a lifted recall beside a new one', async () => {
    await db.exec(`
      insert into shown_items (subject_id, consent_id, attribute, item, hash, log_index, document_no, fields) values
        ('sub_1', 'cns_1', 'penalties', 'stands', 'd', 11, 'No. stands', '["penalties"]');
      update recalls set restated_at = now() where id = 'rcl_1'`)
    const again = `insert into recalls (subject_id, id, lender_id, application_id, consent_id, log_index, attribute, item, document_no, reason, fields, status, issued_at, due_on)
      select subject_id, $1, lender_id, application_id, consent_id, log_index, attribute, item, document_no, reason, fields, 'issued', issued_at, due_on from recalls where id = 'rcl_1'`
    await db.query(again, ['rcl_4'])
    await expect(db.query(again, ['rcl_5'])).rejects.toThrow(/recalls_once/)
  })
})
