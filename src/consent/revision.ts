import type { ConsentRequest, RequestBounds } from './bounds.ts'
import type { Consent } from './model.ts'

const DAY_MS = 86_400_000

/** What a lender asked for once bounds every revision of what it was answered with: what is left of it, and until when. */
export interface Remainder {
  left: RequestBounds
  until: Date
}

/**
 * A revision with what it leaves open filled in: as the consent that it replaces has it, of a category that this did not hold as
 * the lender asked for it; what neither says is the template's.
 * @returns `until` where it ends at an instant and not after whole days: no days were said, or no more were asked for
 */
export function revisionOf(
  { purpose, artefact, readsUsed, validTo }: Consent,
  request: Omit<ConsentRequest, 'purpose'>,
  asked: Remainder | null,
  now: Date,
): { request: ConsentRequest; until?: Date } {
  // The first consents named no total and no lookback.
  const { total }: { total?: number | null } = artefact.access
  const lookbackOf = (category: string) => {
    const held: { lookback?: string } | undefined = artefact.data.find((item) => item.category === category)
    return countOf(held?.lookback, 'M') ?? asked?.left.data.find((item) => item.category === category)?.lookbackMonths
  }
  const ends = [...(asked ? [asked.until] : []), ...(request.validDays === undefined ? [validTo] : [])]
  return {
    request: {
      purpose,
      reads: request.reads ?? (total == null ? undefined : total - readsUsed),
      validDays: request.validDays ?? Math.ceil((validTo.getTime() - now.getTime()) / DAY_MS),
      deleteAfterDays: request.deleteAfterDays ?? countOf(artefact.retention.deleteAfter, 'D'),
      data: request.data.map((item) => ({ ...item, lookbackMonths: item.lookbackMonths ?? lookbackOf(item.category) })),
    },
    ...(ends.length > 0 && { until: new Date(Math.min(...ends.map((at) => at.getTime()))) }),
  }
}

function countOf(duration: string | undefined, unit: 'D' | 'M'): number | undefined {
  return duration?.endsWith(unit) ? Number(duration.slice(1, -1)) : undefined
}
