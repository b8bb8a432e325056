import { createHash, createHmac } from 'node:crypto'
import { recordProof } from '../../consent/index.ts'
import { institutionNamed } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { throttle } from '../../platform/http/throttle.ts'
import { canonicalJson } from '../../platform/kernel/canonical.ts'
import { Fault, type FieldError, invalidField, notFound } from '../../platform/kernel/fault.ts'
import { addDays, civilDateOf } from '../../platform/kernel/time.ts'
import type { Keyring } from '../../platform/outside/signing.ts'
import { type ProductTerms, publishedProduct, termsOfVersion } from '../../products/index.ts'
import { isNaturalPerson, ownProfile, ownProfileByDay, type Profile } from '../../profiles/index.ts'
import { findSubject } from '../../subjects/index.ts'
import { allOf, decidingLeaves, evaluate } from '../evaluate.ts'
import type { Reason, Verdict } from '../model.ts'
import { reasonSentence } from '../wording.ts'
import { claimsOf, LIFETIMES_DAYS, PROOF_TYPE, type ProofClaims, termsHash } from './claims.ts'
import { findAnyProof, findProof, insertProof, listProofs, markWithdrawn, type Proof } from './store.ts'

export type { Proof } from './store.ts'

export interface ProofOrder {
  subjectId: string
  productId: string
  actorId: string
}

/**
 * Signs that the subject meets whom the published version is for and every criterion of it, on today's facts; the need
 * (amount, term) is no part of it. Handed to the subject alone; the log entry is written in the caller's transaction.
 * @param secret of this deployment: makes the salt of a natural person's commitment
 * @throws Fault not_found, invalid `unknown_product`, conflict `criteria_not_met` naming each, unavailable `signing_key_missing`
 */
export async function issueProof(ctx: Context, keys: Keyring, secret: string, { subjectId, productId, actorId }: ProofOrder): Promise<Proof> {
  const subject = await findSubject(ctx, subjectId)
  if (!subject) throw notFound()
  const product = await publishedProduct(ctx, productId)
  if (!product) throw invalidField('/productId', 'unknown_product', '没有这款在售产品，请从产品列表中选择。 No such published product.')
  const { terms, version } = product
  const issuedAt = ctx.clock.now()
  const profileOn = await ownProfileByDay(ctx, subjectId)
  const today = civilDateOf(issuedAt)
  const reasons = judge(terms, profileOn(today))
  if (verdictOf(reasons) !== 'met') throw notMet(reasons)
  let heldDays = 1
  while (heldDays < LIFETIMES_DAYS[0] && verdictOf(judge(terms, profileOn(addDays(today, heldDays)))) === 'met') heldDays++

  const id = ctx.ids.next('proof')
  const salt = isNaturalPerson(subject.kind) ? createHmac('sha256', secret).update(`proof salt ${id}`).digest().subarray(0, 16).toString('base64url') : null
  const about = salt === null ? { code: subject.code } : { code: subject.code, salt }
  const claims = claimsOf({ id, about, product: { id: productId, version, lenderId: product.lender.id, terms }, issuedAt, heldDays })
  const { jws } = await keys.sign(PROOF_TYPE, canonicalJson({ ...claims }))
  const proof: Proof = {
    ...{ subjectId, id, productId, productVersion: version, termsHash: claims.terms, lenderId: claims.aud, factsAsOf: claims.factsAsOf },
    ...{ jws, salt, issuedAt, expiresAt: new Date(claims.exp * 1000), withdrawnAt: null },
  }
  await insertProof(ctx.db, proof)
  await recordProof(ctx, 'proof.issued', logged(proof), actorId)
  return proof
}

/** @throws Fault not_found */
export async function readProof(ctx: Context, subjectId: string, id: string): Promise<Proof> {
  const proof = await findProof(ctx.db, subjectId, id)
  if (!proof) throw notFound()
  return proof
}

/** The subject's newest proofs. */
export async function proofsOf(ctx: Context, subjectId: string): Promise<Proof[]> {
  return listProofs(ctx.db, subjectId, 50)
}

/**
 * The subject takes a proof back: from now on the platform does not stand by it. Taking it back twice is no error.
 * @throws Fault not_found
 */
export async function withdrawProof(ctx: Context, subjectId: string, id: string, actorId: string): Promise<Proof> {
  const proof = await findProof(ctx.db, subjectId, id, { lock: true })
  if (!proof) throw notFound()
  if (proof.withdrawnAt !== null) return proof
  const withdrawnAt = ctx.clock.now()
  await markWithdrawn(ctx.db, proof, withdrawnAt)
  await recordProof(ctx, 'proof.withdrawn', logged(proof), actorId)
  return { ...proof, withdrawnAt }
}

/** What names a proof to its reader. */
export async function namesOf(ctx: Context, { product, version, aud }: { product: string; version: number; aud: string }) {
  const lender = await institutionNamed(ctx, aud)
  const terms = await termsOfVersion(ctx, product, version).catch(() => null)
  return { productName: terms?.name ?? null, lenderName: lender?.name ?? null }
}

/** A question costs a merge of the subject's records, and answers often enough would tell when something changed. */
const QUESTIONS_ALLOWED = 30
const QUESTION_WINDOW_SECONDS = 600

/**
 * Does the platform still stand by a genuine proof? Worked out now: nobody took it back, the version is still the one on
 * offer, and every criterion holds on what is known today. Which of these failed is nobody's to know.
 * Counted by proof, so that nobody can use up the questions of another, and a forged one never gets here.
 * @throws Fault too_many
 */
export async function stillStands(ctx: Context, claims: ProofClaims): Promise<boolean> {
  await throttle(ctx, `proof status ${claims.jti}`, QUESTIONS_ALLOWED, QUESTION_WINDOW_SECONDS)
  const proof = await findAnyProof(ctx.db, claims.jti)
  if (proof === null || proof.withdrawnAt !== null) return false
  const product = await publishedProduct(ctx, proof.productId)
  if (!product || product.version !== proof.productVersion || termsHash(product.terms) !== proof.termsHash) return false
  const { profile } = await ownProfile(ctx, proof.subjectId)
  return verdictOf(judge(product.terms, profile)) === 'met'
}

/** Whom the product is for, then each criterion, by the reference evaluator. */
function judge(terms: ProductTerms, profile: Profile): Reason[] {
  return [{ attr: 'kind' as const, op: 'in' as const, value: terms.audience }, ...terms.criteria].map((criterion) => evaluate(criterion, profile))
}

function verdictOf(reasons: readonly Reason[]): Verdict {
  return allOf(reasons.map(({ verdict }) => verdict))
}

function notMet(reasons: readonly Reason[]): Fault {
  const lacking = reasons.filter(({ verdict }) => verdict !== 'met')
  const errors: FieldError[] = lacking.map((reason) => ({
    pointer: '/productId',
    code: reason.verdict === 'short' ? 'criterion_short' : 'criterion_unknown',
    detail: [...new Set(decidingLeaves(reason).map((leaf) => reasonSentence(leaf)))].join('；').slice(0, 900),
  }))
  return new Fault(
    'conflict',
    'criteria_not_met',
    `这款产品有 ${lacking.length} 项条件还不满足或不能判断，不能开证明；没有开出任何东西，银行也不知道。 ${lacking.length} criteria are short or unknown; nothing was issued.`,
    { errors },
  )
}

function logged({ subjectId, id, lenderId, jws }: Proof) {
  return { subjectId, id, lenderId, hash: createHash('sha256').update(jws, 'utf8').digest('hex') }
}
