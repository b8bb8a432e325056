import { liveOutside, type Outside } from '../../../platform/outside/outside.ts'
import type { Endpoint, Endpoints } from '../endpoint.ts'

/** The way out and what lies at its end, handed down from the door: the network, or a played city. */
export interface Connections {
  outside: Outside
  /** null: this source is not connected here. That is no fault; its records may still come as files. */
  endpointOf(source: string): Endpoint | null
  sleep(ms: number): Promise<void>
  /** From 0 up to 1. */
  random(): number
  /** How long one try may take; 5,000 unless told. */
  timeoutMs?: number
}

/** A house without a single line out. */
export const NO_CONNECTIONS: Connections = {
  outside: { send: () => Promise.reject(new TypeError('not connected')) },
  endpointOf: () => null,
  sleep: () => Promise.resolve(),
  random: () => 0,
}

/** The network, to the endpoints of the environment. */
export function liveConnections(endpoints: Endpoints): Connections {
  return {
    outside: liveOutside(),
    endpointOf: (source) => (Object.hasOwn(endpoints, source) ? endpoints[source]! : null),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
  }
}
