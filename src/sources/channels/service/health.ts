import type { Context } from '../../../platform/context.ts'
import { type CivilDate, civilDateOf, startOf } from '../../../platform/kernel/time.ts'
import { CLOSED_BREAKER, mayCall } from '../../../platform/outside/breaker.ts'
import { itemFor } from '../../catalogue.ts'
import type { Channel, ChannelWay } from '../../channel.ts'
import type { Source, SourceRegister } from '../../source.ts'
import { listCoverage } from '../../store.ts'
import { type Alarm, alarmsOf } from '../alarm.ts'
import { type FeedRun, type FeedState, listBreakers, listRuns, listStates } from '../store.ts'
import type { Connections } from './connections.ts'

export interface RecordHealth {
  record: string
  titleZh: string
  ways: ChannelWay[]
  everyMinutes: number | null
  item: string | null
  refresh: string | null
  /** The last day on which the record kind was received whole: what profiles show is of that day or older. */
  lastGoodOn: CivilDate | null
  state: FeedState | null
  underWay: boolean
  alarms: Alarm[]
}

export interface SourceHealth {
  source: string
  titleZh: string
  /** null: it has no channel that needs a line out. */
  connected: boolean | null
  breaker: { state: 'closed' | 'open' | 'half_open'; failures: number; retryAt: Date | null }
  records: RecordHealth[]
}

const OVER_A_LINE: readonly ChannelWay[] = ['pull', 'push', 'query', 'present']
/** These come when somebody asks or something happens: no day is late for them. */
const WHEN_ASKED: readonly ChannelWay[] = ['query', 'present', 'push']

/** Every source and kind of record with what is wrong, worked out anew from what was written down. */
export async function feedHealth<F>(ctx: Context, register: SourceRegister<F>, connections: Connections): Promise<SourceHealth[]> {
  const now = ctx.clock.now()
  const today = civilDateOf(now)
  const [breakers, states, coverage] = [await listBreakers(ctx.db), await listStates(ctx.db), await listCoverage(ctx.db)]
  const stateOf = new Map(states.map((state) => [`${state.source}/${state.record}`, state]))
  const receivedOn = new Map(coverage.map((c) => [`${c.source}/${c.record}`, c.receivedOn]))

  return register.sources.map((source): SourceHealth => {
    const breaker = breakers.get(source.id) ?? CLOSED_BREAKER
    const verdict = mayCall(breaker, now)
    const records = source.records.map((kind): RecordHealth => {
      const name = `${source.id}/${kind.record}`
      const ways = waysOf(source, kind.record)
      const state = stateOf.get(name) ?? null
      const item = itemFor(register.catalogue, source.id, kind.record, today)
      const lastGoodOn = receivedOn.get(name) ?? null
      const pulled = ways.includes('pull')
      const alarms = alarmsOf(
        {
          lastRows: state?.lastRows ?? null,
          usualRows: state?.usualRows ?? null,
          lastOutcome: state?.lastOutcome ?? null,
          // The breaker is the source's; it matters to what is fetched from it.
          breaker: ways.some((way) => way === 'pull' || way === 'query' || way === 'present') ? breaker.state : 'closed',
          waitingSince: latest(lastGoodOn === null ? null : startOf(lastGoodOn), state?.lastOkAt ?? null) ?? state?.firstTryAt ?? null,
          refresh: item === null || ways.every((way) => WHEN_ASKED.includes(way)) ? null : item.refresh,
        },
        now,
      )
      return {
        record: kind.record,
        titleZh: kind.titleZh,
        ways,
        everyMinutes: pulled ? (source.channels.find((c) => c.way === 'pull' && c.record === kind.record) as { everyMinutes: number }).everyMinutes : null,
        item: item?.id ?? null,
        refresh: item?.refresh ?? null,
        lastGoodOn,
        state,
        underWay: state !== null && state.leasedUntil !== null && state.leasedUntil > now,
        alarms,
      }
    })
    return {
      source: source.id,
      titleZh: source.titleZh,
      connected: source.channels.some(({ way }) => OVER_A_LINE.includes(way)) ? connections.endpointOf(source.id) !== null : null,
      breaker: { state: breaker.state, failures: breaker.failures, retryAt: verdict.allowed ? null : verdict.retryAt },
      records,
    }
  })
}

export async function feedRuns(ctx: Context, limit: number, before: string | null, source: string | undefined): Promise<FeedRun[]> {
  return listRuns(ctx.db, limit, before, source)
}

/** A pushed event names its record itself: a push channel is one of each record of its source. */
function waysOf<F>({ channels }: Source<F>, record: string): ChannelWay[] {
  const own = channels.filter((channel: Channel) => channel.way === 'push' || channel.record === record)
  return [...new Set(own.map(({ way }) => way))]
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b
  return a > b ? a : b
}
