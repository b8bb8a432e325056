/** `/api/v1/proofs` as the world sees it. */
import { civilDate, idOf, instantOut, safeText, versionOut, z } from '../platform/kernel/schema.ts'

export const proofRequest = z
  .strictObject({ productId: idOf('product').openapi({ description: 'The published product whose criteria are to be proven' }) })
  .openapi('ProofRequest')

const jws = z.string().max(4096).openapi({ description: 'Compact JWS (RFC 7515), EdDSA, typ `suixin-proof+jwt`' })
const shortCode = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
  .openapi({
    description: 'First 40 bits of the SHA-256 of the proof: two people compare it by eye. No secret, and nothing can be fetched with it',
    example: '7F3K-9Q2M',
  })
const sha256 = z.string().length(64)
const about = z.enum(['credit_code', 'commitment']).openapi({
  description: 'A firm stands in the proof by its credit code; a natural person (household, sole trader) only by a salted hash of its code',
})

/** For the subject's own eyes. */
export const proofView = z
  .object({
    id: idOf('proof'),
    productId: idOf('product'),
    productVersion: versionOut,
    productName: z.string().max(200),
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
    about,
    code: z.string().max(40).openapi({ description: 'Your own credit code or household number' }),
    salt: z
      .string()
      .max(64)
      .nullable()
      .openapi({ description: 'For a natural person: shown together with the code, it opens the commitment. Yours to show or to keep' }),
    factsAsOf: civilDate,
    issuedAt: instantOut,
    expiresAt: instantOut,
    withdrawnAt: instantOut.nullable().openapi({ description: 'When you took it back' }),
    shortCode,
    proof: jws,
  })
  .openapi('Proof')
export type ProofView = z.infer<typeof proofView>

export const proofList = z.object({ items: z.array(proofView) }).openapi('ProofList')
export type ProofList = z.infer<typeof proofList>

export const proofCheckRequest = z
  .strictObject({
    proof: safeText(4096, 1).openapi({ description: 'The proof as it was handed to you' }),
    lenderId: idOf('institution').optional().openapi({ description: 'Refused as `wrong_lender` when it is for somebody else' }),
    productId: idOf('product').optional().openapi({ description: 'Refused as `wrong_product` when it is about another' }),
    code: safeText(40, 1).optional().openapi({ description: 'Credit code or household number; refused as `wrong_subject` when it is about somebody else' }),
    salt: safeText(64, 1).optional().openapi({ description: 'What a natural person showed beside the code' }),
  })
  .openapi('ProofCheckRequest')

export const PROOF_FLAWS = [
  ...(['unreadable', 'algorithm', 'type', 'unknown_key', 'signature'] as const),
  ...(['claims', 'future', 'expired', 'wrong_lender', 'wrong_product', 'wrong_subject'] as const),
] as const

export const proofCheckView = z
  .object({
    outcome: z.enum(['holds', 'withdrawn', 'refused']).openapi({
      description:
        '`holds`: genuine, in time, and at `checkedAt` the same criteria of the same published version still hold. `withdrawn`: genuine, but the platform no longer stands by it; why is not told. `refused`: see `why`',
    }),
    why: z.enum(PROOF_FLAWS).nullable(),
    sentence: z.string().max(400),
    checkedAt: instantOut.openapi({ description: 'The instant of which `holds` and `withdrawn` speak' }),
    proof: z
      .object({
        id: idOf('proof'),
        productId: idOf('product'),
        productVersion: versionOut,
        productName: z.string().max(200).nullable(),
        termsHash: sha256.openapi({ description: "SHA-256 of the RFC 8785 form of the version's `terms`" }),
        lenderId: idOf('institution'),
        lenderName: z.string().max(200).nullable(),
        about,
        subject: z.string().max(64).openapi({ description: 'Credit code, or the commitment' }),
        factsAsOf: civilDate,
        issuedAt: instantOut,
        expiresAt: instantOut,
        shortCode,
      })
      .nullable()
      .openapi({ description: 'What it says, where its signature and shape are in order' }),
  })
  .openapi('ProofCheck')
export type ProofCheckView = z.infer<typeof proofCheckView>

export const keySetView = z
  .object({
    keys: z.array(
      z.object({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string().length(43),
        kid: z.string().length(43).openapi({ description: 'RFC 7638 thumbprint' }),
        alg: z.literal('EdDSA'),
        use: z.literal('sig'),
      }),
    ),
  })
  .openapi('KeySet')
