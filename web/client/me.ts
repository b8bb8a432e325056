import type { Me } from '../../src/identity/contract.ts'
import type { Role } from '../../src/identity/model.ts'
import type { Api } from './api.ts'

export type { Me, Role }

/** Where each role's work begins; roles whose pages come later start where it says so. */
const HOME: Record<Role, string> = {
  firm: '/firm',
  farmer: '/farmer',
  lender_viewer: '/bank',
  lender_approver: '/bank',
  operator: '/ops',
  auditor: '/audit',
  village_officer: '/officer',
  regulator: '/ops/quality',
}

export function homeOf(role: Role): string {
  return HOME[role]
}

/** Who reads this page; null for a visitor. Without a cookie the API is not asked. */
export async function readMe(api: Api, request: Request): Promise<Me | null> {
  if (!request.headers.has('cookie')) return null
  const answer = await api.get<Me>('/api/v1/me')
  return answer.ok ? answer.body : null
}

/** What is nobody's portal alone: whoever asked for one of these comes back to it. */
const SHARED = ['/developers', '/account']

/** The path to return to after sign-in: on this site only, and only inside the reader's own portal or what all share. */
export function returnPath(role: Role, next: string | undefined): string {
  const home = homeOf(role)
  if (next === undefined || home === '/') return home
  const clean = next.split(/[?#]/)[0] ?? ''
  const inside = [home, ...SHARED].some((part) => clean === part || clean.startsWith(`${part}/`))
  return inside && !/[\\\s]|\/\/|\.\./.test(next) ? next : home
}
