import type { OpenAPIHono } from '@hono/zod-openapi'
import { ownSubject, principalFrom } from '../../identity/index.ts'
import type { Context } from '../../platform/context.ts'
import { effect } from '../../platform/http/effect.ts'
import { resource } from '../../platform/http/etag.ts'
import { IdempotencyHeader, json, jsonBody, operation } from '../../platform/http/operation.ts'
import { contextOf, createRouter, mount, personal, type RimEnv } from '../../platform/http/rim.ts'
import { notFound } from '../../platform/kernel/fault.ts'
import { idOf, z } from '../../platform/kernel/schema.ts'
import type { Keyring } from '../../platform/outside/signing.ts'
import { findSubject } from '../../subjects/index.ts'
import { verifyProof } from '../audit/judge.ts'
import { keySetView, type ProofCheckView, type ProofView, proofCheckRequest, proofCheckView, proofList, proofRequest, proofView } from '../proof-contract.ts'
import { type ProofClaims, shortCodeOf } from './claims.ts'
import { issueProof, namesOf, type Proof, proofsOf, readProof, stillStands, withdrawProof } from './service.ts'
import { FLAW_SENTENCES, HOLDS_SENTENCE, WITHDRAWN_SENTENCE } from './wording.ts'

const ProofParam = z.object({ id: idOf('proof') })

export function proofRoutes(keys: Keyring): OpenAPIHono<RimEnv> {
  const router = createRouter()

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/proofs',
        operationId: 'issueProof',
        tags: ['proofs'],
        summary: 'A signed proof that you meet every criterion of a product, with nothing else in it',
        description:
          'Evaluated on your own records of today; the amount and term of a need are no part of it. It is handed to you and to nobody else: you pass it on yourself. Where a criterion is short or unknown the answer is 409 `criteria_not_met`, and `errors` says which, for your eyes only. It lasts 30, 14, 7, 3 or 1 days, never past the day on which a fact behind it runs out.',
        request: { headers: IdempotencyHeader, body: jsonBody(proofRequest) },
        responses: { 201: json(proofView, 'Issued') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const subjectId = ownSubject(principal)
      if (subjectId === null) throw notFound()
      const { productId } = c.req.valid('json')
      return effect(c, 'issueProof', await c.req.text(), async (ctx) => {
        const proof = await issueProof(ctx, keys, c.get('secret'), { subjectId, productId, actorId: principal.userId })
        return { status: 201, body: await viewOf(ctx, proof), headers: { Location: `/api/v1/proofs/${proof.id}` } }
      })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/proofs',
        operationId: 'listProofs',
        tags: ['proofs'],
        summary: 'Your proofs, newest first',
        responses: { 200: json(proofList, 'At most 50') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      const ctx = contextOf(c)
      const items: ProofView[] = []
      for (const proof of own === null ? [] : await proofsOf(ctx, own)) items.push(await viewOf(ctx, proof))
      personal(c)
      return c.json({ items })
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/api/v1/proofs/{id}',
        operationId: 'readProof',
        tags: ['proofs'],
        summary: 'One of your proofs',
        request: { params: ProofParam },
        responses: { 200: json(proofView, 'The proof') },
      },
      { signedIn: true },
    ),
    async (c) => {
      const own = ownSubject(principalFrom(c))
      if (own === null) throw notFound()
      const ctx = contextOf(c)
      return resource(c, await viewOf(ctx, await readProof(ctx, own, c.req.valid('param').id)))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/proofs/{id}/withdraw',
        operationId: 'withdrawProof',
        tags: ['proofs'],
        summary: 'Take a proof back; whoever asks from now on is told that it no longer stands',
        request: { params: ProofParam, headers: IdempotencyHeader },
        responses: { 200: json(proofView, 'Withdrawn') },
      },
      { signedIn: true, effect: true },
    ),
    async (c) => {
      const principal = principalFrom(c)
      const own = ownSubject(principal)
      if (own === null) throw notFound()
      const { id } = c.req.valid('param')
      return effect(c, 'withdrawProof', await c.req.text(), async (ctx) => ({
        status: 200,
        body: await viewOf(ctx, await withdrawProof(ctx, own, id, principal.userId)),
      }))
    },
  )

  mount(
    router,
    operation(
      {
        method: 'post',
        path: '/api/v1/proofs/verify',
        operationId: 'verifyProof',
        tags: ['proofs'],
        summary: 'Is this proof genuine, and does the platform still stand by it?',
        description:
          'For anyone. The first half is what `suixin verify` says offline with the keys of /.well-known/jwks.json; the second is worked out at `checkedAt` on what is known then, and does not tell why a proof was withdrawn. At most 30 questions of one proof in ten minutes.',
        request: { body: jsonBody(proofCheckRequest) },
        responses: { 200: json(proofCheckView, 'What was found; a proof that is refused is an answer, too') },
      },
      { signedIn: false, refuses: [429] },
    ),
    async (c) => {
      const { proof, ...expected } = c.req.valid('json')
      const ctx = contextOf(c)
      const text = proof.trim()
      const checkedAt = ctx.clock.now()
      const { why, claims } = await verifyProof(text, await keys.published(), checkedAt, expected)
      const outcome = why !== null ? 'refused' : (await stillStands(ctx, claims)) ? 'holds' : 'withdrawn'
      const sentence = why !== null ? FLAW_SENTENCES[why] : outcome === 'holds' ? HOLDS_SENTENCE : WITHDRAWN_SENTENCE
      personal(c)
      const said = claims && { ...saidBy(claims), ...(await namesOf(ctx, claims)), shortCode: shortCodeOf(text) }
      return c.json({ outcome, why, sentence, checkedAt: checkedAt.toISOString(), proof: said } satisfies ProofCheckView)
    },
  )

  mount(
    router,
    operation(
      {
        method: 'get',
        path: '/.well-known/jwks.json',
        operationId: 'readSigningKeys',
        tags: ['proofs'],
        summary: "The platform's public keys: the one in use first, then those it signed with before",
        responses: { 200: json(keySetView, 'JWK Set (RFC 7517); empty where nothing is signed') },
      },
      { signedIn: false },
    ),
    async (c) => {
      c.header('Cache-Control', 'public, max-age=300')
      return c.json(await keys.published())
    },
  )

  return router
}

async function viewOf(ctx: Context, proof: Proof): Promise<ProofView> {
  const { id, productId, productVersion, lenderId, salt, factsAsOf, jws } = proof
  const subject = await findSubject(ctx, proof.subjectId)
  const { productName, lenderName } = await namesOf(ctx, { product: productId, version: productVersion, aud: lenderId })
  return {
    ...{ id, productId, productVersion, productName: productName ?? productId, lenderId, lenderName: lenderName ?? lenderId },
    ...{ about: salt === null ? 'credit_code' : 'commitment', code: subject!.code, salt, factsAsOf },
    ...{ issuedAt: proof.issuedAt.toISOString(), expiresAt: proof.expiresAt.toISOString(), withdrawnAt: proof.withdrawnAt?.toISOString() ?? null },
    ...{ shortCode: shortCodeOf(jws), proof: jws },
  }
}

function saidBy({ jti, product, version, terms, aud, sub, factsAsOf, iat, exp }: ProofClaims) {
  const about: ProofView['about'] = sub.startsWith('uscc:') ? 'credit_code' : 'commitment'
  return {
    ...{ id: jti, productId: product, productVersion: version, termsHash: terms, lenderId: aud },
    ...{ about, subject: sub.slice(sub.indexOf(':') + 1), factsAsOf },
    ...{ issuedAt: new Date(iat * 1000).toISOString(), expiresAt: new Date(exp * 1000).toISOString() },
  }
}
