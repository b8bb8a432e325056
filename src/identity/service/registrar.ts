import type { Context } from '../../platform/context.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import { findSubjectByCode } from '../../subjects/index.ts'
import { mayWorkFor, type Registration, readInstitution, readOptions, readRegistration } from '../registration.ts'
import { findInstitutionByCode, findUser } from '../store/people.ts'
import { invite, requireGoodPassword, resetFactors } from './account.ts'
import type { Hasher } from './passwords.ts'
import { addInstitutions, addUsers } from './people.ts'

export const REGISTRAR_USAGE = `suixin add-institution --kind lender --code CODE --name NAME
suixin add-user --role operator --username NAME [--name TEXT] --institution CODE | --subject CODE [--password-stdin]
                                         prints a link for once, good for three days, unless a password comes on standard input
suixin invite --username NAME [--reset-factors]
                                         a new link for somebody whose password is lost; with the flag, second factors are taken off and sessions end`

/** The terminal an operator sits at. */
export interface Terminal {
  out(line: string): void
  err(line: string): void
  /** Everything on standard input. */
  readPassword(): string
  /** In front of a link's path. */
  origin: string
  hasher: Hasher
}

/** @returns the exit code; undefined where the command is not one of the registrar's */
export async function registrarCommand(ctx: Context, terminal: Terminal, command: string, words: readonly string[]): Promise<number | undefined> {
  try {
    if (command === 'add-institution') return await addInstitution(ctx, terminal, words)
    if (command === 'add-user') return await addUser(ctx, terminal, words)
    if (command === 'invite') return await inviteAgain(ctx, terminal, words)
    return undefined
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    terminal.err(error.message)
    return 1
  }
}

async function addInstitution(ctx: Context, { out, err }: Terminal, words: readonly string[]): Promise<number> {
  const wanted = readInstitution(words)
  if (typeof wanted === 'string') return misread(err, wanted)
  if (await findInstitutionByCode(ctx.db, wanted.code)) {
    err(`There is an institution ${wanted.code} already.`)
    return 1
  }
  const [added] = await addInstitutions(ctx, [wanted])
  out(`${added!.id} ${added!.code} ${added!.name}`)
  return 0
}

async function addUser(ctx: Context, terminal: Terminal, words: readonly string[]): Promise<number> {
  const { out, err, hasher } = terminal
  const wanted = readRegistration(words)
  if (typeof wanted === 'string') return misread(err, wanted)
  const refusal = await refusalOf(ctx, wanted)
  if (typeof refusal === 'string') {
    err(refusal)
    return 1
  }
  const { username, displayName, role } = wanted
  const password = wanted.passwordOnStdin ? terminal.readPassword().replace(/\r?\n$/, '') : null
  if (password !== null) requireGoodPassword(password, [username, displayName], 'password')
  const [userId] = await addUsers(ctx, [{ username, displayName, role, password, ...refusal }], hasher)
  out(`${userId} ${username} ${role}`)
  if (password === null) await tellLink(ctx, terminal, userId!)
  return 0
}

/** Whom they act for; a sentence where that cannot be. */
async function refusalOf(
  ctx: Context,
  { username, role, institution, subject }: Registration,
): Promise<{ institutionId: string | null; subjectId: string | null } | string> {
  if (await findUser(ctx.db, username)) return `There is a user ${username} already; for a new link: suixin invite --username ${username}`
  if (institution !== null) {
    const found = await findInstitutionByCode(ctx.db, institution)
    if (!found) return `There is no institution ${institution}; add it with: suixin add-institution`
    return mayWorkFor(role, found.kind) ? { institutionId: found.id, subjectId: null } : `A ${role} does not work for a ${found.kind}.`
  }
  const found = await findSubjectByCode(ctx, subject ?? '')
  if (!found) return `There is no subject ${subject}.`
  return (role === 'farmer') === (found.kind === 'household') ? { institutionId: null, subjectId: found.id } : `A ${role} does not act for a ${found.kind}.`
}

async function inviteAgain(ctx: Context, terminal: Terminal, words: readonly string[]): Promise<number> {
  const options = readOptions(words, ['username'], ['reset-factors'])
  if (typeof options === 'string') return misread(terminal.err, options)
  const user = await findUser(ctx.db, options.get('username') ?? '')
  if (!user) {
    terminal.err(`There is no user ${options.get('username') ?? '(give --username)'}.`)
    return 1
  }
  if (options.has('reset-factors')) await resetFactors(ctx, user.id)
  await tellLink(ctx, terminal, user.id)
  return 0
}

async function tellLink(ctx: Context, { out, origin }: Terminal, userId: string): Promise<void> {
  const { token, expiresAt } = await invite(ctx, userId)
  out(`${origin}/welcome?token=${token}`)
  out(`Good for once, until ${expiresAt.toISOString()}. Hand it to that person alone.`)
}

function misread(err: (line: string) => void, sentence: string): number {
  err(sentence)
  err(REGISTRAR_USAGE)
  return 2
}
