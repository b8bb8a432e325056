import { principalFrom, requireLender } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Rim } from '../../platform/http/rim.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { countOut, z } from '../../platform/kernel/schema.ts'
import type { Gateway, SourceName } from '../../profiles/model.ts'

export interface LoanPorts {
  /** What stands on the source line. */
  nameOf: SourceName
  /** The licensed bureau, for what is about natural persons. */
  gatewayOf(ctx: Context): Gateway
}

/** What goes out with a read. */
export const LOGGED = z.object({
  'Suixin-Log-Entry': countOut.openapi({
    description:
      'Number of the read’s entry in the log: `/api/v1/log/entries/{index}/receipt` hands its proof out once it is sealed, within seconds. Not its place in the tree, which it gets by then and which the receipt tells.',
  }),
  'Suixin-Log-Checkpoint': z
    .string()
    .max(200_000)
    .optional()
    .openapi({ description: 'The log’s newest signed checkpoint as the read went out, a C2SP note in base 64, since a header is one line' }),
})

/** The read's entry in the log, and the head it goes out under: see `LOGGED`. */
export function placedInLog(c: Rim, { logIndex, checkpoint }: { logIndex: number; checkpoint: { note: string } | null }): void {
  c.header('Suixin-Log-Entry', String(logIndex))
  if (checkpoint) c.header('Suixin-Log-Checkpoint', Buffer.from(checkpoint.note).toString('base64'))
}

/** A case is looked up by people of a lender; to everyone else it is not there. */
export function lenderOr404(c: Rim): { lenderId: string; userId: string; approver: boolean } {
  const principal = principalFrom(c)
  if (principal.role !== 'lender_viewer' && principal.role !== 'lender_approver') throw notFound()
  return { lenderId: requireLender(principal).lenderId, userId: principal.userId, approver: principal.role === 'lender_approver' }
}
