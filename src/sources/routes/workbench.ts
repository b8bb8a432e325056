import type { OpenAPIHono } from '@hono/zod-openapi'
import { principalFrom, requireRole } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { effect } from '../../platform/http/effect.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { idOf, z } from '../../platform/kernel/schema.ts'
import { findSubjects } from '../../subjects/index.ts'
import { QuarantinedRowView, ReplayRequest } from '../contract.ts'
import { readBatch } from '../service.ts'
import type { SourceRegister } from '../source.ts'
import type { KeptRow } from '../store.ts'
import { dismissRow, readKeptRow, replayRow } from '../workbench/service.ts'

const RowParam = z.object({ id: idOf('batch'), rowNo: z.coerce.number().int().min(0).max(2_147_483_647) })

export function mountWorkbench<F>(router: OpenAPIHono<RimEnv>, register: SourceRegister<F>): void {
  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/imports/{id}/quarantine/{rowNo}',
        operationId: 'readQuarantinedRow',
        tags: ['imports'],
        summary: 'One row kept aside',
        request: { params: RowParam },
        responses: { 200: json(QuarantinedRowView, 'The row') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      if (principal.role !== 'operator') throw notFound()
      const ctx = contextOf(c)
      const { id, rowNo } = c.req.valid('param')
      personal(c)
      return c.json((await viewKeptRows(ctx, [await readKeptRow(ctx, await readBatch(ctx, id), rowNo)]))[0]!)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/imports/{id}/quarantine/{rowNo}/replay',
        operationId: 'replayQuarantinedRow',
        tags: ['imports'],
        summary: 'Put a row right and take it in; received = accepted + duplicate + quarantined still holds',
        request: { params: RowParam, headers: IdempotencyHeader, body: jsonBody(ReplayRequest) },
        responses: { 200: json(QuarantinedRowView, 'Taken in') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      requireRole(principal, 'operator')
      const { id, rowNo } = c.req.valid('param')
      const body = c.req.valid('json')
      return effect(c, 'replayQuarantinedRow', JSON.stringify(body), async (ctx) => {
        const kept = await replayRow(ctx, register, {
          batchId: id,
          rowNo,
          cells: body.cells,
          subjectCode: body.subjectCode ?? null,
          codeHolds: body.codeHolds ?? false,
          actorId: principal.userId,
        })
        return { status: 200, body: (await viewKeptRows(ctx, [kept]))[0] }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/imports/{id}/quarantine/{rowNo}/dismiss',
        operationId: 'dismissQuarantinedRow',
        tags: ['imports'],
        summary: 'Lay a row aside for good: the office will send it anew',
        request: { params: RowParam, headers: IdempotencyHeader },
        responses: { 200: json(QuarantinedRowView, 'Laid aside') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      requireRole(principal, 'operator')
      const { id, rowNo } = c.req.valid('param')
      return effect(c, 'dismissQuarantinedRow', '', async (ctx) => ({
        status: 200,
        body: (await viewKeptRows(ctx, [await dismissRow(ctx, id, rowNo, principal.userId)]))[0],
      }))
    },
  )
}

/** Kept rows as the operator sees them, with the names of whom they could be about. */
export async function viewKeptRows(ctx: Context, kept: readonly KeptRow[]): Promise<z.infer<typeof QuarantinedRowView>[]> {
  const subjects = new Map((await findSubjects(ctx, [...new Set(kept.flatMap((row) => row.candidates ?? []))])).map((s) => [s.id, s]))
  return kept.map(({ rowNo, issues, row, status, fix, fixedAt, recordId, candidates }) => ({
    ...{ rowNo, issues, row, recordId },
    status: status as 'open',
    fix: fix ?? null,
    settledAt: fixedAt?.toISOString() ?? null,
    candidates: (candidates ?? []).flatMap((id) => {
      const subject = subjects.get(id)
      return subject ? [{ id, code: subject.code, name: subject.name }] : []
    }),
  }))
}
