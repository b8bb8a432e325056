/**
 * When a published penalty can be repaired at the earliest: the least time it must be shown, by the class of the dishonest
 * act. Rule data with the day it came into force.
 */
import { addMonths, type CivilDate } from '../platform/kernel/time.ts'
import type { Penalty } from './list-items.ts'

export interface RepairTerm {
  class: '轻微' | '一般' | '严重'
  /** Months it must have been shown before it may be repaired. */
  leastMonths: number
  /** Months after which it is no longer shown in any case. */
  mostMonths: number
}

/** 《信用修复管理办法》 (NDRC order 36), in force 2026-04-01: the three classes and their terms. Mildest first. */
export const REPAIR_TERMS = {
  validFrom: '2026-04-01',
  source: '《信用修复管理办法》（国家发展改革委令第36号），2026-04-01 起施行',
  terms: [
    { class: '轻微', leastMonths: 0, mostMonths: 3 },
    { class: '一般', leastMonths: 3, mostMonths: 12 },
    { class: '严重', leastMonths: 12, mostMonths: 36 },
  ],
} as const satisfies { validFrom: CivilDate; source: string; terms: readonly RepairTerm[] }

/**
 * A penalty's record does not name its class, but the day until which it is shown tells it: the mildest class whose longest
 * term reaches that far. Without that day the gravest class is taken, so that no date is promised too early.
 */
export function repairTermOf({ decidedOn, shownUntil }: Pick<Penalty, 'decidedOn' | 'shownUntil'>): RepairTerm {
  const [, , gravest] = REPAIR_TERMS.terms
  if (shownUntil === null) return gravest
  return REPAIR_TERMS.terms.find(({ mostMonths }) => shownUntil <= addMonths(decidedOn, mostMonths)) ?? gravest
}

/** The first day on which repair may be applied for, its duties being met. */
export function repairableFrom(penalty: Pick<Penalty, 'decidedOn' | 'shownUntil'>): CivilDate {
  return addMonths(penalty.decidedOn, repairTermOf(penalty).leastMonths)
}
