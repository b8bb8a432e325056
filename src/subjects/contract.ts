/** The wire form of `POST /identifiers/check`. */
import { safeText, z } from '../platform/kernel/schema.ts'
import { IDENTIFIER_KINDS } from './credit-code.ts'

export const IdentifierCheckRequest = z
  .strictObject({
    codes: z
      .array(safeText(256))
      .min(1)
      .max(200)
      .openapi({
        description: 'Unified social credit codes as people write them: full-width, lower case, spaces and hyphens are read',
        example: ['91440101MA5XXXXXXX'],
      }),
  })
  .openapi('IdentifierCheckRequest')

export const IdentifierCheckItem = z
  .object({
    input: z.string().max(256),
    canonical: z.string().length(18).nullable(),
    verdict: z.enum(['valid', 'invalid', 'legacy_check_mismatch']),
    kind: z.enum(IDENTIFIER_KINDS).nullable(),
    regionCode: z
      .string()
      .regex(/^\d{6}$/)
      .nullable()
      .openapi({ description: 'Of the registering office; not where the subject is' }),
    reason: z.string().max(500).nullable().openapi({ description: 'One sentence; names the check digit that failed' }),
  })
  .openapi('IdentifierCheckItem')

/** One item per code, in the order asked. */
export const IdentifierCheckResponse = z.object({ items: z.array(IdentifierCheckItem) }).openapi('IdentifierCheckResponse')
