import type { OpenAPIHono } from '@hono/zod-openapi'
import { principalFrom, requireRole } from '../identity/index.ts'
import { readCursor, signCursor } from '../platform/http/cursor.ts'
import { effect } from '../platform/http/effect.ts'
import { IdempotencyHeader, json, operation } from '../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../platform/http/rim.ts'
import { notFound } from '../platform/kernel/fault.ts'
import { idOf, z } from '../platform/kernel/schema.ts'
import { civilDateOf } from '../platform/kernel/time.ts'
import { attributeOf, type Fact, isAttributeId } from '../profiles/model.ts'
import type { SourceRegister } from '../sources/index.ts'
import { DailyQuery, FindingPage, FindingsQuery, type FindingView, NoticeView, QualityDay } from './contract.ts'
import { ruleOf } from './rules.ts'
import { type DailyReport, dailyReport, type ErrorNotice, findingCounts, findings, issueNotice, readNotice } from './service.ts'

const BatchParam = z.object({ id: idOf('batch') })

export function qualityRoutes(register: SourceRegister<Fact>): OpenAPIHono<RimEnv> {
  const router = createRouter()
  const feed = ({ source, record }: { source: string; record: string }) => ({
    source,
    record,
    title: register.kindOf(source, record)?.titleZh ?? record,
    provider: register.nameOf(source),
  })

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/quality/daily',
        operationId: 'readQualityDay',
        tags: ['quality'],
        summary: 'One day by feed: rows, reasons, findings, score; and the duties still open',
        request: { query: DailyQuery },
        responses: { 200: json(QualityDay, 'The day') },
      },
      { signedIn: true },
    ),
    async (c) => {
      requireRole(principalFrom(c), 'operator', 'regulator')
      const ctx = contextOf(c)
      const day = c.req.valid('query').day ?? civilDateOf(ctx.clock.now())
      personal(c)
      return c.json(dayView(await dailyReport(ctx, register, day), feed))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/quality/findings',
        operationId: 'listFindings',
        tags: ['quality'],
        summary: 'What the rules have against records that hold',
        description: 'Counts for operator and regulator; the rows themselves for the operator only.',
        request: { query: FindingsQuery },
        responses: { 200: json(FindingPage, 'A page of findings, subject by subject, with the counts of all') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      requireRole(principal, 'operator', 'regulator')
      const ctx = contextOf(c)
      const { cursor, limit, source, rule } = c.req.valid('query')
      const list = `findings ${source ?? ''} ${rule ?? ''}`
      const place = readCursor(c.get('secret'), list, cursor)
      const counts = (await findingCounts(ctx, { source, rule })).map(({ count, ...row }) => ({ ...feed(row), ...ruleView(row.rule), count }))
      personal(c)
      if (principal.role !== 'operator') return c.json({ items: [], counts, nextCursor: null })
      const [subjectId = '', id = ''] = place?.split(' ') ?? []
      const found = await findings(ctx, { source, rule }, limit + 1, place === null ? null : { subjectId, id })
      const page = found.slice(0, limit)
      const items = page.map(
        (f): FindingView => ({
          subjectId: f.subjectId,
          recordId: f.recordId,
          batchId: f.batchId,
          rowNo: f.rowNo,
          ...feed(f),
          ...ruleView(f.rule),
          field: isAttributeId(f.field) ? attributeOf(f.field).zh : f.field,
          detail: f.detail,
          recordedOn: f.recordedOn,
        }),
      )
      const last = page.at(-1)
      return c.json({ items, counts, nextCursor: found.length > limit && last ? signCursor(c.get('secret'), list, `${last.subjectId} ${last.id}`) : null })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/imports/{id}/notice',
        operationId: 'readNotice',
        tags: ['quality'],
        summary: 'What the sending office is to be told of one batch',
        request: { params: BatchParam },
        responses: { 200: json(NoticeView, 'The notice, issued or not') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const { role } = principalFrom(c)
      if (role !== 'operator' && role !== 'regulator') throw notFound()
      personal(c)
      return c.json(noticeView(await readNotice(contextOf(c), c.req.valid('param').id), feed))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/imports/{id}/notice',
        operationId: 'issueNotice',
        tags: ['quality'],
        summary: 'Issue the notice: its clock stops',
        request: { params: BatchParam, headers: IdempotencyHeader },
        responses: { 200: json(NoticeView, 'The notice as issued') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      if (principalFrom(c).role !== 'operator') throw notFound()
      const { id } = c.req.valid('param')
      return effect(c, `issueNotice ${id}`, '', async (ctx) => ({ status: 200, body: noticeView(await issueNotice(ctx, id), feed) }))
    },
  )

  return router
}

type FeedView = (feed: { source: string; record: string }) => { source: string; record: string; title: string; provider: string }

function ruleView(id: string) {
  const rule = ruleOf(id)
  return { rule: id, ruleTitle: rule?.titleZh ?? id, kind: rule?.kind ?? null, severity: rule?.severity ?? null }
}

function dayView({ day, feeds, clocks }: DailyReport, feed: FeedView): z.infer<typeof QualityDay> {
  const heard = feeds.filter((f) => f.score !== null)
  const rows = heard.reduce((sum, f) => sum + f.received, 0)
  return {
    day,
    scoreBp: rows === 0 ? null : Math.floor(heard.reduce((sum, f) => sum + f.score!.scoreBp * f.received, 0) / rows),
    feeds: feeds.map(({ batches, received, accepted, duplicate, quarantined, checked, quarantineByCode, findingsByRule, score, previous, ...of }) => ({
      ...feed(of),
      batches,
      received,
      accepted,
      duplicate,
      quarantined,
      checked,
      quarantine: Object.entries(quarantineByCode).map(([code, count]) => ({ code, count })),
      findings: Object.entries(findingsByRule).map(([rule, count]) => ({ ...ruleView(rule), count })),
      score,
      previous,
    })),
    clocks: clocks.map(({ source, record, ...clock }) => ({ ...feed({ source, record }), ...clock })),
    overdue: clocks.filter(({ deadline }) => deadline.state === 'overdue').length,
  }
}

function noticeView({ batch, check, notice, sections }: ErrorNotice, feed: FeedView): z.infer<typeof NoticeView> {
  const { id, fileName, createdAt, received, accepted, duplicate, quarantined } = batch
  return {
    batchId: id,
    ...feed(batch),
    fileName,
    receivedOn: civilDateOf(createdAt),
    received,
    accepted,
    duplicate,
    quarantined,
    check,
    notice,
    sections: sections.map(({ titleZh, ...section }) => ({ ...section, title: titleZh })),
  }
}
