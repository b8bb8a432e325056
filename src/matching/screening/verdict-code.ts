/**
 * Many verdicts of one row in one scan: each is worked out once and kept in two bits of a whole number (1 met, 2 short,
 * 0 unknown), rows of the same numbers are counted together, and every question is then put to the few numbers there are.
 */
import type { Clause } from './clause.ts'

/** Two bits each, and the sign is left alone. */
const A_NUMBER = 31

/** The numbers as SQL, each under a name of its own. */
export function codeClauses(verdicts: readonly Clause[]): { name: string; clause: Clause }[] {
  const numbers = Array.from({ length: Math.ceil(verdicts.length / A_NUMBER) }, (_, k) => verdicts.slice(k * A_NUMBER, (k + 1) * A_NUMBER))
  return numbers.map((part, k) => ({
    name: nameOf(k),
    clause: part.flatMap(
      (verdict, i): Clause => [
        `${i === 0 ? '' : ' | '}(case `,
        ...verdict,
        ` when true then ${1n << BigInt(2 * i)} when false then ${2n << BigInt(2 * i)} else 0 end)::bigint`,
      ],
    ),
  }))
}

/** Does the verdict at this place say so? Over the numbers, not over a row. */
export function says(place: number, verdict: 'met' | 'short'): string {
  const shift = 2 * (place % A_NUMBER)
  return `(${nameOf(Math.floor(place / A_NUMBER))} >> ${shift} & 3 = ${verdict === 'met' ? 1 : 2})`
}

function nameOf(number: number): string {
  return `code${number}`
}
