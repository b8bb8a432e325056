/** A proof judged without the platform: by itself, because it also runs where nothing else of the platform is. */
import { AUDIT_EXITS, type AuditReport, type AuditVerdict, keysIn, openStatement, parseRecord, type Trust } from '../../log/audit/model.ts'
import { type Expected, flawOf, PROOF_TYPE, type ProofClaims, readClaims, shortCodeOf } from '../proof/claims.ts'
import { localTime, type ProofFlaw } from '../proof/wording.ts'

export type ProofOutcome = { why: ProofFlaw; claims: ProofClaims | null } | { why: null; claims: ProofClaims }

/**
 * Signature, shape, time and what was expected of it: all that can be said without asking anybody.
 * @param keys as published
 */
export async function verifyProof(proof: string, keys: unknown, at: Date, expected: Expected = {}): Promise<ProofOutcome> {
  const opened = await openStatement(proof, PROOF_TYPE, await keysIn(keys))
  if ('why' in opened) return { why: opened.why, claims: null }
  const payload = parseRecord(opened)
  if (payload === null) return { why: 'unreadable', claims: null }
  const claims = readClaims(payload)
  if (claims === null) return { why: 'claims', claims: null }
  return { why: flawOf(claims, at, expected), claims }
}

/** What an audit's verdicts are for a proof: not what was asked for is a policy that is not met. */
const PROOF_VERDICTS: Readonly<Record<ProofFlaw, AuditVerdict>> = {
  ...{ unreadable: 'malformed', algorithm: 'proof', type: 'proof', unknown_key: 'proof', signature: 'proof', claims: 'proof' },
  ...{ future: 'policy', expired: 'policy', wrong_lender: 'policy', wrong_product: 'policy', wrong_subject: 'policy' },
}

export function verdictOn(why: ProofFlaw | null): AuditVerdict {
  return why === null ? 'lawful' : PROOF_VERDICTS[why]
}

/** The same as a page shows it. @param text whatever its type says: as a proof it is told what is wrong with it */
export async function verifyStatement(text: string, { jwks, at }: Trust): Promise<AuditReport> {
  const { why, claims } = await verifyProof(text, jwks, new Date(at))
  const verdict = verdictOn(why)
  return {
    ...{ form: 'proof', verdict, exit: AUDIT_EXITS[verdict], findings: [], counts: {}, head: null },
    caveats: claims === null ? [] : ['proof_says_no_more', 'proof_not_asked'],
    statement: { why, facts: claims === null ? [] : factsOf(claims, text) },
  }
}

/** By the names of the page's words. */
function factsOf({ sub, product, version, terms, aud, factsAsOf, exp, iat, jti }: ProofClaims, text: string): [name: string, detail: string][] {
  const [kind, named] = sub.split(':')
  return [
    ['proof.factsAsOf', factsAsOf],
    ['proof.product', product],
    ['proof.version', String(version)],
    [kind === 'uscc' ? 'proof.firm' : 'proof.person', named!],
    ['proof.aud', aud],
    ['proof.iat', localTime(new Date(iat * 1000))],
    ['proof.exp', localTime(new Date(exp * 1000))],
    ['proof.shortCode', shortCodeOf(text)],
    ['proof.jti', jti],
    ['proof.terms', terms],
  ]
}
