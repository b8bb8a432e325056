import type { Context } from '../../platform/context.ts'
import type { Gateway } from '../../profiles/model.ts'
import { type Connections, callerOf } from '../../sources/index.ts'
import { deliveryRequest, GATEWAY_AUTH, readDelivery } from './gateway.ts'
import { localBureau } from './source.ts'

/** A bank officer waits for the page, which has 15 seconds in all. */
const PATIENCE = { timeoutMs: 4_000, tries: 2 }
const NOT_CONNECTED_RETRY_SECONDS = 3_600
const WRONG_RETRY_SECONDS = 60

/** The way personal data takes to a lender: registered with the licensed bureau, over whatever line leads to it here. */
export function bureauGateway(connections: Connections): (ctx: Context) => Gateway {
  return (ctx) => async (delivery) => {
    const endpoint = connections.endpointOf(localBureau.id)
    if (endpoint === null) return { unavailable: 'not_connected', retryAfterSeconds: NOT_CONNECTED_RETRY_SECONDS }
    const called = await callerOf(ctx, connections, { source: localBureau.id, endpoint, auth: GATEWAY_AUTH, patience: PATIENCE }).ask(deliveryRequest(delivery))
    if (!called.ok) return { unavailable: called.failure, retryAfterSeconds: called.retryAfterSeconds }
    const read = readDelivery(called.body)
    return 'wrong' in read ? { unavailable: 'wrong', retryAfterSeconds: WRONG_RETRY_SECONDS } : { ticket: read.ticket, bureau: localBureau.titleZh }
  }
}
