import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { editionsBy } from '../../src/consent/edition.ts'
import { publishTemplates } from '../../src/consent/index.ts'
import { TEMPLATES } from '../../src/consent/template.ts'
import { writeEntry } from '../../src/log/index.ts'
import type { Context } from '../../src/platform/context.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { verifyCommand } from '../../src/verify.ts'
import { applyFor, look, must, productNamed } from '../journeys/errand.ts'
import { type TestApp, testApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite')
})
afterAll(() => app.close())
beforeEach(() => app.reset())

const contextOf = (): Context => ({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: 'editions' })
const published = async () =>
  (await rowsOf<{ leaf: string }>(app.database.db, sql`select leaf from access_log where kind = 'template.published' order by log_index`)).map(
    ({ leaf }) => JSON.parse(leaf) as { cid: string; ah: string; why: string },
  )
const ids = TEMPLATES.map(({ id }) => id)

describe('an edition of a consent template', () => {
  test('is written down once, whoever asks and however often', async () => {
    expect((await publishTemplates(contextOf())).map(({ id }) => id)).toEqual(ids)
    expect(await publishTemplates(contextOf())).toEqual([])
    await Promise.all([publishTemplates(contextOf()), publishTemplates(contextOf())])
    expect((await published()).map(({ cid, ah, why }) => ({ id: cid, hash: ah, code: why }))).toEqual(editionsBy('2026-11-23'))
  })

  test('is written down on its first day and not the day before', async () => {
    app.mode.clock.set(new Date('2026-10-31T15:59:59.999Z'))
    expect(await publishTemplates(contextOf())).toEqual([])
    app.mode.clock.set(new Date('2026-10-31T16:00:00.000Z'))
    expect(await publishTemplates(contextOf())).toHaveLength(TEMPLATES.length)
  })

  test('is another one where its bounds or its text are not those that were written down', async () => {
    const [first] = editionsBy('2026-11-23')
    const platform = { subjectId: 'platform', lenderId: 'platform', actorId: 'platform' }
    await writeEntry(contextOf(), {
      kind: 'template.published',
      ...platform,
      consentId: first!.id,
      artefactHash: 'f'.repeat(64),
      fields: [],
      readNo: 0,
      why: '',
    })
    expect((await publishTemplates(contextOf())).map(({ id }) => id)).toEqual(ids)
  })

  test('has a hash of its own', () => {
    expect(new Set(editionsBy('2026-11-23').map(({ hash }) => hash)).size).toBe(TEMPLATES.length)
  })
})

test('a dump with editions in it is lawful, and the auditor finds them', async () => {
  await publishTemplates(contextOf())
  const firm = await app.signIn('firm-hardware')
  const { applicationId } = await applyFor(firm, (await productNamed(firm, '示例税易贷')).id, { reads: 3 })
  must(await look(await app.signIn('bank-a-viewer'), applicationId), 200)
  must(await app.nobody.post('/__test/outbox/drain'), 200)
  const auditor = await app.signIn('auditor')
  expect(must(await auditor.get('/api/v1/audit/events?kind=template.published'), 200).body.items).toHaveLength(TEMPLATES.length)
  expect(must(await auditor.get('/audit?kind=template.published'), 200).body).toContain('平台公布授权范本')
  const folder = mkdtempSync(join(tmpdir(), 'suixin-editions-'))
  try {
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const dump = file('dump.jsonl', must(await auditor.get('/api/v1/audit/dump'), 200).body)
    const keys = file('keys.json', JSON.stringify(must(await app.nobody.get('/log/keys'), 200).body))
    const said: string[] = []
    const tell = (line: string) => void said.push(line)
    expect([await verifyCommand([dump, '--keys', keys], { now: () => app.mode.clock.now(), out: tell, err: tell }), said.join('\n')]).toEqual([
      0,
      expect.stringContaining('1'),
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
