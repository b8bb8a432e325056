/** People, what they may do, and for whom they act. */
export const ROLES = ['firm', 'farmer', 'lender_viewer', 'lender_approver', 'village_officer', 'regulator', 'operator', 'auditor'] as const
/**
 * firm, farmer: acts for one subject · lender_viewer: reads the queue, drafts and submits products ·
 * lender_approver: also publishes (never their own submission) and decides · operator: takes in records ·
 * auditor: reads the disclosure log · village_officer, regulator: sign in; their work comes with later issues.
 */
export type Role = (typeof ROLES)[number]

export const INSTITUTION_KINDS = ['lender', 'platform', 'village', 'government'] as const
export type InstitutionKind = (typeof INSTITUTION_KINDS)[number]

export interface Institution {
  id: string
  kind: InstitutionKind
  code: string
  name: string
}

/** Who is asking, once signed in. */
export interface Principal {
  userId: string
  username: string
  displayName: string
  role: Role
  institutionId: string | null
  institutionName: string | null
  subjectId: string | null
  /** Absent where nobody sits at a browser. */
  session?: SessionState
}

/** What the session of a signed-in person says of how sure we are of them. */
export interface SessionState {
  id: string
  /** Has an authenticator app or a passkey. */
  hasFactor: boolean
  /** Showed the strongest factor they have within the last five minutes. */
  isSteppedUp: boolean
}

export function actsForSubject(principal: Principal, subjectId: string): boolean {
  return (principal.role === 'firm' || principal.role === 'farmer') && principal.subjectId === subjectId
}

export function actsForLender(principal: Principal): boolean {
  return (principal.role === 'lender_viewer' || principal.role === 'lender_approver') && principal.institutionId !== null
}
