/** Who Suixin knows: firms, sole traders, cooperatives, rural collectives and farmer households. */
export const SUBJECT_KINDS = ['enterprise', 'sole_trader', 'cooperative', 'rural_collective', 'household'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** 个人信息保护法: households and sole traders are natural persons, whatever their register calls them. */
export function isNaturalPerson(kind: SubjectKind): boolean {
  return kind === 'household' || kind === 'sole_trader'
}

export interface Subject {
  id: string
  kind: SubjectKind
  /** Canonical unified social credit code; for a household its roster number `H` + 12-digit village + `-` + 4 digits. */
  code: string
  /** As registered; a household's is masked at the door (张**). */
  name: string
  /** Born of the demo city: no real person or firm. */
  synthetic: boolean
}

export const HOUSEHOLD_NO = /^H4401\d{8}-\d{4}$/

/** By what the register calls who had itself erased. */
export const ERASED_NAME = '（已按本人要求删除）'

/** Stands where the code of who had itself erased stood. */
export function goneCode(subjectId: string): string {
  return `gone:${subjectId.slice(4)}`
}
