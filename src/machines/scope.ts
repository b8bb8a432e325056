/** What a lender's machine may do; each opens the operations that name it, and nothing else does. */
export const SCOPES = ['cases.read', 'profiles.read', 'decisions.write', 'recalls.write', 'events.read', 'webhooks.write'] as const
export type Scope = (typeof SCOPES)[number]

/** As the API's document says them. */
export const SCOPE_MEANINGS: Readonly<Record<Scope, string>> = {
  'cases.read': 'Read your queue, a case, your recalls',
  'profiles.read': 'Look at what an applicant consented to; each look is written down',
  'decisions.write': 'Decide applications',
  'recalls.write': 'Acknowledge and answer recalls',
  'events.read': 'Read events and deliveries, have them sent again',
  'webhooks.write': 'Register, rotate, test and close webhooks',
}

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text)
}

/**
 * RFC 6749 §3.3: names parted by single spaces. None named: all the client has.
 * @returns in the order of SCOPES; null where one is unknown or was not given to the client
 */
export function scopesAsked(text: string | undefined, granted: readonly Scope[]): Scope[] | null {
  if (text === undefined || text === '') return SCOPES.filter((scope) => granted.includes(scope))
  const asked = text.split(' ')
  return asked.every((name) => isScope(name) && granted.includes(name)) ? SCOPES.filter((scope) => asked.includes(scope)) : null
}

/** A machine decides as an approver does, or reads as a viewer; whatever else a role may do is closed to machines. */
export function roleOf(scopes: readonly string[]): 'lender_approver' | 'lender_viewer' {
  return scopes.includes('decisions.write') ? 'lender_approver' : 'lender_viewer'
}
