import { checkHouseholdNo } from '../subjects/model.ts'
import { INSTITUTION_KINDS, type InstitutionKind, ROLES, type Role } from './model.ts'

/** What an operator writes at the terminal to add somebody. */
export interface Registration {
  role: Role
  username: string
  displayName: string
  /** Code of the institution they work for. */
  institution: string | null
  /** Code of the subject they act for. */
  subject: string | null
  /** Read the first password from standard input; else a link for once is made. */
  passwordOnStdin: boolean
}

const WORKS_FOR: Readonly<Record<Role, readonly InstitutionKind[]>> = {
  firm: [],
  farmer: [],
  lender_viewer: ['lender'],
  lender_approver: ['lender'],
  village_officer: ['village'],
  regulator: ['government'],
  operator: ['platform'],
  auditor: ['platform', 'government'],
}

export function mayWorkFor(role: Role, kind: InstitutionKind): boolean {
  return WORKS_FOR[role].includes(kind)
}

/** `--name value` pairs and flags. @returns a sentence where they cannot be read; no password is ever taken from here, where `ps` shows it */
export function readOptions(words: readonly string[], names: readonly string[], flags: readonly string[] = []): Map<string, string> | string {
  const options = new Map<string, string>()
  for (let i = 0; i < words.length; i++) {
    const name = words[i]!.replace(/^--/, '')
    if (flags.includes(name)) options.set(name, '')
    else if (words[i]!.startsWith('--') && names.includes(name) && words[i + 1] !== undefined) options.set(name, words[++i]!)
    else return `${words[i]!.slice(0, 40)} is unknown or lacks its value.`
  }
  return options
}

const USERNAME = /^[a-z0-9][a-z0-9._-]{2,63}$/

/** @returns a sentence for the person at the terminal where something is missing or wrong */
export function readRegistration(words: readonly string[]): Registration | string {
  const options = readOptions(words, ['role', 'username', 'name', 'institution', 'subject'], ['password-stdin'])
  if (typeof options === 'string') return options
  const role = ROLES.find((known) => known === options.get('role'))
  if (!role) return `--role must be one of ${ROLES.join(', ')}.`
  const username = options.get('username') ?? ''
  if (!USERNAME.test(username)) return '--username must be 3 to 64 of a-z, 0-9, dot, underscore and hyphen, beginning with a letter or digit.'
  const [institution, subject] = [options.get('institution') ?? null, options.get('subject') ?? null]
  const actsForSubject = WORKS_FOR[role].length === 0
  if (actsForSubject ? subject === null : institution === null) return `A ${role} needs ${actsForSubject ? '--subject CODE' : '--institution CODE'}.`
  if (actsForSubject ? institution !== null : subject !== null) return `A ${role} has no ${actsForSubject ? '--institution' : '--subject'}.`
  if (role === 'farmer') {
    const refusal = whatNamesHousehold(options.get('name'), username, subject!)
    if (refusal !== null) return refusal
  }
  const displayName = role === 'farmer' ? householdAccountName(subject!) : (options.get('name') ?? username).normalize('NFC')
  if (displayName.length > 100) return '--name must have at most 100 characters.'
  return { role, username, displayName, institution, subject, passwordOnStdin: options.has('password-stdin') }
}

/** Accounts lie in the open: what says whose a household's is stays with the register, where it is sealed (decision 0023). */
function whatNamesHousehold(name: string | undefined, username: string, number: string): string | null {
  if (name !== undefined) return 'A farmer has no --name: the account goes by the village, and the register knows the household.'
  return username.includes(number.toLowerCase()) ? '--username must not hold the household’s number.' : null
}

/** 红山村农户; where the number is none, the account will not come to be. */
function householdAccountName(number: string): string {
  // The region's code list has the name of the committee: 红山村委会, 龙苑社区居委会.
  const village = (checkHouseholdNo(number).villageName ?? '').replace(/(?:居民?委员?会|民?委员?会)$/, '')
  return `${village}农户`
}

export function readInstitution(words: readonly string[]): { kind: InstitutionKind; code: string; name: string } | string {
  const options = readOptions(words, ['kind', 'code', 'name'])
  if (typeof options === 'string') return options
  const kind = INSTITUTION_KINDS.find((known) => known === options.get('kind'))
  if (!kind) return `--kind must be one of ${INSTITUTION_KINDS.join(', ')}.`
  const code = options.get('code') ?? ''
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/.test(code)) return '--code must be 2 to 64 letters, digits, dots, underscores and hyphens.'
  const name = (options.get('name') ?? '').normalize('NFC')
  return name.length === 0 || name.length > 200 ? '--name is needed, of at most 200 characters.' : { kind, code, name }
}
