/** A log to write into without the rest of the house: entries of made-up subjects, and what the log says of them. */
import type { LogKind, NewEntry } from '../../src/log/index.ts'
import { appendLog } from '../../src/log/store.ts'
import { heldClock, seededIds } from '../../src/platform/chance.ts'
import type { Context } from '../../src/platform/context.ts'
import type { Db } from '../../src/platform/db/client.ts'
import { testMaster } from '../support/test-master.ts'

export const LOG_START = new Date('2026-11-23T02:00:00.000Z')

export function deskOf(db: Db): Context & { clock: ReturnType<typeof heldClock> } {
  const clock = heldClock(LOG_START)
  return { db, clock, ids: seededIds(clock), master: testMaster, requestId: 'log-desk' }
}

export function entryOf(n: number, kind: LogKind = 'read.released'): NewEntry {
  const about = { subjectId: `subject-${n % 7}`, consentId: `consent-${n}`, lenderId: 'lender', actorId: 'someone', artefactHash: '0'.repeat(64) }
  return { kind, ...about, fields: ['registration.name'], readNo: n, why: 'UNDERWRITE' }
}

/** Writes entry `n`, under names that need no vault. @returns its log index */
export async function write({ db, clock, requestId }: Context, n: number, kind?: LogKind): Promise<number> {
  const entry = entryOf(n, kind)
  return appendLog(db, { ...entry, requestId, at: clock.now() }, { subject: entry.subjectId, operator: 'hand' })
}
