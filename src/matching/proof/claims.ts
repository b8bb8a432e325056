/**
 * A proof says one thing: on the facts of this day, this subject meets every criterion of this version of a product.
 * It always has these members and no others, in one spelling, so that neither its members nor its length tells anything
 * of the facts behind it. docs/decisions/0016.
 */
import { sha256, toBase64url, toHex } from '../../log/audit/model.ts'
import { type Canonical, canonicalJson } from '../../platform/kernel/canonical.ts'
import { isId } from '../../platform/kernel/id.ts'
import { addDays, type CivilDate, civilDateOf, isCivilDate, startOf } from '../../platform/kernel/time.ts'
import type { ProductTerms } from '../../products/model.ts'

export const PROOF_TYPE = 'suixin-proof+jwt'
export const PROOF_ISSUER = 'urn:suixin:guangzhou'

export interface ProofClaims {
  /** The lender it is for: an institution's id. */
  aud: string
  /** Unix seconds; not valid at that second any more. */
  exp: number
  /** The facts are those of this day, which is also the day of issue. */
  factsAsOf: CivilDate
  holds: 'all_criteria'
  /** Unix seconds. */
  iat: number
  iss: typeof PROOF_ISSUER
  /** The proof's own id. */
  jti: string
  product: string
  /** `uscc:` and a credit code, or `commitment:` and `commitmentTo`. */
  sub: string
  /** SHA-256, hex, of the terms' canonical JSON as `GET /api/v1/products/{id}` gives them. */
  terms: string
  version: number
}

/** What is checked, in the alphabet's order, as canonical JSON writes it. */
const CHECKS: { readonly [K in keyof ProofClaims]: (value: unknown) => boolean } = {
  aud: (v) => typeof v === 'string' && isId('institution', v),
  exp: isSeconds,
  factsAsOf: (v) => typeof v === 'string' && isCivilDate(v),
  holds: (v) => v === 'all_criteria',
  iat: isSeconds,
  iss: (v) => v === PROOF_ISSUER,
  jti: (v) => typeof v === 'string' && isId('proof', v),
  product: (v) => typeof v === 'string' && isId('product', v),
  sub: (v) => typeof v === 'string' && /^(uscc:[0-9A-Z]{18}|commitment:[\w-]{43})$/.test(v),
  terms: (v) => typeof v === 'string' && /^[0-9a-f]{64}$/.test(v),
  version: (v) => Number.isSafeInteger(v) && (v as number) >= 1 && (v as number) <= 1_000_000,
}

export const PROOF_MEMBERS = Object.keys(CHECKS) as readonly (keyof ProofClaims)[]

function isSeconds(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1_000_000_000 && (value as number) < 10_000_000_000
}

/** null unless these are the members of a proof, all of them and no other, each of its shape. */
export function readClaims(payload: Readonly<Record<string, unknown>>): ProofClaims | null {
  const sound = Object.keys(payload).sort().join() === PROOF_MEMBERS.join() && PROOF_MEMBERS.every((member) => CHECKS[member](payload[member]))
  return sound ? (payload as unknown as ProofClaims) : null
}

/**
 * Whole lengths only: the day on which a fact runs out would tell when it was taken.
 * Calendar days, the day of issue included.
 */
export const LIFETIMES_DAYS = [30, 14, 7, 3, 1] as const

/** @param heldDays for how many days, today included, the criteria hold if nothing new is heard; at least 1 */
export function lifetimeDays(heldDays: number): number {
  return LIFETIMES_DAYS.find((days) => days <= heldDays) ?? 1
}

export interface Statement {
  id: string
  /** Who is asked about: a firm by its code, a natural person by a commitment. */
  about: { code: string } | { code: string; salt: string }
  product: { id: string; version: number; lenderId: string; terms: ProductTerms }
  issuedAt: Date
  heldDays: number
}

/** The claims of a proof; it ends with a day in Guangzhou, at most 30 days on. */
export function claimsOf({ id, about, product, issuedAt, heldDays }: Statement): ProofClaims {
  const factsAsOf = civilDateOf(issuedAt)
  return {
    aud: product.lenderId,
    exp: secondsOf(startOf(addDays(factsAsOf, lifetimeDays(heldDays)))),
    factsAsOf,
    holds: 'all_criteria',
    iat: secondsOf(issuedAt),
    iss: PROOF_ISSUER,
    jti: id,
    product: product.id,
    sub: 'salt' in about ? `commitment:${commitmentTo(about.code, about.salt)}` : `uscc:${about.code}`,
    terms: termsHash(product.terms),
    version: product.version,
  }
}

/** SHA-256 over code and salt: nobody without the salt can find out whose it is by trying all codes. */
export function commitmentTo(code: string, salt: string): string {
  return toBase64url(hashOf(canonicalJson({ code, of: PROOF_TYPE, salt })))
}

/** SHA-256, hex, of the terms as the API shows them: fen as text, RFC 8785. */
export function termsHash(terms: ProductTerms): string {
  const shown = JSON.parse(JSON.stringify(terms, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))) as Canonical
  return toHex(hashOf(canonicalJson(shown)))
}

/** What two people compare by eye, to know that they look at the same proof: 40 bits of its hash, without I, L, O and U. */
export function shortCodeOf(proof: string): string {
  const bits = hashOf(proof)
    .subarray(0, 5)
    .reduce((all, byte) => (all << 8n) | BigInt(byte), 0n)
  const letters = Array.from({ length: 8 }, (_, i) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number((bits >> BigInt(35 - 5 * i)) & 31n)]).join('')
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

export type ClaimFlaw = 'claims' | 'future' | 'expired' | 'wrong_lender' | 'wrong_product' | 'wrong_subject'

/** What the asker holds the proof to be about, as far as it says so. */
export interface Expected {
  lenderId?: string | undefined
  productId?: string | undefined
  /** Credit code or household number; for a natural person with the salt it showed. */
  code?: string | undefined
  salt?: string | undefined
}

/** Clocks go a little wrong. */
const AHEAD_SECONDS = 60
const LONGEST_SECONDS = LIFETIMES_DAYS[0] * 86_400

/** null: it holds at that instant and is about what was asked. */
export function flawOf(claims: ProofClaims, at: Date, expected: Expected = {}): ClaimFlaw | null {
  const { iat, exp, factsAsOf } = claims
  const now = at.getTime() / 1000
  if (exp <= iat || exp - iat > LONGEST_SECONDS || factsAsOf !== civilDateOf(new Date(iat * 1000))) return 'claims'
  if (iat > now + AHEAD_SECONDS) return 'future'
  if (exp <= now) return 'expired'
  if (expected.lenderId !== undefined && expected.lenderId !== claims.aud) return 'wrong_lender'
  if (expected.productId !== undefined && expected.productId !== claims.product) return 'wrong_product'
  if (expected.code !== undefined && !isAbout(claims, expected.code, expected.salt)) return 'wrong_subject'
  return null
}

function isAbout({ sub }: ProofClaims, code: string, salt: string | undefined): boolean {
  return sub === `uscc:${code}` || (salt !== undefined && sub === `commitment:${commitmentTo(code, salt)}`)
}

function hashOf(text: string): Uint8Array {
  return sha256(new TextEncoder().encode(text))
}

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}
