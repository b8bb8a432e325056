export * from './basis.ts'
export * from './lifecycle.ts'

import type { BasisCode } from './basis.ts'
import type { BreakGlassStatus } from './lifecycle.ts'

/** A wish to look without a consent, and what became of it. */
export interface BreakGlass {
  id: string
  subjectId: string
  basis: BasisCode
  documentNo: string
  /** SHA-256, hex, of the writ. */
  documentSha256: string
  status: BreakGlassStatus
  requestedBy: string
  requestedAt: Date
  answeredBy: string | null
  answeredAt: Date | null
  readUntil: Date | null
  reads: number
}
