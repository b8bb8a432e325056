import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inlineRows, workbook } from '../sources/files/workbook.ts'
import { type Answer, type TestApp, testApp } from '../support/test-app.ts'
import { type Json, type Operation, operationsOf, type Person, POLICY, request, type Stage, setStage, soundBody, TAX_FILE } from './operations.ts'

let app: TestApp
let stage: Stage
let operations: Operation[]
beforeAll(async () => {
  app = await testApp('pglite')
  stage = await setStage(app)
  operations = (await operationsOf(app)).filter(({ id }) => !id.startsWith('testReset'))
})
afterAll(() => app.close())

const ACTORS: Readonly<Record<string, Person>> = {
  firm: 'firm-hardware',
  lender_viewer: 'bank-a-viewer',
  lender_approver: 'bank-a-approver',
  operator: 'operator',
  auditor: 'auditor',
  village_officer: 'officer',
  regulator: 'regulator',
}

/** Whoever the operation lets furthest in. */
function actorFor(id: string) {
  const { roles } = POLICY[id]!
  return typeof roles === 'string' ? stage.clients['firm-hardware'] : stage.clients[ACTORS[roles[0]!]!]
}

const IN_CHINESE = /^(?!(Invalid|Too|Unrecognized|Expected) )[\s\S]*\p{Script=Han}/u
/** A sentence in Chinese, and one in English behind it. */
const BILINGUAL = /^[\s\S]*\p{Script=Han}[\s\S]* [A-Za-z0-9"(]/u

/** Never a 5xx; a refusal is a problem with a code, and one of a field names the field. */
function expectMannered({ status, body, headers }: Answer, what: string): void {
  expect(status, `${what}: ${JSON.stringify(body)?.slice(0, 300)}`).toBeLessThan(500)
  if (status < 400) return
  expect(headers.get('content-type'), what).toBe('application/problem+json; charset=utf-8')
  expect(body, what).toMatchObject({ status, code: expect.stringMatching(/^[a-z_]+$/), requestId: expect.stringMatching(/^\S{8,64}$/) })
  expect(body.detail.length, what).toBeGreaterThan(5)
  expect(body.detail, what).toMatch(BILINGUAL)
  // A row's own trouble is told in Chinese alone, as on the pages of those who put it right.
  for (const { detail } of body.errors) expect(detail, what).toMatch(IN_CHINESE)
  expect(JSON.stringify(body).length, `${what}: a refusal is no echo`).toBeLessThan(30_000)
  if (body.code === 'invalid_request') expect(body.errors.length, what).toBeGreaterThan(0)
  for (const { pointer } of body.errors) expect(pointer, what).toMatch(/^([/?#{]|$)/)
}

type Attempt = { what: string; send: () => Promise<Answer> }

/** Sends every attempt; then those that were refused once more, after which nothing may have changed. */
async function refuseWithoutTrace(attempts: readonly Attempt[]): Promise<{ accepted: string[]; refused: number }> {
  const accepted: string[] = []
  const refused: Attempt[] = []
  for (const attempt of attempts) {
    const answer = await attempt.send()
    expectMannered(answer, attempt.what)
    if (answer.status < 400) accepted.push(attempt.what)
    // A look that a consent no longer covers leaves its entry in the log, as it must.
    else if (answer.status !== 403 || !answer.body.code.startsWith('consent_')) refused.push(attempt)
  }
  const before = await app.digest()
  for (const { send, what } of refused) expectMannered(await send(), what)
  expect(await app.digest(), 'something refused left a trace').toBe(before)
  return { accepted, refused: refused.length }
}

const HOSTILE: readonly Json[] = [
  null,
  true,
  '',
  'x',
  0,
  -1,
  1.5,
  2 ** 53,
  -(2 ** 53),
  1e308,
  '-1',
  '9007199254740993',
  'NaN',
  'Infinity',
  '1e3',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  '\u202e',
  '0'.repeat(40_000),
  '漢'.repeat(10_000),
  "'; drop table facts; --",
  '{{7*7}}<script>',
  [],
  [null],
  {},
  JSON.parse('{"__proto__": {"role": "operator"}, "constructor": {"prototype": {}}}'),
  Array.from({ length: 3_000 }, () => 0),
  nested(2_000),
]

function nested(depth: number): Json {
  let value: Json = []
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

/** The sound value with one member replaced, for every member at every depth, and the whole. */
function* mutants(sound: Json): Generator<{ at: string; value: Json }> {
  for (const hostile of HOSTILE) yield { at: '/', value: hostile }
  for (const path of pathsOf(sound)) {
    for (const hostile of HOSTILE) yield { at: `/${path.join('/')}`, value: withAt(sound, path, hostile) }
    yield { at: `/${path.join('/')} removed`, value: withAt(sound, path, undefined) }
  }
  if (typeof sound === 'object') yield { at: '/__proto__', value: JSON.parse(`{"__proto__":{"x":1},${JSON.stringify(sound).slice(1)}`) }
}

function pathsOf(value: Json, path: readonly (string | number)[] = []): (string | number)[][] {
  const inner = value !== null && typeof value === 'object' ? Object.keys(value).flatMap((key) => pathsOf(value[key], [...path, key])) : []
  return path.length === 0 ? inner : [[...path], ...inner]
}

function withAt(value: Json, path: readonly (string | number)[], hostile: Json): Json {
  const copy = structuredClone(value)
  let node = copy
  for (const step of path.slice(0, -1)) node = node[step]
  node[path.at(-1)!] = hostile
  return copy
}

const JSON_OPERATIONS = [
  'countScreening',
  'orderBatch',
  'signIn',
  'finishSignIn',
  'stepUp',
  'signInByPasskey',
  'acceptInvitation',
  'departForCityIdentity',
  'arriveFromCityIdentity',
  'changePassword',
  'confirmTotp',
  'addPasskey',
  'checkIdentifiers',
  'quoteLoan',
  'annualRate',
  'createProduct',
  'putDraft',
  'pauseProduct',
  'grantConsent',
  'revokeConsent',
  'grantConsentBundle',
  'denyConsent',
  'supersedeConsent',
  'signConsent',
  'grantConsentRequest',
  'denyConsentRequest',
  'requestConsent',
  'proposeConsent',
  'confirmProposal',
  'recordGrantor',
  'nameGuarantor',
  'matchSubject',
  'issueProof',
  'verifyProof',
  'whatIf',
  'apply',
  'decideApplication',
  'answerRecall',
  'attestDeletion',
  'eraseSubject',
  'requestBreakGlass',
  'answerBreakGlass',
  'querySource',
  'presentCode',
  'replayQuarantinedRow',
  'registerClient',
  'addClientKey',
  'retireClientKey',
  'createWebhook',
  'changeWebhook',
  'rotateWebhookSecret',
  'testClock',
]

describe('a hostile body', () => {
  test('is tried on every operation that takes JSON', () => {
    expect(
      operations
        .filter(({ body }) => body?.['application/json'])
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...JSON_OPERATIONS].sort())
  })

  test.each(JSON_OPERATIONS)(
    'of %s is refused by name and changes nothing',
    async (id) => {
      const operation = operations.find((o) => o.id === id)!
      const client = id === 'signIn' || id === 'testClock' ? app.nobody : actorFor(id)
      const attempts = [...mutants(soundBody(id, stage))].map(({ at, value }) => ({
        what: `${id} ${at} = ${JSON.stringify(value)?.slice(0, 120)}`,
        // revoking, applying and deciding for good would leave later attempts nothing to be refused for.
        send: () => request(client, operation, stage, { body: JSON.stringify(value) ?? '' }),
      }))
      const sound = id === 'signIn' || id === 'testClock' ? attempts.filter((_, i) => i % 3 === 0) : attempts
      const { refused } = await refuseWithoutTrace(sound)
      expect(refused).toBeGreaterThan(10)
    },
    120_000,
  )

  test('that is no JSON at all is 400 or 422, whatever it is', async () => {
    const bodies: (string | Uint8Array)[] = [
      '',
      ' ',
      '{',
      '{"a":',
      'NaN',
      'undefined',
      '{"a":1e999}',
      '{a:1}',
      "{'a':1}",
      '\0',
      '\ufeff{}',
      '[1,]',
      '{"a":1}{"b":2}',
      '['.repeat(60_000),
      '{"a":'.repeat(10_000),
      '"\\ud800"',
      new Uint8Array([0xff, 0xfe, 0xfd]),
      new Uint8Array(64),
    ]
    for (const id of JSON_OPERATIONS) {
      const operation = operations.find((o) => o.id === id)!
      for (const body of bodies) {
        const answer = await request(actorFor(id), operation, stage, { body })
        expectMannered(answer, `${id} ${String(body).slice(0, 30)}`)
        // A revoke and a new secret need no body; the door of the city's identity is not there where it is not connected, whatever is sent.
        if (id.endsWith('CityIdentity')) expect([400, 404, 422], id).toContain(answer.status)
        else if (!['revokeConsent', 'denyConsent', 'denyConsentRequest', 'signIn', 'rotateWebhookSecret'].includes(id))
          expect([400, 422], `${id} ${String(body).slice(0, 30)}`).toContain(answer.status)
      }
    }
  })

  test('that can be read in two ways, or in none, is 400 by name for every operation, before anybody is asked who they are by it', async () => {
    const utf8 = (text: string) => new TextEncoder().encode(text)
    const before = await app.digest()
    for (const id of JSON_OPERATIONS) {
      const operation = operations.find((o) => o.id === id)!
      const sound = JSON.stringify(soundBody(id, stage) ?? {})
      const [first = 'a'] = Object.keys(JSON.parse(sound))
      const bodies: [code: string, body: Uint8Array, named: string][] = [
        ['duplicate_key', utf8('{"a":1,"a":2}'), '"a"'],
        ['duplicate_key', utf8(`{${JSON.stringify(first)}:null${sound === '{}' ? ',"a":1' : `,${sound.slice(1, -1)}`}}`), JSON.stringify(first)],
        ['duplicate_key', utf8(`{"x":[{"\\u0061":1,"a":1}]}`), '"a"'],
        ['lone_surrogate', utf8('{"a":"\\ud800"}'), '"a"'],
        ['byte_order_mark', utf8(`\ufeff${sound}`), 'BOM'],
        ['not_unicode', Uint8Array.from([0xff]), 'UTF-8'],
        ['not_unicode', Uint8Array.from([...utf8('{"a":"'), 0xff, ...utf8('"}')]), 'UTF-8'],
      ]
      for (const [code, body, named] of bodies) {
        const answer = await request(actorFor(id), operation, stage, { body })
        expectMannered(answer, `${id} ${code}`)
        expect({ status: answer.status, code: answer.body.code }, id).toEqual({ status: 400, code })
        expect(answer.body.detail, id).toContain(named)
        expect(answer.body.errors, id).toHaveLength(1)
      }
    }
    expect(await app.digest()).toBe(before)
  })

  test('of 10 MB is 413 and not read to its end', async () => {
    for (const id of [...JSON_OPERATIONS, 'importFile', 'withdrawApplication', 'submitProduct']) {
      const operation = operations.find((o) => o.id === id)!
      let pulled = 0
      const chunk = new Uint8Array(64 * 1024).fill(0x20)
      const endless = new ReadableStream<Uint8Array>({
        pull(controller) {
          pulled += chunk.length
          if (pulled > 64 * 1024 * 1024) controller.close()
          else controller.enqueue(chunk)
        },
      })
      const answer = await request(actorFor(id), operation, stage, { body: endless })
      expectMannered(answer, id)
      expect(answer.status, id).toBe(413)
      expect(pulled, id).toBeLessThan(id === 'importFile' ? 11 * 1024 * 1024 : 512 * 1024)
      const told = await request(actorFor(id), operation, stage, { body: '{}', headers: { 'content-length': '99999999' } })
      expect(told.status, id).toBe(413)
    }
  })
})

describe('hostile parameters', () => {
  const RAW = [
    '',
    '%20',
    '%00',
    'a%00b',
    '%ED%A0%80',
    '%E0%A4%A',
    '%',
    '%zz',
    '-1',
    '0',
    '9007199254740993',
    'NaN',
    '1e400',
    'null',
    '[]',
    '{}',
    '__proto__',
    'x'.repeat(6_000),
    '漢'.repeat(300),
    "';--",
    '..%2f..%2f',
    '%F0%9F%92%A9',
  ]

  test('in a query are refused by name, once or twice given', async () => {
    const attempts = operations.flatMap((operation) =>
      operation.parameters
        .filter((p) => p.in === 'query')
        .flatMap(({ name }) =>
          [...RAW.map((raw) => `${name}=${raw}`), `${name}=a&${name}=b`, `${name}[]=1`, `${name}[x]=1`, `__proto__[${name}]=1`, `${name}=%FF&&&=&`].map(
            (query) => ({
              what: `${operation.id} ?${query.slice(0, 60)}`,
              send: () => {
                const path = operation.path.replace('{id}', POLICY[operation.id]!.thing ? stage.things[POLICY[operation.id]!.thing!] : '')
                const rest = operation.id === 'importFile' ? (name === 'source' ? '&record=tax_grade' : '&source=gz-tax') : ''
                return request(actorFor(operation.id), operation, stage, { path: `${path}?${query}${rest}` })
              },
            }),
          ),
        ),
    )
    const { refused } = await refuseWithoutTrace(attempts)
    expect(refused).toBeGreaterThan(150)
  })

  test('in a path are the 404 of what does not exist', async () => {
    const attempts = operations
      .filter(({ path }) => path.includes('{id}'))
      .flatMap((operation) =>
        RAW.filter((raw) => raw !== '').map((raw) => ({
          what: `${operation.id} ${raw.slice(0, 40)}`,
          send: () => request(actorFor(operation.id), operation, stage, { id: raw }),
        })),
      )
    const { accepted } = await refuseWithoutTrace(attempts)
    expect(accepted).toEqual([])
    for (const { send, what } of attempts) expect((await send()).status, what).toBe(404)
  })

  test('in headers are refused or passed over', async () => {
    const texts = ['', ' ', '\t', 'x'.repeat(300), 'x'.repeat(5_000), '"', '*', 'W/""', ',,,', 'é', '\x7f', '"a","b"', '0', '=;=']
    const names = [
      'if-match',
      'if-none-match',
      'x-request-id',
      'cookie',
      'accept',
      'accept-encoding',
      'range',
      'content-length',
      'transfer-encoding',
      'origin',
      'sec-fetch-site',
      'x-forwarded-for',
      'x-http-method-override',
      'authorization',
      'idempotency-key',
    ]
    const targets = operations.filter(({ id }) => ['putDraft', 'readConsent', 'listQueue', 'grantConsent'].includes(id))
    for (const operation of targets)
      for (const name of names)
        for (const text of texts)
          expectMannered(
            await request(actorFor(operation.id), operation, stage, { headers: { [name]: text } }),
            `${operation.id} ${name}: ${text.slice(0, 20)}`,
          )
  })
})

describe('a hostile file', () => {
  const HEADER = TAX_FILE.split('\n')[0]!
  const ROW = TAX_FILE.split('\n')[1]!
  const random = (length: number, seed: number) => {
    let state = seed
    return Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state >>> 24
    })
  }
  const text = (s: string) => new TextEncoder().encode(s)
  const sound = () => workbook({ sheet: inlineRows(HEADER.split(','), ROW.split(',')) })
  const bomb = () =>
    workbook({ parts: { 'xl/worksheets/data.xml': `<worksheet><sheetData>${'<row><c><v>0</v></c></row>'.repeat(1_500_000)}</sheetData></worksheet>` } })

  const FILES: readonly [string, () => Uint8Array, string][] = [
    ['empty', () => new Uint8Array(0), 'refused'],
    ['blank', () => text(' \n\n'), 'refused'],
    ['only a header', () => text(HEADER), 'counted'],
    ['another kind’s header', () => text('户编号,评分\nH1,2\n'), 'refused'],
    ['random bytes', () => random(50_000, 7), 'refused'],
    ['random bytes that begin as a zip', () => Uint8Array.from([0x50, 0x4b, 3, 4, ...random(5_000, 9)]), 'refused'],
    ['random bytes under a sound header', () => Uint8Array.from([...text(`${HEADER}\n`), ...random(20_000, 11)]), 'any'],
    ['a truncated workbook', () => sound().subarray(0, 700), 'refused'],
    ['a workbook with its end cut off', () => sound().subarray(0, -30), 'refused'],
    ['a workbook with a flipped bit in every hundredth byte', () => sound().map((byte, i) => (i % 100 === 60 ? byte ^ 8 : byte)), 'refused'],
    ['a zip that is no workbook', () => zipSync({ 'a.txt': text('a') }), 'refused'],
    [
      'a sheet that reaches column XFD in every row',
      () => workbook({ sheet: `<sheetData>${'<row><c r="XFD1"><v>1</v></c></row>'.repeat(500)}</sheetData>` }),
      'refused',
    ],
    [
      'a sheet of a million columns',
      () => workbook({ sheet: `<dimension ref="A1:ZZZZ9"/><sheetData><row>${'<c/>'.repeat(1_000_000)}</row></sheetData>` }),
      'refused',
    ],
    ['a zip bomb', bomb, 'refused'],
    [
      'a DOCTYPE with an entity',
      () => workbook({ parts: { 'xl/worksheets/data.xml': '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>' } }),
      'refused',
    ],
    ['broken GBK', () => Uint8Array.from([...text(`${HEADER}\n`), 0xb9, 0xff, 0x2c, 0x81, 0x20, 0xfe, 0xfe, 0x0a]), 'any'],
    [
      'lone surrogates in JSON lines',
      () => text(`{"纳税人识别号":"91440199MADEM0B386","纳税人名称":"\\ud800","评价年度":"2025","纳税信用级别":"A"}\n`),
      'counted',
    ],
    ['JSON lines with __proto__', () => text('{"__proto__":{"纳税信用级别":"A"},"纳税人识别号":"91440199MADEM0B386"}\n'), 'any'],
    ['JSON lines that nest', () => text(`{"纳税人识别号":${'['.repeat(50_000)}\n`), 'any'],
    ['more rows than an upload may hold', () => text(`${HEADER}\n${'a,b,2025,A,\n'.repeat(200_001)}`), 'refused'],
    ['a quote that never ends', () => text(`${HEADER}\n"${'a,'.repeat(100_000)}`), 'any'],
    ['NUL among the cells', () => text(`${HEADER}\n${ROW.replace('A', '\0A')}\n${ROW.replace('2025', '20\x0025')}\n`), 'counted'],
    ['formulas', () => text(`${HEADER}\n=cmd|' /C calc'!A0,=1+1,2025,A,\n`), 'counted'],
    ['200 columns more', () => text(`${HEADER}${',x'.repeat(300)}\n`), 'refused'],
  ]

  test.each(FILES)('%s: never a breakdown, and what is taken in adds up', async (what, bytes, outcome) => {
    const operator = stage.clients.operator
    const body = bytes()
    expect(body.length).toBeLessThan(10 * 1024 * 1024)
    const before = await app.digest()
    for (const type of ['text/csv', 'application/octet-stream']) {
      const answer = await operator.post('/api/v1/imports?source=gz-tax&record=tax_grade&fileName=%2e%2e%2fx', body, { headers: { 'content-type': type } })
      expectMannered(answer, what)
      if (answer.status === 201) {
        const { received, accepted, duplicate, quarantined, id } = answer.body
        expect(received, what).toBe(accepted + duplicate + quarantined)
        expectMannered(await operator.get(`/api/v1/imports/${id}/quarantine`), what)
      } else expect([413, 415, 422], what).toContain(answer.status)
      if (outcome === 'refused') expect(answer.status, what).toBeGreaterThanOrEqual(400)
      if (outcome === 'counted') expect(answer.status, what).toBe(201)
      if (answer.status >= 400) expect(await app.digest(), what).toBe(before)
    }
  })
})
