import type { Context } from '../../platform/context.ts'
import type { PullChannel } from '../channel.ts'
import type { SourceRegister } from '../source.ts'
import { isDue } from './pull-plan.ts'
import type { Connections } from './service/connections.ts'
import { pullFeed } from './service/pull.ts'
import { type FeedRun, listStates } from './store.ts'

/** Sources asked at a time: a slow one must not hold up the others. */
const AT_ONCE = 4

export interface Scheduled {
  runs: FeedRun[]
  /** Breakdowns of ours, for the log; the other feeds went on. */
  broken: unknown[]
}

/**
 * Fetches every pull channel whose time has come. Any number of processes may run this at any time: each channel is
 * fetched by one of them. The channels of one source go one after the other.
 */
export async function schedulePulls<F>(ctx: Context, register: SourceRegister<F>, connections: Connections): Promise<Scheduled> {
  const states = new Map((await listStates(ctx.db)).map((state) => [`${state.source}/${state.record}`, state]))
  const now = ctx.clock.now()
  const due = register.sources.map(({ id, channels }) => ({
    source: id,
    channels: channels.filter((channel): channel is PullChannel => {
      if (channel.way !== 'pull' || connections.endpointOf(id) === null) return false
      const state = states.get(`${id}/${channel.record}`)
      const last = state ? { at: state.lastTryAt, outcome: state.lastOutcome, unfinished: state.cursor !== null } : null
      return isDue({ source: id, record: channel.record, everyMinutes: channel.everyMinutes }, last, now)
    }),
  }))
  const waiting = due.filter(({ channels }) => channels.length > 0)
  const done: Scheduled = { runs: [], broken: [] }

  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { source, channels } = next
      for (const { record } of channels) {
        const seenTryAt = states.get(`${source}/${record}`)?.lastTryAt ?? null
        try {
          const run = await pullFeed(ctx, register, connections, { source, record, actorId: null, seenTryAt })
          if (run) done.runs.push(run)
        } catch (error) {
          done.broken.push(error)
        }
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return done
}
