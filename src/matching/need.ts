import type { MatchView } from './contract.ts'
import type { Need } from './model.ts'

/** The need of a stored run. */
export function needOf({ amountFen, termMonths, purpose, method, prefer, limit }: MatchView['need']): Need {
  return {
    ...{ amountFen: BigInt(amountFen), termMonths, purpose },
    ...(method === null ? {} : { method }),
    ...(prefer === undefined ? {} : { prefer }),
    ...(limit === undefined ? {} : { limit }),
  }
}
