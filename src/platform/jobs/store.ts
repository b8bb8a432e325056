import { and, asc, eq, inArray, isNull, lte, notInArray, or } from 'drizzle-orm'
import type { Context } from '../context.ts'
import type { Canonical } from '../kernel/canonical.ts'
import { jobs } from './tables.ts'

export interface Job {
  id: string
  kind: string
  payload: Canonical
  attempts: number
}

export async function insertJob({ db, clock, ids }: Context, kind: string, payload: Canonical, runAt?: Date): Promise<void> {
  const now = clock.now()
  await db.insert(jobs).values({ id: ids.next('job'), kind, payload, runAt: runAt ?? now, createdAt: now })
}

/** The same job under the same id is written once. */
export async function insertJobOnce({ db, clock }: Context, id: string, kind: string, payload: Canonical): Promise<void> {
  const now = clock.now()
  await db.insert(jobs).values({ id, kind, payload, runAt: now, createdAt: now }).onConflictDoNothing()
}

/** Leases up to `limit` due jobs to the caller; others skip them until the lease runs out. */
export async function leaseDueJobs({ db, clock }: Context, limit: number, leaseMs: number, except: readonly string[] = []): Promise<Job[]> {
  const now = clock.now()
  const due = db
    .select({ id: jobs.id })
    .from(jobs)
    .where(
      and(
        isNull(jobs.doneAt),
        isNull(jobs.deadAt),
        lte(jobs.runAt, now),
        except.length === 0 ? undefined : notInArray(jobs.kind, [...except]),
        or(isNull(jobs.leasedUntil), lte(jobs.leasedUntil, now)),
      ),
    )
    .orderBy(asc(jobs.runAt), asc(jobs.id))
    .limit(limit)
    .for('update', { skipLocked: true })
  const leased = await db
    .update(jobs)
    .set({ leasedUntil: new Date(now.getTime() + leaseMs) })
    .where(inArray(jobs.id, due))
    .returning({ id: jobs.id, kind: jobs.kind, payload: jobs.payload, attempts: jobs.attempts, runAt: jobs.runAt })
  return leased.sort((a, b) => a.runAt.getTime() - b.runAt.getTime() || (a.id < b.id ? -1 : 1))
}

export async function markDone({ db, clock }: Context, id: string): Promise<void> {
  await db.update(jobs).set({ doneAt: clock.now(), leasedUntil: null, lastError: null }).where(eq(jobs.id, id))
}

/** @param retryAt null when it has been tried often enough */
export async function markFailed({ db, clock }: Context, job: Job, error: string, retryAt: Date | null): Promise<void> {
  await db
    .update(jobs)
    .set({ attempts: job.attempts + 1, leasedUntil: null, lastError: error.slice(0, 500), ...(retryAt ? { runAt: retryAt } : { deadAt: clock.now() }) })
    .where(eq(jobs.id, job.id))
}
