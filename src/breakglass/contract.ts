import { civilDate, countOut, idOf, instantOut, pageOf, safeText, z } from '../platform/kernel/schema.ts'
import { ProfileSection } from '../profiles/contract.ts'
import { BASIS_CODES } from './basis.ts'
import { BREAK_GLASS_STATUSES } from './lifecycle.ts'

export const BreakGlassRequest = z
  .object({
    code: safeText(32, 6).openapi({ description: 'Credit code, or household number' }),
    basis: z.enum(BASIS_CODES),
    documentNo: safeText(100, 2).openapi({ description: 'Number of the writ' }),
    documentSha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, '须是文书的 SHA-256，写成 64 位小写十六进制。 It must be a SHA-256 in lower-case hex.')
      .openapi({ description: 'Of the writ as it was handed in; the writ itself stays with you' }),
  })
  .openapi('BreakGlassRequest')

export const BreakGlassAnswer = z.object({ approve: z.boolean() }).openapi('BreakGlassAnswer')

export const BreakGlassView = z
  .object({
    id: idOf('breakGlass'),
    subjectId: idOf('subject'),
    basis: z.object({ code: z.enum(BASIS_CODES), zh: z.string().max(60), law: z.string().max(120) }),
    documentNo: z.string().max(100),
    documentSha256: z.string().length(64),
    status: z.enum(BREAK_GLASS_STATUSES),
    /** What an approval opens; fixed by the basis. */
    fields: z.array(z.object({ id: z.string().max(60), label: z.string().max(60) })),
    requestedByName: z.string().max(100),
    requestedAt: instantOut,
    answeredByName: z.string().max(100).nullable(),
    answeredAt: instantOut.nullable(),
    readUntil: instantOut.nullable(),
    reads: countOut,
  })
  .openapi('BreakGlass')
export type BreakGlassView = z.infer<typeof BreakGlassView>
export const BreakGlassPage = pageOf(BreakGlassView).openapi('BreakGlassPage')
export type BreakGlassPage = z.infer<typeof BreakGlassPage>
export const BreakGlassList = z.object({ items: z.array(BreakGlassView) }).openapi('BreakGlassList')
export type BreakGlassList = z.infer<typeof BreakGlassList>

export const BreakGlassDisclosure = z
  .object({ wish: BreakGlassView, asOf: civilDate, sections: z.array(ProfileSection), logIndex: countOut })
  .openapi('BreakGlassDisclosure')
export type BreakGlassDisclosure = z.infer<typeof BreakGlassDisclosure>
