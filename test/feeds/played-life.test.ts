import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { DemoSubject } from '../../src/feeds/demo-city.ts'
import { demoServers } from '../../src/feeds/demo-servers.ts'
import { feeds } from '../../src/feeds/index.ts'
import { SIGNED } from '../../src/feeds/usual-channels.ts'
import { ADVERSE_LISTS, attributeOf, type Fact, MARKS } from '../../src/profiles/model.ts'
import { itemFor, type PullChannel } from '../../src/sources/model.ts'
import { NOW, TODAY, toldBy } from './example-row.ts'
import { diceOf, namedFirm, playedCity, pulled, send, takenIn } from './played-city.ts'

/** What the sources tell of the demo city, all of them together and by the one door that finds them. */

const households: DemoSubject[] = Array.from({ length: 40 }, (_, i) => {
  const code = `H440114001201-9${String(i).padStart(3, '0')}`
  return { code, name: '张**', kind: 'household', district: '440114', registeredOn: null, dice: diceOf(code) }
})
const NAMED = namedFirm()
const FIRMS = 3_000
const city = playedCity({ firms: FIRMS, alsoSubjects: [...households, NAMED] })
const handlers = await demoServers(city)

const folders = readdirSync(new URL('../../src/feeds/', import.meta.url), { recursive: true }).map(String)
const isPlayed = (source: string) => folders.includes(`${source}/demo-server.ts`)
const PULLED = feeds.sources.flatMap((source) =>
  source.channels.flatMap((channel) =>
    channel.way === 'pull' && isPlayed(source.id) ? [[`${source.id}/${channel.record}`, source.id, channel] as const] : [],
  ),
)

test('every source that is asked is played', () => {
  const unplayed = feeds.sources.filter(({ id, channels }) => channels.some(({ way }) => way === 'pull' || way === 'query') && !isPlayed(id))
  expect(unplayed.map(({ id }) => id)).toEqual([])
})

describe.each(PULLED)('the door of %s', (_, source, channel: PullChannel) => {
  const ask = (auth: PullChannel['auth'], secret?: string) =>
    send(handlers, source, { auth, at: NOW, asked: channel.ask(null), ...(secret === undefined ? {} : { secret }) })

  test('opens for what the channel says, and for nothing of his own making', async () => {
    expect((await ask(channel.auth)).status).toBe(200)
    expect((await ask(channel.auth, 'a secret that nobody was given')).status).toBe(401)
    // A signature is no token where a token is asked for.
    if (channel.auth.kind === 'oauth2') expect((await ask(SIGNED)).status).toBe(401)
  })
})

test('of the demo’s own firms nothing adverse is played, though every dice falls that way', async () => {
  const said: Fact[] = []
  for (const [, source, channel] of PULLED) {
    const { taken } = takenIn(feeds.kindOf(source, channel.record)!, await pulled(handlers, source, channel, NOW), NOW)
    for (const row of taken) if (row.ok && 'code' in row.record.subject && row.record.subject.code === NAMED.code) said.push(...row.record.facts)
  }
  const of = (attribute: string) => said.filter((fact) => fact.attribute === attribute).map(({ value }) => value)
  expect(of('inspections')).toEqual([expect.objectContaining({ passed: true })])
  expect(of('commitments')).toEqual([expect.objectContaining({ state: expect.stringMatching(/^(open|kept)$/) })])
  expect(of('whiteListed')).toEqual(['是'])
  for (const list of ADVERSE_LISTS) if (list !== 'inspections') expect(of(list), list).toEqual([])
})

test.each([
  ['samr/abnormal_list', 200],
  ['samr/serious_list', 50],
  ['dishonesty-lists/listing', 30],
  ['courts/judgment_debt', 300],
  ['gz-credit/inspection', 1_000],
  ['commitments/commitment', 1_400],
])('%s tells of about %i firms in ten thousand', async (name, share) => {
  const [, source, channel] = PULLED.find(([id]) => id === name)!
  const expected = (FIRMS * share) / 10_000
  const count = (await pulled(handlers, source, channel, NOW)).length
  expect(count).toBeGreaterThan(0)
  expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected))
})

test('every kind of record stands on an item of the catalogue that is in force, in the category of what it tells', () => {
  for (const kind of feeds.kinds) {
    const item = itemFor(feeds.catalogue, kind.source, kind.record, TODAY)
    const categories = toldBy(kind)
      .record()
      .facts.map(({ attribute }) => (attribute === MARKS ? 'public_credit' : attributeOf(attribute).category))
    expect(categories, `${kind.source}/${kind.record}`).toContain(item?.category)
  }
})

test('every channel carries a record that its source has', () => {
  for (const { id, channels } of feeds.sources)
    for (const channel of channels) if ('record' in channel) expect(feeds.kindOf(id, channel.record), id).not.toBeNull()
})
