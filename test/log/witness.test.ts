import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { formatCheckpoint, openCheckpoint } from '../../src/log/checkpoint.ts'
import { cosignatureTime, cosignatureVerifier } from '../../src/log/cosignature.ts'
import { askWitnesses, DEFAULT_LOG, latestCheckpoint, logKeeper, readLogSettings, sealLog, sealStatus } from '../../src/log/index.ts'
import { signNote } from '../../src/log/note.ts'
import { consistencyHashes } from '../../src/log/service/proofs.ts'
import { formatSubmission, parseSubmission } from '../../src/log/submission.ts'
import { hashLeaf, rootOf } from '../../src/log/tree.ts'
import { openWitness, witnessCommand } from '../../src/log/witness/index.ts'
import type { Database } from '../../src/platform/db/client.ts'
import { emptyDatabase } from '../../src/platform/db/maintenance.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { openPglite } from '../../src/platform/db/pglite.ts'
import { stagedOutside } from '../../src/platform/outside/outside.ts'
import { logKeyText, TEST_LOG_ORIGIN, testLogKeyring } from '../support/log-key.ts'
import { deskOf, LOG_START, write } from './desk.ts'

let database: Database
let ctx: ReturnType<typeof deskOf>
let folder: string
beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyDatabase(database.db)
  ctx = deskOf(database.db)
  folder = mkdtempSync(join(tmpdir(), 'suixin-witness-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const key = await testLogKeyring.open()
const grow = async (count: number) => {
  for (let n = 0; n < count; n++) await write(ctx, n)
  await sealLog(ctx, key)
}
const openNamed = (name: string, seed: number) =>
  openWitness({ name, key: logKeyText(seed), vkeys: key.vkeys, folder: join(folder, name), now: () => ctx.clock.now() })

async function twoWitnesses() {
  const [one, two] = [await openNamed('one.example', 21), await openNamed('two.example', 22)]
  const apps = new Map([
    ['one.example', one.app],
    ['two.example', two.app],
  ])
  const asked: string[] = []
  const outside = stagedOutside(async (request) => {
    const { host } = new URL(request.url)
    asked.push(host)
    return apps.get(host)?.fetch(request)
  })
  const witnesses = [one, two].map(({ vkey }, at) => ({
    name: ['one.example', 'two.example'][at]!,
    vkey,
    url: `https://${['one.example', 'two.example'][at]}`,
  }))
  return { apps, outside, asked, settings: { ...DEFAULT_LOG, origin: TEST_LOG_ORIGIN, witnesses, quorum: 2 } }
}

describe('two witnesses', () => {
  test('sign each checkpoint as it comes, with the time at which they did, and are asked once', async () => {
    const { outside, asked, settings } = await twoWitnesses()
    for (const count of [3, 1, 300]) {
      await grow(count)
      ctx.clock.set(new Date(ctx.clock.now().getTime() + 60_000))
      expect([...(await askWitnesses(ctx, outside, settings)).values()]).toEqual(['signed', 'signed'])
    }
    expect(asked).toHaveLength(6)
    expect((await askWitnesses(ctx, outside, settings)).size).toBe(0)
    const head = (await latestCheckpoint(ctx))!
    const verifiers = settings.witnesses.map(({ vkey }) => cosignatureVerifier(vkey))
    const opened = await openCheckpoint(head.note, TEST_LOG_ORIGIN, key.verifiers, verifiers)
    if ('flaw' in opened) throw new Error(opened.flaw)
    expect(opened.checkpoint.size).toBe(304)
    expect(opened.witnessedBy.map(({ name }) => name)).toEqual(['one.example', 'two.example'])
    expect(opened.cosignatures.map(({ bytes }) => cosignatureTime(bytes))).toEqual(Array(2).fill(LOG_START.getTime() / 1000 + 180))
    expect(head.witnesses).toEqual(['one.example', 'two.example'])
  })

  test('are told of in the readiness, and the missing one by its absence', async () => {
    const { apps, outside, settings } = await twoWitnesses()
    apps.delete('two.example')
    await grow(2)
    expect(Object.fromEntries(await askWitnesses(ctx, outside, settings))).toEqual({ 'one.example': 'signed', 'two.example': 'unreachable' })
    expect(await sealStatus(ctx, logKeeper(settings, testLogKeyring))).toBe('sealLag 0.0 s; witnesses 1 of 2 missing')
  })

  test('who has seen more than we remember is caught up with', async () => {
    const { outside, settings } = await twoWitnesses()
    await grow(5)
    await askWitnesses(ctx, outside, settings)
    await emptyDatabase(database.db)
    // The same entries again: the same log, but what the witnesses said is forgotten.
    ctx.clock.set(LOG_START)
    await grow(5)
    await grow(4)
    expect([...(await askWitnesses(ctx, outside, settings)).values()]).toEqual(['signed', 'signed'])
  })

  test('sign no other log of the name, of the same size or a larger one', async () => {
    const { outside, settings } = await twoWitnesses()
    await grow(5)
    await askWitnesses(ctx, outside, settings)
    await emptyDatabase(database.db)
    ctx.clock.set(new Date(LOG_START.getTime() + 1))
    await grow(5)
    expect([...(await askWitnesses(ctx, outside, settings)).values()]).toEqual(['fork', 'fork'])
    await grow(3)
    expect([...(await askWitnesses(ctx, outside, settings)).values()]).toEqual(['fork', 'fork'])
    expect((await latestCheckpoint(ctx))!.witnesses).toEqual([])
  })

  test('is not believed what it did not sign', async () => {
    const { settings } = await twoWitnesses()
    await grow(1)
    const liar = async (body: string, status = 200) =>
      askWitnesses(
        ctx,
        stagedOutside(async () => new Response(body, { status })),
        settings,
      )
    const other = await openNamed('one.example', 23)
    const theirs = await other.app.request('/add-checkpoint', {
      method: 'POST',
      body: formatSubmission({ oldSize: 0, proof: [], checkpoint: (await latestCheckpoint(ctx))!.note }),
    })
    for (const body of ['', 'thank you', '— one.example AAAAAAAA\n', await theirs.text()])
      expect([...(await liar(body)).values()], body).toEqual(['bad_signature', 'bad_signature'])
    expect([...(await liar('x'.repeat(20_000))).values()]).toEqual(['unreachable', 'unreachable'])
    expect([...(await liar('', 302)).values()]).toEqual([302, 302])
    expect([...(await liar('many\n', 409)).values()]).toEqual([409, 409])
    expect([...(await liar('7\n', 409)).values()]).toEqual(['ahead', 'ahead'])
    expect((await latestCheckpoint(ctx))!.witnesses).toEqual([])
  })
})

describe('a witness', () => {
  const leaves = Array.from({ length: 9 }, (_, n) => hashLeaf(Uint8Array.of(n)))
  const noteOf = (size: number, { origin = TEST_LOG_ORIGIN, hashes = leaves } = {}) =>
    signNote(formatCheckpoint({ origin, size, root: rootOf(hashes.slice(0, size)) }), [key.signer])
  /** What a witness answers that has signed size 5. */
  async function answered(body: string): Promise<{ status: number; type: string | null; text: string }> {
    const { app } = await openNamed('one.example', 21)
    const send = (text: string) => app.request('/add-checkpoint', { method: 'POST', body: text })
    await send(formatSubmission({ oldSize: 0, proof: [], checkpoint: await noteOf(5) }))
    const answer = await send(body)
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  const proofTo = async (size: number) => {
    await grow(9)
    return consistencyHashes(ctx, 5, size)
  }

  test('signs the same once more, and answers by the time', async () => {
    expect(await answered(formatSubmission({ oldSize: 5, proof: [], checkpoint: await noteOf(5) }))).toMatchObject({
      status: 200,
      text: expect.stringMatching(/^— one\.example \S+\n$/),
    })
  })

  test.each([
    ['no submission', async () => 'hello', 400],
    ['an old size behind the checkpoint', async () => formatSubmission({ oldSize: 6, proof: [], checkpoint: await noteOf(5) }), 400],
    ['a proof with a short hash', async () => `old 5\nAAAA\n\n${await noteOf(6)}`, 400],
    ['a log it does not watch', async () => formatSubmission({ oldSize: 0, proof: [], checkpoint: await noteOf(5, { origin: 'other.test/log' }) }), 404],
    [
      'a checkpoint of no key it knows',
      async () => formatSubmission({ oldSize: 5, proof: [], checkpoint: (await noteOf(5)).replace(/— .*\n$/, '— suixin.test/log AAAAAAAAAAAA\n') }),
      403,
    ],
    ['a checkpoint that was altered', async () => formatSubmission({ oldSize: 5, proof: [], checkpoint: (await noteOf(5)).replace('\n5\n', '\n6\n') }), 403],
    [
      'a proof that does not lead there',
      async () => formatSubmission({ oldSize: 5, proof: (await proofTo(9)).map(() => leaves[0]!), checkpoint: await noteOf(9) }),
      422,
    ],
    ['no proof where one is due', async () => formatSubmission({ oldSize: 5, proof: [], checkpoint: await noteOf(9) }), 422],
    ['a proof where none is due', async () => formatSubmission({ oldSize: 5, proof: [leaves[0]!], checkpoint: await noteOf(5) }), 422],
  ])('refuses %s', async (_, body, status) => {
    expect((await answered(await body())).status).toBe(status)
  })

  test.each([
    ['who begins anew', async () => formatSubmission({ oldSize: 0, proof: [], checkpoint: await noteOf(9) })],
    [
      'who shows another log of that size',
      async () => formatSubmission({ oldSize: 5, proof: [], checkpoint: await noteOf(5, { hashes: leaves.toReversed() }) }),
    ],
    ['who goes back', async () => formatSubmission({ oldSize: 4, proof: [], checkpoint: await noteOf(4) })],
  ])('tells the size it has seen to %s', async (_, body) => {
    expect(await answered(await body())).toEqual({ status: 409, type: 'text/x.tlog.size', text: '5\n' })
  })

  test('remembers through a restart, and signs nothing where its memory is damaged', async () => {
    const first = await openNamed('one.example', 21)
    const body = formatSubmission({ oldSize: 0, proof: [], checkpoint: await noteOf(5) })
    expect((await first.app.request('/add-checkpoint', { method: 'POST', body })).status).toBe(200)
    const again = await openNamed('one.example', 21)
    expect((await again.app.request('/add-checkpoint', { method: 'POST', body })).status).toBe(409)
    const [file] = readdirSync(join(folder, 'one.example'))
    writeFileSync(join(folder, 'one.example', file!), '')
    expect((await again.app.request('/add-checkpoint', { method: 'POST', body })).status).toBe(500)
  })

  test('signs one of two that come at once', async () => {
    const { app } = await openNamed('one.example', 21)
    const bodies = await Promise.all(
      [leaves, leaves.toReversed()].map(async (hashes) => formatSubmission({ oldSize: 0, proof: [], checkpoint: await noteOf(5, { hashes }) })),
    )
    const answers = await Promise.all(bodies.map((body) => app.request('/add-checkpoint', { method: 'POST', body })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test.each(['old 3\n\nnote', 'old 0\n\n', `old 12\n${'A'.repeat(43)}=\n\nnote\n`])('reads what it writes: %j', (body) => {
    expect(formatSubmission(parseSubmission(body)!)).toBe(body)
  })

  test.each(['', 'old\n\nnote', 'old -1\n\nnote', 'old 01\n\nnote', 'old 1\nAAAA\n\nnote', `old 1\n${`${'A'.repeat(43)}=\n`.repeat(64)}\nnote`])(
    'does not read %j',
    (body) => {
      expect(parseSubmission(body)).toBe(null)
    },
  )
})

describe('the setting', () => {
  const vkey = 'one.example+'
  test('names witnesses by key and address, and how many of them are to sign', async () => {
    const { vkey: one } = await openNamed('one.example', 21)
    const settings = readLogSettings({ LOG_WITNESSES: `${one} https://one.example/w/`, LOG_QUORUM: '1', LOG_QUORUM_CLOSES: '1' }, false)
    expect(settings).toMatchObject({ witnesses: [{ name: 'one.example', vkey: one, url: 'https://one.example/w' }], quorum: 1, quorumCloses: true })
    for (const [env, sentence] of [
      [{ LOG_WITNESSES: `${one} http://127.0.0.1:8790` }, /https/],
      [{ LOG_WITNESSES: one }, /https/],
      [{ LOG_WITNESSES: `${one} https://a.example;${one} https://b.example` }, /twice/],
      [{ LOG_WITNESSES: `${key.vkeys[0]} https://a.example` }, /0x04/],
      [{ LOG_WITNESSES: `${vkey} https://a.example` }, /0x04/],
      [{ LOG_WITNESSES: `${one} https://a.example`, LOG_QUORUM: '2' }, /LOG_QUORUM/],
      [{ LOG_ORIGIN: 'two words' }, /LOG_ORIGIN/],
      [{ LOG_LAG_LIMIT: '4' }, /LOG_LAG_LIMIT/],
    ] as const)
      expect(() => readLogSettings(env, false), JSON.stringify(env)).toThrow(sentence)
    expect(readLogSettings({ LOG_WITNESSES: `${one} http://127.0.0.1:8790`, LOG_LAG_LIMIT: '5' }, true)).toMatchObject({ lagLimitSeconds: 5 })
  })
})

describe('suixin witness', () => {
  const run = async (...words: string[]) => {
    const said: string[] = []
    let served: ((request: Request) => Response | Promise<Response>) | null = null
    const code = await witnessCommand(words, {
      now: () => LOG_START,
      out: (line) => said.push(line),
      err: (line) => said.push(line),
      serve: async (fetch, port, ready) => {
        served = fetch
        ready(port)
        return 0
      },
    })
    return { code, said: said.join('\n'), served: served as ((request: Request) => Response | Promise<Response>) | null }
  }

  test('keeps a key of its own, says by which it is known, and answers', async () => {
    const words = ['--name', 'w.example', '--vkey', key.vkeys[0]!, '--origin', TEST_LOG_ORIGIN, '--state', folder]
    const first = await run(...words)
    expect(first).toMatchObject({ code: 0, said: expect.stringMatching(/^w\.example\+[0-9a-f]{8}\+\S+\nwatches 1 keys at port 8790$/) })
    expect((await run(...words)).said).toBe(first.said)
    await grow(2)
    const body = formatSubmission({ oldSize: 0, proof: [], checkpoint: (await latestCheckpoint(ctx))!.note })
    expect((await first.served!(new Request('http://w.example/add-checkpoint', { method: 'POST', body }))).status).toBe(200)
  })

  test.each([
    ['without a name', ['--vkey', key.vkeys[0]!]],
    ['without a key', ['--name', 'w.example']],
    ['with a key of another log', ['--name', 'w.example', '--vkey', key.vkeys[0]!, '--origin', 'other.test/log']],
    ['with what is no key', ['--name', 'w.example', '--vkey', 'hello']],
    ['with a name of two words', ['--name', 'w example', '--vkey', key.vkeys[0]!]],
    ['with an option it does not know', ['--nmae', 'w.example']],
  ])('%s does not start', async (_, words) => {
    expect(await run(...words, '--state', folder)).toMatchObject({ code: 2, said: expect.stringMatching(/\S/), served: null })
  })
})
