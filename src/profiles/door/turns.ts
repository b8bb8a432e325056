/** What became of one of those who were served together. */
export type Outcome<R> = { value: R } | { error: unknown }

export interface Seat<R> {
  answer: Promise<R>
  /** Nobody waits for this answer any more: whoever has not been begun with by then is not served at all. */
  leave(): void
}

/** @returns one outcome for each member, in their order; what it throws, all of them get */
type Serve<M, R> = (members: readonly M[]) => Promise<readonly Outcome<R>[]>

interface Guest<M, R> {
  member: M
  settle(outcome: Outcome<R>): void
  hasLeft: boolean
  /** Settles once `hasLeft`. */
  left: Promise<void>
}

/**
 * Who asks under a key while somebody is being served under it waits, and is then served together with all who do: one turn
 * for many. Nobody waits for company, nobody joins a turn that has begun, and nothing is kept from one turn for the next.
 *
 * It spares work and guards nothing: two turns under one key at once, as of two processes, have to be as right as one. So a
 * turn for which nobody waits any more does not hold up the next.
 * @param most serves so many at once
 */
export function takingTurns<M, R>(serve: Serve<M, R>, most: number): (key: string, member: M) => Seat<R> {
  /** Who waits, by key; there is a list, if an empty one, as long as a turn is under way. */
  const waiting = new Map<string, Guest<M, R>[]>()

  async function turn(guests: readonly Guest<M, R>[]): Promise<void> {
    const served = serve(guests.map(({ member }) => member)).then(
      (outcomes) => {
        for (const [i, { settle }] of guests.entries()) settle(outcomes[i] ?? { error: new Error('a turn forgot somebody') })
      },
      (error: unknown) => {
        for (const { settle } of guests) settle({ error })
      },
    )
    await Promise.race([served, Promise.all(guests.map(({ left }) => left))])
  }

  async function run(key: string, first: Guest<M, R>): Promise<void> {
    const queue: Guest<M, R>[] = []
    waiting.set(key, queue)
    for (let guests = [first]; guests.length > 0; guests = nextOf(queue, most)) await turn(guests)
    waiting.delete(key)
  }

  return (key, member) => {
    let settle!: (outcome: Outcome<R>) => void
    let leave!: () => void
    const answer = new Promise<R>((resolve, reject) => {
      settle = (outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome.value))
    })
    const left = new Promise<void>((resolve) => {
      leave = resolve
    })
    const guest: Guest<M, R> = { member, settle, hasLeft: false, left }
    const queue = waiting.get(key)
    if (queue) queue.push(guest)
    else void run(key, guest)
    return {
      answer,
      leave() {
        guest.hasLeft = true
        leave()
      },
    }
  }
}

/** Takes the next ones out, in the order they came. */
function nextOf<M, R>(queue: Guest<M, R>[], most: number): Guest<M, R>[] {
  const guests: Guest<M, R>[] = []
  while (queue.length > 0 && guests.length < most) {
    const guest = queue.shift()!
    if (!guest.hasLeft) guests.push(guest)
  }
  return guests
}
