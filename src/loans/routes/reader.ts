import { principalFrom, requireLender } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Rim } from '../../platform/http/rim.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import type { Gateway, SourceName } from '../../profiles/model.ts'

export interface LoanPorts {
  /** What stands on the source line. */
  nameOf: SourceName
  /** The licensed bureau, for what is about natural persons. */
  gatewayOf(ctx: Context): Gateway
}

/** Where the read stands in the log, and the head under which its proof can be asked for: the note, base 64, since a header is one line. */
export function placedInLog(c: Rim, { logIndex, checkpoint }: { logIndex: number; checkpoint: { note: string } | null }): void {
  c.header('Suixin-Log-Index', String(logIndex))
  if (checkpoint) c.header('Suixin-Log-Checkpoint', Buffer.from(checkpoint.note).toString('base64'))
}

/** A case is looked up by people of a lender; to everyone else it is not there. */
export function lenderOr404(c: Rim): { lenderId: string; userId: string; approver: boolean } {
  const principal = principalFrom(c)
  if (principal.role !== 'lender_viewer' && principal.role !== 'lender_approver') throw notFound()
  return { lenderId: requireLender(principal).lenderId, userId: principal.userId, approver: principal.role === 'lender_approver' }
}
