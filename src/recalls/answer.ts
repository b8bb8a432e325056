import { invalidField } from '../platform/kernel/fault.ts'

/** deleted: it was kept and is gone · not_kept: it was looked at and never kept · kept_for_law: a law asks for it to be kept. */
export const RECALL_ANSWERS = ['deleted', 'not_kept', 'kept_for_law'] as const
export type RecallAnswer = (typeof RECALL_ANSWERS)[number]

export interface AnswerInput {
  answer: RecallAnswer
  /** The law and article that ask for keeping it, in the lender's words. */
  legalGround: string
}

/**
 * An answer as it is kept. Keeping what may no longer be used needs a legal ground (个人信息保护法 art. 47), other answers have none.
 * @returns the ground, trimmed; null where none belongs
 * @throws Fault invalid `legal_ground_required`, `legal_ground_not_asked`
 */
export function checkAnswer({ answer, legalGround }: AnswerInput): string | null {
  const ground = legalGround.trim()
  if (answer === 'kept_for_law') {
    if ([...ground].length >= 4) return ground
    throw invalidField('/legalGround', 'legal_ground_required', '依法留存须写明依据的法律和条款。 Name the law and article that ask for keeping it.')
  }
  if (ground === '') return null
  throw invalidField('/legalGround', 'legal_ground_not_asked', '只有「依法留存」才填法律依据，请清空或改选。 A legal ground belongs to kept_for_law alone.')
}
