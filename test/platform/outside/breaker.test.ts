import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BreakerState, CLOSED_BREAKER, mayCall, stepBreaker } from '../../../src/platform/outside/breaker.ts'

const T0 = Date.parse('2026-11-23T02:00:00Z')
const at = (seconds: number) => new Date(T0 + seconds * 1000)

function failing(times: number, from: BreakerState = CLOSED_BREAKER, now = at(0)): BreakerState {
  return Array.from({ length: times }).reduce<BreakerState>((state) => stepBreaker(state, 'failure', now), from)
}

function allowed(state: BreakerState, now: Date): BreakerState {
  const answer = mayCall(state, now)
  if (!answer.allowed) throw new Error(`refused until ${answer.retryAt.toISOString()}`)
  return answer.state
}

const retryAt = (state: BreakerState, now: Date) => {
  const answer = mayCall(state, now)
  return answer.allowed ? 'now' : (answer.retryAt.getTime() - T0) / 1000
}

describe('a breaker', () => {
  it('stays closed at four failures and opens at the fifth', () => {
    expect(mayCall(failing(4), at(0))).toEqual({ allowed: true, state: { state: 'closed', failures: 4, openedAt: null, probeAt: null } })
    expect(failing(5)).toEqual({ state: 'open', failures: 5, openedAt: '2026-11-23T02:00:00.000Z', probeAt: null })
    expect(mayCall(failing(5), at(0))).toEqual({ allowed: false, retryAt: at(60) })
  })

  it('counts failures in a row: one success between them starts again', () => {
    expect(failing(4, stepBreaker(failing(4), 'success', at(0))).state).toBe('closed')
  })

  it('lets one probe through after 60 s, and not at 59.999', () => {
    const open = failing(5)
    expect(retryAt(open, new Date(T0 + 59_999))).toBe(60)
    const probing = allowed(open, at(60))
    expect(probing).toEqual({ state: 'half_open', failures: 5, openedAt: '2026-11-23T02:00:00.000Z', probeAt: '2026-11-23T02:01:00.000Z' })
    expect(retryAt(probing, at(61))).toBe(180)
  })

  it('lets another probe through when the first was never heard of again', () => {
    const probing = allowed(failing(5), at(60))
    expect(retryAt(probing, at(179))).toBe(180)
    expect(allowed(probing, at(180)).probeAt).toBe(at(180).toISOString())
  })

  it('closes when the probe succeeds', () => {
    expect(stepBreaker(allowed(failing(5), at(60)), 'success', at(61))).toEqual(CLOSED_BREAKER)
  })

  it('waits twice as long after each failed probe, up to a quarter of an hour', () => {
    let state = failing(5)
    let now = 0
    const waits: number[] = []
    for (let probe = 0; probe < 7; probe++) {
      const end = retryAt(state, at(now))
      if (end === 'now') throw new Error('it should be open')
      waits.push(end - now)
      now = end
      state = stepBreaker(allowed(state, at(now)), 'failure', at(now))
    }
    expect(waits).toEqual([60, 120, 240, 480, 900, 900, 900])
  })

  it('takes the late failures of calls under way for the same outage', () => {
    expect(failing(20, failing(5), at(30))).toEqual(failing(5))
  })

  it.each<[string, BreakerState]>([
    ['opened in the far future, by a clock since set back', { ...failing(5), openedAt: at(900.001).toISOString() }],
    ['opened at no readable time', { ...failing(5), openedAt: 'yesterday' }],
    ['opened at no time', { ...failing(5), openedAt: null }],
    ['probed in the far future', { ...allowed(failing(5), at(60)), probeAt: '2036-01-01T00:00:00Z' }],
  ])('asks rather than wait for ever: %s', (_, state) => {
    expect(mayCall(state, at(0)).allowed).toBe(true)
  })
})

/** A world of callers: each action lets time pass, then a new caller asks, or a call under way ends, or its process dies. */
const action = fc.record({
  seconds: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(59, 60, 61, 119, 120, 121, 240, 900)),
  what: fc.constantFrom('ask', 'ask', 'ask', 'fail', 'fail', 'fail', 'succeed', 'die'),
  which: fc.nat(20),
})
/** What a call takes at most, by the default policy with a token fetched first. */
const LONGEST_CALL_SECONDS = 70

describe('whatever order calls are made in and end in', () => {
  it('there is never more than one probe in flight, and after a success it is closed', () => {
    let probes = 0
    let successes = 0
    fc.assert(
      fc.property(fc.array(action, { minLength: 20, maxLength: 120 }), (actions) => {
        let state: BreakerState = failing(5)
        let now = 0
        let inFlight: { sinceSeconds: number; probe: boolean; dead: boolean }[] = []
        const end = (index: number, event: 'success' | 'failure') => {
          inFlight.splice(index, 1)
          state = stepBreaker(JSON.parse(JSON.stringify(state)), event, at(now))
          if (event === 'failure') return
          expect(state).toEqual(CLOSED_BREAKER)
          // The probing is over: what is still under way is a call like any other.
          inFlight = inFlight.map((call) => ({ ...call, probe: false }))
        }
        for (const { seconds, what, which } of actions) {
          now += seconds
          // No call outlives its policy: it has failed by then, or its process is gone.
          const isOver = ({ sinceSeconds }: (typeof inFlight)[number]) => now - sinceSeconds >= LONGEST_CALL_SECONDS
          inFlight = inFlight.filter((call) => !(call.dead && isOver(call)))
          for (let late = inFlight.findIndex(isOver); late >= 0; late = inFlight.findIndex(isOver)) end(late, 'failure')
          const living = inFlight.flatMap((call, index) => (call.dead ? [] : [index]))
          const chosen = living[which % Math.max(1, living.length)]
          if (what === 'ask') {
            const answer = mayCall(state, at(now))
            if (answer.allowed) {
              state = answer.state
              inFlight.push({ sinceSeconds: now, probe: state.state === 'half_open', dead: false })
              probes += state.state === 'half_open' ? 1 : 0
            } else {
              expect(answer.retryAt.getTime()).toBeGreaterThan(at(now).getTime())
              expect(answer.retryAt.getTime()).toBeLessThanOrEqual(at(now + 900).getTime())
              expect(mayCall(state, answer.retryAt).allowed).toBe(true)
            }
          } else if (chosen !== undefined) {
            if (what === 'die') inFlight[chosen]!.dead = true
            else end(chosen, what === 'succeed' ? 'success' : 'failure')
            successes += what === 'succeed' ? 1 : 0
          }
          expect(inFlight.filter(({ probe }) => probe).length).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 500 },
    )
    expect(probes).toBeGreaterThan(100)
    expect(successes).toBeGreaterThan(100)
  })
})
