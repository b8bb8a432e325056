import { createHash } from 'node:crypto'
import { getResponse, type RequestHandler } from 'msw'
import { type DemoCity, type DemoSubject, demoCredentials, demoOrigin } from '../../src/feeds/demo-city.ts'
import { civilDateOf } from '../../src/platform/kernel/time.ts'
import { signRequest } from '../../src/platform/outside/request-signature.ts'
import { momentOf } from '../../src/sources/envelope.ts'
import { readTable } from '../../src/sources/files/file.ts'
import { bindHeader, takeRow } from '../../src/sources/intake.ts'
import type { OutgoingRequest, PullChannel, RecordKind, SentRow } from '../../src/sources/model.ts'
import { makeCreditCode } from '../../src/subjects/model.ts'

/** A small city for demo servers: firms of every kind, the same at every call; its clock can be put on. */
export function playedCity({
  firms = 400,
  at = '2026-11-23T02:00:00Z',
  alsoSubjects = [] as readonly DemoSubject[],
  rowsOf = (() => []) as NonNullable<DemoCity['rowsOf']>,
} = {}): DemoCity & { putOn(ms: number): void } {
  let nowMs = Date.parse(at)
  const subjects = [...Array.from({ length: firms }, (_, i) => playedFirm(i)), ...alsoSubjects]
  return {
    subjects,
    rowsOf,
    now: () => new Date(nowMs),
    today: () => civilDateOf(new Date(nowMs)),
    putOn: (ms) => {
      nowMs += ms
    },
  }
}

const PREFIXES = { enterprise: '91', sole_trader: '92', cooperative: '93', rural_collective: 'N2' } as const

/** One of the demo's own firms: every dice falls in favour of what is rare. */
export function namedFirm(): DemoSubject {
  return { ...playedFirm(0), code: '91440199DEM000014H', name: '广州示例一号商贸有限公司', named: true, dice: () => 0 }
}

function playedFirm(i: number): DemoSubject {
  const kind = (['enterprise', 'enterprise', 'enterprise', 'sole_trader', 'cooperative', 'rural_collective'] as const)[i % 6]!
  const code = makeCreditCode(`${PREFIXES[kind]}440199`, `DEM${String(10_000 + i)}`)
  return { code, name: `广州示例第${i}有限公司`, kind, district: '440106', registeredOn: '2019-05-20', dice: diceOf(code) }
}

export function diceOf(code: string): DemoSubject['dice'] {
  return (word) => createHash('sha256').update(`${code}:${word}`).digest().readUInt32BE(0) % 1_000_000
}

/** A bearer token as its demo server gives it. */
export async function tokenOf(handlers: RequestHandler[], source: string): Promise<string> {
  const { clientId, clientSecret } = demoCredentials(source)
  const request = new Request(`${demoOrigin(source)}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  })
  const response = await getResponse(handlers, request)
  return ((await response!.json()) as { access_token: string }).access_token
}

let nonces = 0

/** One request of a channel to its demo server, with what the channel asks for by way of proof, or with none. */
export async function send(
  handlers: RequestHandler[],
  source: string,
  { auth, at, asked, secret }: { auth: PullChannel['auth'] | null; at: Date; asked: OutgoingRequest; secret?: string },
): Promise<Response> {
  const url = `${demoOrigin(source)}${asked.path}`
  const body = asked.body === undefined ? '' : JSON.stringify(asked.body)
  const headers = new Headers(body === '' ? {} : { 'content-type': 'application/json' })
  if (auth?.kind === 'oauth2') headers.set('authorization', `Bearer ${secret ?? (await tokenOf(handlers, source))}`)
  if (auth?.kind === 'signed') {
    const { clientId, clientSecret } = demoCredentials(source)
    nonces += 1
    const parts = { method: asked.method, url, body: new TextEncoder().encode(body) }
    const signed = signRequest(parts, { id: clientId, secret: secret ?? clientSecret }, at, `nonce-of-a-test-${nonces}`)
    for (const [name, value] of Object.entries(signed)) headers.set(name, value)
  }
  const response = await getResponse(handlers, new Request(url, { method: asked.method, headers, ...(body === '' ? {} : { body }) }))
  if (response === undefined) throw new Error(`nobody plays ${url}`)
  return response
}

/** All rows of a pull channel, page by page. */
export async function pulled(handlers: RequestHandler[], source: string, channel: PullChannel, at: Date): Promise<SentRow[]> {
  const rows: SentRow[] = []
  let cursor: string | null = null
  do {
    const response: Response = await send(handlers, source, { auth: channel.auth, at, asked: channel.ask(cursor) })
    if (response.status !== 200) throw new Error(`${source}/${channel.record}: ${response.status} ${await response.text()}`)
    const page = channel.read(await response.json())
    if ('wrong' in page) throw new Error(page.wrong)
    rows.push(...page.rows)
    cursor = page.next
  } while (cursor !== null)
  return rows
}

/** What becomes of the rows of a source: the way a file of them would go, so that unread fields are seen. */
export function takenIn<F>(kind: RecordKind<F>, rows: readonly SentRow[], at: Date) {
  if (rows.length === 0) return { ignored: [], taken: [] }
  const table = readTable(new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join('\n')))
  const binding = bindHeader(table.header, kind.columns)
  return { ignored: binding.ignored, taken: table.rows.map((row) => takeRow(kind, binding, row, momentOf(at))) }
}
