/** What firms hear of products that open, through the API: written once, run on both databases. */
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { jobHandlers } from '../../../src/app.ts'
import { demoOrigin } from '../../../src/feeds/demo-city.ts'
import { rowsOf } from '../../../src/platform/db/client.ts'
import { drain } from '../../../src/platform/jobs/service.ts'
import { must, subjectOf, terms } from '../../journeys/errand.ts'
import type { TestApp, TestClient } from '../../support/test-app.ts'
import { testMaster } from '../../support/test-master.ts'

export const NO = '示例罚字〔2026〕第 77 号'
const CODE = '91440199MADEM0B386'
const NAME = '广州示例鲜达餐饮管理有限公司'
const PENALTY = `行政相对人名称,行政相对人类别,统一社会信用代码,行政处罚决定书文号,违法行为类型,处罚类别,罚款金额（万元）,处罚决定日期,处罚机关\n${NAME},法人及非法人组织,${CODE},${NO},未按规定公示年度报告,罚款,0.5,2026-05-06,示例市场监督管理局\n`
const IF_MATCH = { headers: { 'if-match': '*' } }

export interface City {
  app: TestApp
  catering: TestClient
  cateringId: string
  drain(): Promise<void>
  publish(name: string, more: object): Promise<string>
  republish(id: string, name: string, more: object): Promise<void>
  pause(id: string, until: string | null): Promise<void>
  fine(): Promise<void>
  repair(): Promise<void>
  told(productId: string): Promise<{ cause: string; sentence: string; readAt: string | null }[]>
  listed(productId: string): Promise<boolean>
  /** How often anything was told to anybody, rewritten notices counted again. */
  tellings(): Promise<number>
  openings(): Promise<unknown[]>
}

export async function cityOf(app: TestApp): Promise<City> {
  const [catering, operator, viewer, approver] = [
    await app.signIn('firm-catering'),
    await app.signIn('operator'),
    await app.signIn('bank-a-viewer'),
    await app.signIn('bank-a-approver'),
  ] as const
  const { db } = app.database
  const cateringId = await subjectOf(catering)
  await db.execute(sql`create table told (n int generated always as identity, at timestamptz)`)
  await db.execute(sql`create function tell() returns trigger language plpgsql as $$ begin insert into told (at) values (now()); return new; end $$`)
  await db.execute(sql`create trigger tells after insert or update of created_at on opening_notices for each row execute function tell()`)
  const publishPending = async (id: string) => {
    must(await viewer.post(`/api/v1/products/${id}/submit`), 200)
    must(await approver.post(`/api/v1/products/${id}/publish`), 200)
  }
  const listed = async () => must(await catering.get(`/api/v1/subjects/${cateringId}/openings`), 200).body.items as { productId: string }[]
  return {
    ...{ app, catering, cateringId },
    async drain() {
      app.advance(60)
      must(await app.nobody.post('/__test/outbox/drain'), 200)
      expect(await rowsOf(db, sql`select kind, last_error from jobs where last_error is not null`)).toEqual([])
    },
    async publish(name, more) {
      const { id } = must(await viewer.post('/api/v1/products', { ...terms(name, 60), ...more }), 201).body
      await publishPending(id)
      return id
    },
    async republish(id, name, more) {
      must(await viewer.put(`/api/v1/products/${id}/draft`, { ...terms(name, 60), ...more }, IF_MATCH), 200)
      await publishPending(id)
    },
    async pause(id, until) {
      const asked = until === null ? { paused: false } : { paused: true, until, reason: '本月额度已满' }
      must(await approver.put(`/api/v1/products/${id}/pause`, asked, IF_MATCH), 200)
    },
    async fine() {
      must(await operator.post('/api/v1/imports?source=gz-credit&record=penalty', PENALTY, { headers: { 'content-type': 'text/csv' } }), 201)
    },
    async repair() {
      const mark = { 统一社会信用代码: CODE, 企业名称: NAME, 信息类别: '行政处罚', 文书号: NO, 公示状态: '已修复', 状态日期: '2026-11-23' }
      const body = JSON.stringify(mark)
      const posted = new Request(`${demoOrigin('credit-china')}/demo/marks`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
      expect((await app.outside.send(posted)).status).toBe(200)
      must(await operator.post('/api/v1/feeds/credit-china/publicity_mark/pull'), 201)
    },
    told: (productId) =>
      rowsOf(db, sql`select cause, sentence, read_at as "readAt" from opening_notices where subject_id = ${cateringId} and product_id = ${productId}`),
    listed: async (productId) => (await listed()).some((notice) => notice.productId === productId),
    tellings: async () => (await rowsOf<{ n: number }>(db, sql`select count(*)::int as n from told`))[0]!.n,
    openings: () =>
      rowsOf(db, sql`select subject_id, catalogue_hash, encode(open, 'hex') as open, facts::text, day, closures::text from openings order by subject_id`),
  }
}

async function figure({ catering, cateringId }: City, attribute: string): Promise<number> {
  const { sections } = must(await catering.get(`/api/v1/subjects/${cateringId}/profile`), 200).body
  const entries = sections.flatMap((s: { entries: { attribute: string; value: unknown }[] }) => s.entries)
  return entries.find((e: { attribute: string }) => e.attribute === attribute).value
}

const fewPenalties = (value: number) => ({ criteria: [{ attr: 'penaltyCount12m', op: '<=', value }] })

/** Products that are published while a city is set up, seen by subjects that were looked at before them. */
export async function settingUpTellsNothing(city: City): Promise<void> {
  const { database, mode } = city.app
  const work = async () => {
    city.app.advance(60)
    await drain({ db: database.db, clock: mode.clock, ids: mode.ids, master: testMaster, requestId: 'test' }, jobHandlers)
  }
  await work()
  expect((await city.openings()).length).toBeGreaterThan(40)
  await city.publish('示例开业贷', { criteria: [{ attr: 'ageMonths', op: '>=', value: 1 }] })
  await work()
  expect(await city.tellings()).toBe(0)
}

export async function firstLookTellsNothing(city: City): Promise<void> {
  await city.drain()
  const rows = await rowsOf(city.app.database.db, sql`select subject_id from screen_rows`)
  expect(await city.openings()).toHaveLength(rows.length)
  expect(rows.length).toBeGreaterThan(40)
  expect(await city.tellings()).toBe(0)
}

export async function repairedPenaltyTellsOnce(city: City): Promise<string> {
  const clean = await figure(city, 'penaltyCount12m')
  await city.fine()
  await city.drain()
  const id = await city.publish('示例少罚贷', fewPenalties(clean))
  await city.drain()
  expect(await city.told(id)).toEqual([])
  const before = await city.tellings()
  await city.repair()
  await city.drain()
  expect(await city.told(id)).toEqual([{ cause: 'facts', sentence: `您的行政处罚（${NO}）已修复`, readAt: null }])
  expect(await city.listed(id)).toBe(true)
  expect(await city.tellings()).toBe(before + 1)
  return id
}

/** Every job of this kind of work carried out again, and another night. */
export async function replaysTellNothing(city: City): Promise<void> {
  const [before, state] = [await city.tellings(), await city.openings()]
  await city.app.database.db.execute(sql`
    update jobs set done_at = null, run_at = created_at where kind in ('screening.rewritten', 'screening.swept', 'product.changed', 'openings.walk')`)
  await city.drain()
  expect(await city.tellings()).toBe(before)
  expect(await city.openings()).toEqual(state)
  city.app.advance(86_400)
  await city.drain()
  expect(await city.tellings()).toBe(before)
}

export async function newAndRelaxedProductsAreTold(city: City): Promise<void> {
  const open = await city.publish('示例新开贷', { criteria: [{ attr: 'ageMonths', op: '>=', value: 2 }] })
  const months = await figure(city, 'ageMonths')
  const closed = await city.publish('示例放宽贷', { criteria: [{ attr: 'ageMonths', op: '>=', value: months + 1 }] })
  await city.drain()
  expect(await city.told(open)).toEqual([{ cause: 'new_product', sentence: '新产品上架，它的条件您都符合', readAt: null }])
  expect(await city.told(closed)).toEqual([])
  await city.republish(closed, '示例放宽贷', { criteria: [{ attr: 'ageMonths', op: '>=', value: 6 }] })
  await city.drain()
  const sentence = `这家银行放宽了条件：现在要求成立满 6 个月（原来是成立满 ${months + 1} 个月）`
  expect(await city.told(closed)).toEqual([{ cause: 'terms', sentence, readAt: null }])
}

export async function pausedProductIsNotTold(city: City, open: string): Promise<void> {
  const before = await city.tellings()
  await city.pause(open, '2026-12-20')
  await city.drain()
  expect(await city.listed(open)).toBe(false)
  await city.pause(open, null)
  await city.drain()
  expect(await city.tellings()).toBe(before)
  expect(await city.listed(open)).toBe(true)
}

export async function readNoticeStaysRead(city: City, id: string): Promise<void> {
  const path = `/api/v1/subjects/${city.cateringId}/openings/${id}/read`
  const first = must(await city.catering.post(path), 200).body
  expect(first.readAt).not.toBeNull()
  city.app.advance(60)
  expect(must(await city.catering.post(path), 200).body.readAt).toBe(first.readAt)
  must(await city.catering.post(`/api/v1/subjects/${city.cateringId}/openings/prd_01jd7w9k8m0000000000000000/read`), 404, 'not_found')
}
