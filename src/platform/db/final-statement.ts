import type { SQL } from 'drizzle-orm'
import { type Db, rowsOf } from './client.ts'

type Row = Record<string, unknown>

/** What is left of a transaction’s work: one statement that has not been sent, and what its rows say (it must not throw: by then it may stand); or nothing. */
export type Ending<T> = { last: SQL; read(rows: Row[]): T } | { done: T }

/** Hands a statement to a transaction's connection before it returns, so that a COMMIT may follow unasked. */
export type SendAhead = (transaction: Db, statement: SQL) => Promise<Row[]>

const senders = new WeakMap<Db, SendAhead>()

/** Says of a database how its transactions send ahead. */
export function sendsAhead(db: Db, send: SendAhead): void {
  senders.set(db, send)
}

/**
 * A transaction that ends in one statement, whose COMMIT travels with it where the driver can: one trip to the server less while
 * the locks are held. If the statement fails, the server turns that COMMIT into a ROLLBACK, and what the statement failed with is
 * thrown; if the commit's outcome is not known, that is thrown instead. Nothing is answered before both are.
 */
export async function transactionEndingIn<T>(db: Db, work: (tx: Db) => Promise<Ending<T>>): Promise<T> {
  const send = senders.get(db)
  const { answer } = await db.transaction(async (tx) => {
    const ending = await work(tx)
    if (!send || !('last' in ending)) return { answer: Promise.resolve(await finished(tx, ending)) }
    const answer = send(tx, ending.last).then(ending.read)
    // Waited for below, unless the COMMIT fails first.
    answer.catch(() => {})
    // In an object: a promise by itself would be waited for before the COMMIT is sent.
    return { answer }
  })
  return answer
}

/** Sends what is left, if anything, within a transaction that goes on. */
export async function finished<T>(db: Db, ending: Ending<T>): Promise<T> {
  return 'last' in ending ? ending.read(await rowsOf<Row>(db, ending.last)) : ending.done
}

/** The same ending, and what its outcome means to whoever called. */
export function followedBy<A, B>(ending: Ending<A>, meaning: (outcome: A) => B): Ending<B> {
  return 'last' in ending ? { last: ending.last, read: (rows) => meaning(ending.read(rows)) } : { done: meaning(ending.done) }
}
