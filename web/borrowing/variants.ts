/** Which amounts and terms stand in the table around what is asked. */

const USUAL_TERMS = [6, 12, 24, 36, 60] as const
/** In tenths of what is asked. */
const STEPS = [5n, 8n, 10n, 15n] as const
/** 1,000 yuan: nobody asks for odd fen. */
const ROUND_FEN = 100_000n
/** The API takes no more than ten billion yuan. */
const MOST_FEN = 1_000_000_000_000n

/** What is asked, about half of it, a fifth less and half as much again, smallest first; each once. */
export function amountsAround(amountFen: bigint): bigint[] {
  const around = STEPS.map((tenths) => (tenths === 10n ? amountFen : rounded((amountFen * tenths) / 10n)))
  return [...new Set(around)].filter((fen) => fen > 0n && (fen <= MOST_FEN || fen === amountFen)).sort((a, b) => (a < b ? -1 : 1))
}

/** What is asked beside the usual terms next to it, at most five, shortest first. */
export function termsAround(termMonths: number): number[] {
  const others = USUAL_TERMS.filter((term) => term !== termMonths)
    .sort((a, b) => Math.abs(a - termMonths) - Math.abs(b - termMonths))
    .slice(0, 3)
  return [...others, termMonths].sort((a, b) => a - b)
}

function rounded(fen: bigint): bigint {
  return fen < ROUND_FEN ? fen : (fen / ROUND_FEN) * ROUND_FEN
}
