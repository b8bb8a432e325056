import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoOrigin } from '../../src/feeds/demo-city.ts'
import { type Played, playedConnections } from '../../src/feeds/feed.ts'
import { feeds } from '../../src/feeds/index.ts'
import { type Connections, NO_CONNECTIONS } from '../../src/sources/index.ts'
import { must, subjectOf } from '../journeys/errand.ts'
import { type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { testMaster } from '../support/test-master.ts'

const HARDWARE = '91440199MADEM0A155'
const PULLED = feeds.sources.flatMap(({ id, channels }) => channels.flatMap((c) => (c.way === 'pull' ? [[id, c.record] as const] : [])))
const ASKED = feeds.sources.flatMap(({ id, channels }) => channels.flatMap((c) => (c.way === 'query' ? [[id, c.record] as const] : [])))

let app: TestApp
let operator: TestClient
let firm: TestClient
let played: Played
beforeAll(async () => {
  // The city is read from the app's own database, which is there only once the app is.
  const connections: Connections = {
    ...NO_CONNECTIONS,
    outside: { send: (request) => played.connections.outside.send(request) },
    endpointOf: (source) => played.connections.endpointOf(source),
  }
  app = await testApp('pglite', { app: { connections } })
  played = await playedConnections({ db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: testMaster, requestId: 'played' }, feeds, [
    HARDWARE,
  ])
  operator = await app.signIn('operator')
  firm = await app.signIn('firm-hardware')
})
afterAll(() => app.close())

describe('the played city', () => {
  test('has a line to every source that is asked or tells by itself', () => {
    const overALine = feeds.sources.filter(({ channels }) => channels.some(({ way }) => way !== 'upload' && way !== 'drop'))
    expect(overALine.filter(({ id }) => played.connections.endpointOf(id) === null)).toEqual([])
    expect(played.connections.endpointOf('nobody')).toBeNull()
  })

  test.each(PULLED)('%s/%s is fetched whole, every row is read, and a second time nothing is new', async (source, record) => {
    const run = must(await operator.post(`/api/v1/feeds/${source}/${record}/pull`), 201).body
    expect(run).toMatchObject({ failure: null, quarantined: 0 })
    expect(['ok', 'empty']).toContain(run.outcome)
    expect(must(await operator.post(`/api/v1/feeds/${source}/${record}/pull`), 201).body).toMatchObject({ rows: run.rows, accepted: 0 })
  })

  test('tells of what came by file nothing new', async () => {
    played.forget()
    const { items } = must(await operator.get('/api/v1/feeds/runs?source=gz-credit'), 200).body
    const penalties = items.filter(({ record }: { record: string }) => record === 'penalty')
    expect(penalties.length).toBeGreaterThan(0)
    for (const { accepted } of penalties) expect(accepted).toBe(0)
  })

  test.each(ASKED)('%s/%s answers the firm about itself', async (source, record) => {
    const answer = must(await firm.post(`/api/v1/subjects/${await subjectOf(firm)}/queries`, { source, record }), 201).body
    expect(answer.quarantined).toBe(0)
  })

  test('issues a tax code that the firm can present', async () => {
    const issued = await played.connections.outside.send(
      new Request(`${demoOrigin('gz-tax')}/demo/codes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: HARDWARE }),
      }),
    )
    const { taxCode } = (await issued.json()) as { taxCode: string }
    const present = async (client: TestClient) => client.post(`/api/v1/subjects/${await subjectOf(client)}/presentations`, { source: 'gz-tax', code: taxCode })
    expect(must(await present(firm), 201).body).toMatchObject({ outcome: 'ok', accepted: 1, quarantined: 0 })
    must(await present(await app.signIn('firm-catering')), 422, 'holder_mismatch')
  })
})
