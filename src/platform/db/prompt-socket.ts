import { connect, type Socket } from 'node:net'

export interface SocketTarget {
  host: readonly string[]
  port: readonly number[]
  /** A Unix socket instead. */
  path?: string | undefined
  connect_timeout: number
}

/**
 * A connection that sends each message at once. postgres.js leaves Nagle's algorithm on: a message that follows another
 * then waits for the other side's delayed acknowledgement, 40 ms for every second statement of some size.
 */
export function promptSocket({ host, port, path, connect_timeout: seconds }: SocketTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = path ? connect({ path }) : connect({ host: host[0]!, port: port[0]!, noDelay: true })
    const timer = setTimeout(() => socket.destroy(Object.assign(new Error('connect timed out'), { code: 'CONNECT_TIMEOUT' })), seconds * 1000)
    socket.once('error', reject)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeListener('error', reject)
      resolve(socket)
    })
    socket.once('close', () => clearTimeout(timer))
  })
}
