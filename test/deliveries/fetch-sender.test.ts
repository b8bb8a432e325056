import { afterEach, describe, expect, test, vi } from 'vitest'
import { fetchSender } from '../../src/deliveries/index.ts'

const HOST = 'hooks.bank.example'
const body = new TextEncoder().encode('{}')

/** The network of a Worker: the resolver answers as told, everything else takes what it is sent. */
function network(dns: (name: string, type: number) => object | null) {
  const posted: string[] = []
  vi.stubGlobal('fetch', async (input: URL | string, init?: RequestInit) => {
    const url = new URL(String(input))
    if (init?.method === 'POST') {
      posted.push(url.href)
      return new Response(null, { status: 204 })
    }
    expect([url.origin + url.pathname, init?.redirect]).toEqual(['https://cloudflare-dns.com/dns-query', 'manual'])
    const answer = dns(url.searchParams.get('name')!, Number(url.searchParams.get('type')))
    return answer === null ? new Response(null, { status: 502 }) : Response.json(answer)
  })
  const post = (url = `https://${HOST}/suixin`) => fetchSender([]).post({ url, headers: {}, body })
  return { post, posted }
}
const says = (addresses: readonly string[]) => (_: string, type: number) => ({
  Status: 0,
  Answer: addresses.filter((address) => address.includes(':') === (type === 28)).map((data) => ({ name: HOST, type, TTL: 60, data })),
})

afterEach(() => vi.unstubAllGlobals())

describe('a Worker’s delivery', () => {
  test('goes to a name whose addresses are all public, also by way of another name', async () => {
    const { post, posted } = network((name, type) =>
      type === 1
        ? {
            Answer: [
              { name, type: 5, data: 'edge.bank.example.' },
              { name: 'edge.bank.example', type: 1, data: '93.184.216.34' },
            ],
          }
        : { Answer: [{ name, type: 28, data: '2606:2800:220:1::1' }] },
    )
    expect(await post()).toEqual({ ok: true, status: 204 })
    expect(posted).toEqual([`https://${HOST}/suixin`])
  })

  test.each([['10.1.2.3'], ['127.0.0.1'], ['169.254.169.254'], ['::1'], ['fd00::1'], ['::ffff:10.0.0.1']])(
    'is not sent to a name that resolves to %s, be it beside a public address',
    async (address) => {
      const { post, posted } = network(says(['93.184.216.34', address]))
      expect(await post()).toMatchObject({ ok: false, failure: 'target_refused', detail: 'private_address' })
      expect(posted).toEqual([])
    },
  )

  test.each([
    ['that has no address', says([])],
    ['that nobody can look up', () => null],
    ['of which only one kind of address can be looked up', (_: string, type: number) => (type === 1 ? says(['93.184.216.34'])(_, type) : null)],
  ])('is not sent to a name %s', async (_, dns) => {
    const { post, posted } = network(dns)
    expect(await post()).toMatchObject({ ok: false, failure: 'network' })
    expect(posted).toEqual([])
  })

  test('to an address by number asks nobody', async () => {
    const { post, posted } = network(() => {
      throw new Error('asked')
    })
    expect(await post('https://93.184.216.34/')).toEqual({ ok: true, status: 204 })
    expect(posted).toHaveLength(1)
  })
})
