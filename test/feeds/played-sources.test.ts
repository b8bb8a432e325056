import { existsSync } from 'node:fs'
import type { RequestHandler } from 'msw'
import { describe, expect, test } from 'vitest'
import type { DemoCity, DemoSubject } from '../../src/feeds/demo-city.ts'
import { feeds } from '../../src/feeds/index.ts'
import type { Fact } from '../../src/profiles/model.ts'
import type { PullChannel, QueryChannel, SentRow, Source } from '../../src/sources/model.ts'
import { diceOf, playedCity, pulled, send, takenIn } from './played-city.ts'

const FOLDER = new URL('../../src/feeds/', import.meta.url)

/** Every played source that we ask; what a firm presents itself, and what is sent to us, have their own tests. */
const SOURCES = feeds.sources
  .filter(({ id, channels }) => channels.some(({ way }) => way === 'pull' || way === 'query') && existsSync(new URL(`${id}/demo-server.ts`, FOLDER)))
  .map((source) => [source.id, source] as const)

const HOUSEHOLDS = Array.from({ length: 40 }, (_, i): DemoSubject => {
  const code = `H440114103206-${9001 + i}`
  return { code, name: '黄**', kind: 'household', district: '440114', registeredOn: null, dice: diceOf(code) }
})

/** What the offices' files say of the first hundred firms: each kind's own example, of that firm. */
function cityWithFiles(): ReturnType<typeof playedCity> {
  const city = playedCity({ firms: 1500, alsoSubjects: HOUSEHOLDS })
  const rowsOf: DemoCity['rowsOf'] = (source, record) => {
    const kind = feeds.kindOf(source, record)
    const about = kind?.columns.some(({ name }) => name === '统一社会信用代码')
    if (!kind || !about) return []
    const example = Object.fromEntries(kind.columns.flatMap(({ name, personal, example: text }) => (personal || !text ? [] : [[name, text]])))
    return city.subjects.slice(0, 100).map(({ code, name }) => ({ ...example, 统一社会信用代码: code, ...('企业名称' in example ? { 企业名称: name } : {}) }))
  }
  return Object.assign(city, { rowsOf })
}

async function played({ id }: Source<Fact>, city = cityWithFiles()) {
  const { demoServer } = (await import(new URL(`${id}/demo-server.ts`, FOLDER).href)) as { demoServer(city: DemoCity): RequestHandler[] }
  return { city, handlers: demoServer(city) }
}

async function asked(
  source: Source<Fact>,
  channel: QueryChannel,
  { city, handlers }: Awaited<ReturnType<typeof played>>,
  code: string,
): Promise<readonly SentRow[]> {
  const response = await send(handlers, source.id, { auth: channel.auth, at: city.now(), asked: channel.ask(code, 'cns_1') })
  const page = channel.read(await response.json())
  if ('wrong' in page) throw new Error(page.wrong)
  return page.rows
}

describe.each(SOURCES)('the played %s', (_, source) => {
  const pulls = source.channels.filter((channel): channel is PullChannel => channel.way === 'pull').map((channel) => [channel.record, channel] as const)
  const queries = source.channels.filter((channel): channel is QueryChannel => channel.way === 'query').map((channel) => [channel.record, channel] as const)

  test.each(pulls)('gives every row of %s so that it is taken in, of the city’s subjects only, and the same at every start', async (record, channel) => {
    const { city, handlers } = await played(source)
    const rows = await pulled(handlers, source.id, channel, city.now())
    expect(rows.length).toBeGreaterThan(0)
    const { taken, ignored } = takenIn(feeds.kindOf(source.id, record)!, rows, city.now())
    expect(ignored).toEqual([])
    expect(taken.filter((each) => !each.ok)).toEqual([])
    const codes = new Set(city.subjects.map(({ code }) => code))
    for (const each of taken) if (each.ok && 'code' in each.record.subject) expect(codes).toContain(each.record.subject.code)
    const again = await played(source)
    expect(await pulled(again.handlers, source.id, channel, city.now())).toEqual(rows)
  })

  test.each([...pulls, ...queries])('gives nothing of %s to whoever shows nothing', async (_record, channel) => {
    const { city, handlers } = await played(source)
    const request = channel.way === 'pull' ? channel.ask(null) : channel.ask(city.subjects[0]!.code, 'cns_1')
    expect((await send(handlers, source.id, { auth: null, at: city.now(), asked: request })).status).toBe(401)
  })

  test.each(queries)('answers of %s what is taken in whole, and of some firms that it has nothing', async (record, channel) => {
    const desk = await played(source)
    const firms = desk.city.subjects.slice(0, 150)
    const answers: (readonly SentRow[])[] = []
    for (const { code } of firms) answers.push(await asked(source, channel, desk, code))
    const silent = answers.filter((rows) => rows.length === 0).length
    expect(silent).toBeGreaterThan(0)
    expect(silent).toBeLessThan(firms.length / 2)
    const { taken, ignored } = takenIn(feeds.kindOf(source.id, record)!, answers.flat(), desk.city.now())
    expect(ignored).toEqual([])
    expect(taken.filter((each) => !each.ok)).toEqual([])
  })

  test.each(queries)('answers of %s nothing of a stranger, and only on an authorisation', async (_record, channel) => {
    const desk = await played(source)
    expect(await asked(source, channel, desk, '91440199DEM000014H')).toEqual([])
    const without = channel.ask(desk.city.subjects[0]!.code, '')
    expect((await send(desk.handlers, source.id, { auth: channel.auth, at: desk.city.now(), asked: without })).status).toBe(403)
  })
})
