import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { getResponse } from 'msw'
import { describe, expect, test } from 'vitest'
import { type DemoCity, type DemoSubject, demoOrigin } from '../../../src/feeds/demo-city.ts'
import { demoServer } from '../../../src/feeds/gz-tax/demo-server.ts'
import { taxCode } from '../../../src/feeds/gz-tax/tax-code.ts'
import { taxCodePresented } from '../../../src/feeds/gz-tax/tax-code-claims.ts'
import { playedCity, takenIn } from '../played-city.ts'

const { issuer, audience, keysPath } = taxCodePresented

function office(city: DemoCity = playedCity()) {
  const handlers = demoServer(city)
  const ask = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return (await getResponse(handlers, new Request(`${demoOrigin('gz-tax')}${path}`, init)))!
  }
  const issued = async (code: string) => ((await (await ask('/demo/codes', { code })).json()) as { taxCode: string }).taxCode
  const keys = async () => createLocalJWKSet((await (await ask(keysPath)).json()) as JSONWebKeySet)
  const verified = async (jws: string) => jwtVerify(jws, await keys(), { issuer, audience, currentDate: city.now() })
  return { city, ask, issued, keys, verified }
}

const firms = playedCity().subjects.filter(({ kind }) => kind === 'enterprise')

describe('the played tax office', () => {
  test('issues codes that its published keys verify and whose rows are taken in whole', async () => {
    const { city, issued, verified } = office()
    const rows = []
    for (const { code } of firms.slice(0, 40)) {
      const jws = await issued(code)
      if (jws === undefined) continue
      const { payload } = await verified(jws)
      const read = taxCodePresented.read(payload)
      if ('wrong' in read) throw new Error(read.wrong)
      expect(read.holder).toBe(code)
      rows.push(read.row)
    }
    expect(rows.length).toBeGreaterThan(30)
    const { taken, ignored } = takenIn(taxCode, rows, city.now())
    expect(ignored).toEqual([])
    expect(taken.filter((each) => !each.ok)).toEqual([])
  })

  test('tells the grade of the city’s file, and none where the file has none', async () => {
    const { code } = firms[1]!
    const rowsOf: DemoCity['rowsOf'] = (source, record) =>
      source === 'gz-tax' && record === 'tax_grade'
        ? [
            { 纳税人识别号: code, 评价年度: '2025', 纳税信用级别: 'A' },
            { 纳税人识别号: code, 评价年度: '2024', 纳税信用级别: 'C' },
          ]
        : []
    const told = office({ ...playedCity(), rowsOf })
    expect((await told.verified(await told.issued(code))).payload).toMatchObject({ 纳税信用级别: 'A', 评价年度: '2025' })
    const silent = office()
    expect((await silent.verified(await silent.issued(code))).payload).not.toHaveProperty('纳税信用级别')
  })

  test('signs so that one altered character, wherever it stands, is noticed', async () => {
    const { issued, verified } = office()
    const jws = await issued(firms[1]!.code)
    const [header, payload, signature] = jws.split('.') as [string, string, string]
    const altered = (text: string, place: number) => `${text.slice(0, place)}${text[place] === 'A' ? 'B' : 'A'}${text.slice(place + 1)}`
    for (const forged of [
      ...[0, 7, header.length - 2].map((place) => `${altered(header, place)}.${payload}.${signature}`),
      ...[0, 40, payload.length - 2].map((place) => `${header}.${altered(payload, place)}.${signature}`),
      ...[0, 40, signature.length - 2].map((place) => `${header}.${payload}.${altered(signature, place)}`),
    ])
      await expect(verified(forged), forged).rejects.toThrow()
    await expect(verified(jws)).resolves.toBeDefined()
  })

  test('makes its own keys at every start: a code of another office does not verify', async () => {
    const code = await office().issued(firms[1]!.code)
    await expect(office().verified(code)).rejects.toThrow(/signature/)
  })

  test('issues codes that end after half an hour', async () => {
    const city = playedCity()
    const { issued, verified } = office(city)
    const code = await issued(firms[1]!.code)
    city.putOn(1_799_000)
    await expect(verified(code)).resolves.toBeDefined()
    city.putOn(1_000)
    await expect(verified(code)).rejects.toThrow(/exp/)
  })

  test('issues none to a household, to nobody and to whoever it does not know', async () => {
    const household: DemoSubject = { ...firms[0]!, code: 'H440114103206-9001', kind: 'household' }
    const { ask } = office(playedCity({ alsoSubjects: [household] }))
    for (const body of [{ code: household.code }, { code: '91440199DEM000014H' }, {}, null, 'x']) expect((await ask('/demo/codes', body)).status).toBe(404)
  })
})
