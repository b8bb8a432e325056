import fc from 'fast-check'
import { delay, HttpResponse, http } from 'msw'
import { describe, expect, it, vi } from 'vitest'
import { type CallPolicy, type CallResult, callOutside } from '../../../src/platform/outside/call.ts'
import { NOW, stagedMeans } from './staged-means.ts'

const URL = 'https://credit.example/records?token=url-secret'
const SECRET = 'canary-7f3a'
type Resolver = (attempt: number, request: Request) => Response | Promise<Response>

/** Asks a source whose n-th answer is `resolve(n)`. */
async function ask(resolve: Resolver, { chance, ...policy }: CallPolicy & { chance?: number } = {}) {
  let asked = 0
  const means = stagedMeans([http.all('https://credit.example/records', ({ request }) => resolve(++asked, request))], chance)
  const result = await callOutside(means, () => new Request(URL, { headers: { authorization: `Bearer ${SECRET}` } }), policy)
  return { result, asked, waits: means.waits, sent: means.sent }
}

const text = (body: BodyInit | null, init?: ResponseInit) => new HttpResponse(body, init)
const good = () => HttpResponse.json({ rows: [1] })
const failure = (result: CallResult) => (result.ok ? 'ok' : result.failure)

/** A body that gives these pieces and then ends, breaks off, or stays silent. */
function pieces(parts: string[], then: 'end' | 'break' | 'hang') {
  let next = 0
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const part = parts[next++]
      if (part !== undefined) controller.enqueue(new TextEncoder().encode(part))
      else if (then === 'end') controller.close()
      else if (then === 'break') controller.error(new TypeError(`terminated ${SECRET}`))
      else return new Promise(() => {})
    },
  })
}

describe('a call to an outside system', () => {
  it('hands over the parsed body with its status, size and tries', async () => {
    const { result, waits } = await ask(() => HttpResponse.json({ 名称: '穗' }, { status: 201 }))
    expect(result).toEqual({ ok: true, status: 201, body: { 名称: '穗' }, bytes: 16, tries: 1 })
    expect(waits).toEqual([])
  })

  it('joins a body that comes in pieces, cut through a Chinese character', async () => {
    const bytes = new TextEncoder().encode('{"a":"穗信"}')
    const body = new ReadableStream({
      start: (controller) => {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    expect((await ask(() => text(body))).result).toMatchObject({ ok: true, body: { a: '穗信' }, bytes: bytes.length })
  })

  it.each([204, 205])('takes %i for an answer without a body', async (status) => {
    expect((await ask(() => text(null, { status }))).result).toEqual({ ok: true, status, body: null, bytes: 0, tries: 1 })
  })

  it('makes each try a request of its own, which may not be redirected', async () => {
    let made = 0
    const means = stagedMeans([http.post('https://credit.example/', async ({ request }) => text(await request.text(), { status: made < 3 ? 503 : 200 }))])
    const result = await callOutside(means, (attempt) => {
      made = attempt
      return new Request('https://credit.example/', { method: 'POST', body: String(attempt), redirect: 'follow' })
    })
    expect(result).toMatchObject({ ok: true, body: 3, tries: 3 })
    expect(means.sent.map((request) => request.redirect)).toEqual(['manual', 'manual', 'manual'])
  })

  it('lets an error of whoever makes the request through, since no source caused it', async () => {
    const means = stagedMeans([])
    const making = callOutside(means, () => {
      throw new RangeError('no such page')
    })
    await expect(making).rejects.toThrow(RangeError)
    expect(means.sent).toEqual([])
  })
})

describe('trouble that may pass', () => {
  it.each<[sentence: string, trouble: Resolver, failure: string, status: number | null]>([
    ['no connection', () => HttpResponse.error(), 'network', null],
    ['a handler that breaks', () => Promise.reject(new Error(SECRET)), 'network', null],
    ['500', () => text('{}', { status: 500 }), 'status', 500],
    ['502', () => text('{}', { status: 502 }), 'status', 502],
    ['503', () => text('{}', { status: 503 }), 'status', 503],
    ['504', () => text('{}', { status: 504 }), 'status', 504],
    ['429', () => text('{}', { status: 429 }), 'status', 429],
    ['headers that do not come', () => delay('infinite').then(good), 'timeout', null],
    ['a body that does not end', () => text(pieces(['{"a":', '1}'], 'hang')), 'timeout', null],
    ['a body that breaks off', () => text(pieces(['{"a":', '1}'], 'break')), 'truncated', 200],
    ['fewer bytes than announced', () => text('{"a":1}', { headers: { 'content-length': '8' } }), 'truncated', 200],
    ['more bytes than announced', () => text('{"a":1}', { headers: { 'content-length': '6' } }), 'truncated', 200],
  ])('%s is tried again, and is a value when it stays', async (_, trouble, expected, status) => {
    const passing = await ask((attempt, request) => (attempt === 1 ? trouble(attempt, request) : good()), { timeoutMs: 200 })
    expect(passing.result).toMatchObject({ ok: true, body: { rows: [1] }, tries: 2 })
    const lasting = await ask(trouble, { timeoutMs: 200 })
    expect(lasting.result).toMatchObject({ ok: false, failure: expected, status, tries: 3 })
    expect([lasting.asked, lasting.waits.length]).toEqual([3, 2])
  })

  it('is a network failure where nobody answers at all', async () => {
    const means = stagedMeans([])
    expect(await callOutside(means, () => new Request(URL))).toMatchObject({ failure: 'network', status: null, tries: 3 })
  })

  it('is not tried again by a policy of one try', async () => {
    const { result, asked, waits } = await ask(() => HttpResponse.error(), { tries: 1 })
    expect([failure(result), asked, waits]).toEqual(['network', 1, []])
  })

  it('is bounded by the default when a rule is given as undefined', async () => {
    expect((await ask(() => HttpResponse.error(), { tries: undefined })).asked).toBe(3)
  })

  it('is over when the body ends in time, though it comes slowly', async () => {
    const slow = async () => {
      await delay(40)
      return good()
    }
    expect((await ask(slow, { timeoutMs: 2_000 })).result).toMatchObject({ ok: true, tries: 1 })
  })

  it('costs one time-out in all, not one for the headers and one for the body', async () => {
    vi.useFakeTimers()
    try {
      let result: CallResult | undefined
      const asking = ask(() => delay(150).then(() => text(pieces([], 'hang'))), { timeoutMs: 200, tries: 1 }).then((answer) => {
        result = answer.result
      })
      await vi.advanceTimersByTimeAsync(199)
      expect(result).toBeUndefined()
      await vi.advanceTimersByTimeAsync(1)
      await asking
      expect(result).toMatchObject({ failure: 'timeout', tries: 1 })
    } finally {
      vi.useRealTimers()
    }
  })

  it('lets go of the body it no longer waits for', async () => {
    let cancelled = false
    const body = new ReadableStream({
      pull: () => new Promise(() => {}),
      cancel: () => {
        cancelled = true
      },
    })
    await ask(() => text(body), { timeoutMs: 30, tries: 1 })
    expect(cancelled).toBe(true)
  })
})

describe('trouble that does not pass', () => {
  it.each([400, 401, 403, 404, 408, 409, 422, 501, 304])('%i is told after one try', async (status) => {
    const { result, asked } = await ask(() => text(status === 304 ? null : `{"echo":"${SECRET}"}`, { status }))
    expect(result).toEqual({ ok: false, failure: 'status', status, detail: `status ${status}`, tries: 1 })
    expect(asked).toBe(1)
  })

  it.each([301, 302, 303, 307, 308])('a redirect (%i) is refused, not followed', async (status) => {
    const { result, sent } = await ask(() => text(null, { status, headers: { location: `https://elsewhere.example/?${SECRET}` } }))
    expect(result).toMatchObject({ ok: false, failure: 'redirect', status, tries: 1 })
    expect(sent.length).toBe(1)
  })

  it.each<[sentence: string, body: BodyInit | null, init: ResponseInit]>([
    ['a login page', `<html>${SECRET}</html>`, { headers: { 'content-type': 'text/html' } }],
    ['half an object', '{"rows":[{"name":"canary-7f3a', {}],
    ['two objects', '{}{}', {}],
    ['nothing', '', {}],
    ['no body', null, {}],
    ['GBK', Uint8Array.of(0x22, 0xcb, 0xeb, 0x22), {}],
  ])('%s is not JSON, and no part of it is handed over', async (_, body, init) => {
    const { result, asked } = await ask(() => text(body, init))
    expect(result).toMatchObject({ ok: false, failure: 'not_json', status: 200, tries: 1 })
    expect(result).not.toHaveProperty('body')
    expect(asked).toBe(1)
  })

  it('is a part declared as a part (206)', async () => {
    expect((await ask(() => text('[1]', { status: 206 }))).result).toMatchObject({ failure: 'truncated', status: 206, tries: 1 })
  })

  it.each([
    [10, 'ok'],
    [9, 'too_large'],
  ])('is a body of ten bytes where %i are taken: %s', async (maxBytes, expected) => {
    const announced = await ask(() => text('"12345678"', { headers: { 'content-length': '10' } }), { maxBytes })
    expect([failure(announced.result), announced.asked]).toEqual([expected, 1])
    const silent = await ask(() => text(pieces(['"1234', '5678"'], 'end')), { maxBytes })
    expect([failure(silent.result), silent.asked]).toEqual([expected, 1])
  })

  it('is a body without end, of which no more is read than is taken', async () => {
    let given = 0
    let cancelled = false
    const endless = new ReadableStream({
      pull: (controller) => {
        given++
        controller.enqueue(new Uint8Array(1024))
      },
      cancel: () => {
        cancelled = true
      },
    })
    const { result } = await ask(() => text(endless), { maxBytes: 10 * 1024 })
    expect(failure(result)).toBe('too_large')
    expect(given).toBeLessThan(15)
    expect(cancelled).toBe(true)
  })
})

describe('the detail of a failure', () => {
  it('repeats neither the URL, the credentials nor the body, and stays short', async () => {
    const troubles: Resolver[] = [
      () => Promise.reject(Object.assign(new TypeError(`connect ${URL} ${SECRET}`), { cause: { code: 'ECONNREFUSED' } })),
      () => Promise.reject(Object.assign(new Error('x'), { code: `${SECRET} ${'x'.repeat(300)}` })),
      () => text(`{"token":"${SECRET}"`, { headers: { 'content-type': `${'x'.repeat(300)}/${SECRET}` } }),
      () => text(SECRET, { status: 503, headers: { 'retry-after': '99999999' } }),
      () => text(null, { status: 302, headers: { location: SECRET } }),
      () => text(pieces([SECRET], 'break')),
      () => text(SECRET, { headers: { 'content-length': '999999999999' } }),
    ]
    for (const trouble of troubles) {
      const { result } = await ask(trouble, { tries: 1 })
      if (result.ok) expect.unreachable('all of these are failures')
      expect(result.detail).not.toMatch(/canary|url-secret|credit\.example/)
      expect(result.detail.length).toBeLessThanOrEqual(200)
    }
  })

  it('names the system’s own error code', async () => {
    const { result } = await ask(() => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })))
    expect(result).toMatchObject({ failure: 'network', detail: 'no answer (ECONNREFUSED)' })
  })
})

describe('the waits between tries', () => {
  it('stay between nothing and the doubled base, whatever the dice say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 0.999_999, noNaN: true }), fc.integer({ min: 1, max: 9 }), async (chance, tries) => {
        const { waits } = await ask(() => HttpResponse.error(), { chance, tries })
        expect(waits.length).toBe(tries - 1)
        waits.forEach((wait, index) => {
          expect(wait).toBe(Math.floor(chance * Math.min(5_000, 200 * 2 ** index)))
        })
      }),
      { numRuns: 40 },
    )
  })

  it.each([
    ['2', 2_000],
    ['0', 100],
    ['10', 10_000],
    ['Mon, 23 Nov 2026 02:00:07 GMT', 7_000],
    ['Mon, 23 Nov 2026 01:00:00 GMT', 100],
    ['soon', 100],
    ['-5', 100],
  ])('last as long as Retry-After %j asks: %i ms', async (retryAfter, wait) => {
    const busy = () => text(null, { status: 429, headers: { 'retry-after': retryAfter } })
    const { result, waits } = await ask((attempt) => (attempt === 1 ? busy() : good()))
    expect(result).toMatchObject({ ok: true, tries: 2 })
    expect(waits).toEqual([wait])
  })

  it('go by the date of the answer itself where our clocks disagree', async () => {
    const busy = () => text(null, { status: 503, headers: { date: 'Sun, 22 Nov 2026 02:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 02:00:03 GMT' } })
    expect((await ask((attempt) => (attempt === 1 ? busy() : good()))).waits).toEqual([3_000])
  })

  it.each([
    ['11', 11_000],
    ['3600', 3_600_000],
    [new Date(NOW.getTime() + 11_000).toUTCString(), 11_000],
  ])('do not take place when Retry-After is %j: the source is left alone', async (retryAfter, retryAfterMs) => {
    const { result, asked, waits } = await ask(() => text(null, { status: 503, headers: { 'retry-after': retryAfter } }))
    expect(result).toMatchObject({ ok: false, failure: 'busy', status: 503, tries: 1, retryAfterMs })
    expect([asked, waits]).toEqual([1, []])
  })

  it('are not asked for by a refusal', async () => {
    const { result } = await ask(() => text(null, { status: 403, headers: { 'retry-after': '3600' } }))
    expect(result).toMatchObject({ failure: 'status', status: 403, tries: 1 })
  })
})
