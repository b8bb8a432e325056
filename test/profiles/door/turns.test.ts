import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Outcome, takingTurns } from '../../../src/profiles/door/turns.ts'

/** Lets everything run that waits for nothing but its turn. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** A desk whose turns end when they are told to. */
function desk(most = 64) {
  const turns: { members: readonly string[]; end(outcomes?: Outcome<string>[]): void; fail(error: Error): void }[] = []
  const ask = takingTurns<string, string>(
    (members) =>
      new Promise((resolve, reject) => {
        turns.push({ members, end: (outcomes = members.map((m) => ({ value: `for ${m}` }))) => resolve(outcomes), fail: reject })
      }),
    most,
  )
  return { ask, turns }
}

describe('taking turns', () => {
  test('the first is served at once, those who come meanwhile together after it', async () => {
    const { ask, turns } = desk()
    const seats = ['a', 'b', 'c'].map((member) => ask('k', member))
    expect(turns.map(({ members }) => members)).toEqual([['a']])
    turns[0]!.end()
    await settled()
    expect(turns.map(({ members }) => members)).toEqual([['a'], ['b', 'c']])
    turns[1]!.end()
    expect(await Promise.all(seats.map(({ answer }) => answer))).toEqual(['for a', 'for b', 'for c'])
    await settled()
    void ask('k', 'd').answer
    expect(turns[2]!.members).toEqual(['d'])
  })

  test('under another key nobody waits', () => {
    const { ask, turns } = desk()
    for (const key of ['k', 'l']) void ask(key, key).answer
    expect(turns.map(({ members }) => members)).toEqual([['k'], ['l']])
  })

  test('one’s own error is one’s own; what the turn throws is everybody’s in it and nobody’s after it', async () => {
    const { ask, turns } = desk()
    const outcomes = ['a', 'b', 'c', 'd'].map((member) =>
      ask('k', member).answer.then(
        (value) => value,
        (error: Error) => error.message,
      ),
    )
    turns[0]!.end()
    await settled()
    turns[1]!.end([{ value: 'yes' }, { error: new Error('not you') }, { value: 'yes' }])
    expect(await Promise.all(outcomes)).toEqual(['for a', 'yes', 'not you', 'yes'])
    await settled()

    const both = ['e', 'f'].map((member) => ask('k', member).answer)
    await settled()
    turns[2]!.fail(new Error('down'))
    await expect(both[0]).rejects.toThrow('down')
    await settled()
    expect(turns[3]!.members).toEqual(['f'])
    turns[3]!.end()
    expect(await both[1]).toBe('for f')
  })

  test('whoever left before being begun with is not served; a turn that everybody left holds up nobody', async () => {
    const { ask, turns } = desk()
    const [first, second] = ['a', 'b', 'c'].map((member) => ask('k', member))
    second!.leave()
    expect(turns).toHaveLength(1)
    first!.leave()
    await settled()
    expect(turns.map(({ members }) => members)).toEqual([['a'], ['c']])
  })

  test('in any order of coming, leaving and ending: one turn a key at a time, of so many, in order, each once', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('come' as const), key: fc.constantFrom('k', 'l') }),
      fc.record({ do: fc.constant('leave' as const), who: fc.nat(30) }),
      fc.record({ do: fc.constant('end' as const), which: fc.nat(1) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { ask, turns } = desk(3)
        const came: { name: string; key: string; seat: ReturnType<typeof ask>; answer: string | null; hasLeft: boolean }[] = []
        const ended = new Set<number>()
        const open = () => turns.flatMap((_, n) => (ended.has(n) ? [] : [n]))
        const end = async (n: number) => {
          ended.add(n)
          turns[n]!.end()
          await settled()
        }
        for (const one of steps) {
          if (one.do === 'come') {
            const name = `${one.key}${came.length}`
            const guest = { name, key: one.key, seat: ask(one.key, name), answer: null as string | null, hasLeft: false }
            void guest.seat.answer.then((answer) => (guest.answer = answer))
            came.push(guest)
          } else if (one.do === 'leave') {
            const guest = came[one.who]
            guest?.seat.leave()
            if (guest) guest.hasLeft = true
            await settled()
          } else {
            const [n] = open().slice(one.which)
            if (n !== undefined) await end(n)
          }
          const held = open().filter((n) => turns[n]!.members.some((m) => !came.find(({ name }) => name === m)!.hasLeft))
          const keys = held.map((n) => turns[n]!.members[0]![0])
          expect(new Set(keys).size).toBe(keys.length)
        }
        while (open().length > 0) await end(open()[0]!)
        expect(Math.max(0, ...turns.map(({ members }) => members.length))).toBeLessThanOrEqual(3)
        for (const key of ['k', 'l']) {
          const served = turns.flatMap(({ members }) => members).filter((m) => m.startsWith(key))
          expect(served).toEqual(came.map(({ name }) => name).filter((name) => served.includes(name)))
        }
        for (const { name, answer, hasLeft } of came) if (!hasLeft) expect(answer).toBe(`for ${name}`)
      }),
    )
  })
})
