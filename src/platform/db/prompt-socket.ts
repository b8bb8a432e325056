import { connect, type Socket } from 'node:net'

export interface SocketTarget {
  host: readonly string[]
  port: readonly number[]
  /** A Unix socket instead. */
  path?: string | undefined
}

/**
 * A connection that sends each message at once. postgres.js leaves Nagle's algorithm on: a message that follows another
 * then waits for the other side's delayed acknowledgement, 40 ms for every second statement of some size.
 *
 * It is handed over before it is connected, as postgres.js's own is: what it then meets – a refusal, a time-out – the driver
 * hears from it and tries again. A promise that is rejected here it takes for an error and nothing more, and that place in
 * its pool never connects again (3.4.9).
 */
export async function promptSocket({ host, port, path }: SocketTarget): Promise<Socket> {
  return path ? connect({ path }) : connect({ host: host[0]!, port: port[0]!, noDelay: true })
}
