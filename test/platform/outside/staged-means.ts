import { getResponse, type RequestHandler } from 'msw'
import { heldClock } from '../../../src/platform/chance.ts'
import { stagedOutside } from '../../../src/platform/outside/outside.ts'

export const NOW = new Date('2026-11-23T02:00:00.000Z')

/** Means that wait without waiting: what was slept, and every request that went out, is written down. */
export function stagedMeans(handlers: RequestHandler[], chance = 0.5) {
  const waits: number[] = []
  const sent: Request[] = []
  const staged = stagedOutside((request) => getResponse(handlers, request))
  const clock = heldClock(NOW)
  const outside = {
    send: (request: Request) => {
      sent.push(request.clone())
      return staged.send(request)
    },
  }
  const sleep = async (ms: number) => {
    waits.push(ms)
  }
  return { outside, sleep, random: () => chance, clock, waits, sent }
}
