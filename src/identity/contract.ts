import { idOf, safeText, z } from '../platform/kernel/schema.ts'
import { ROLES } from './model.ts'

export const SignInRequest = z.object({ username: safeText(64, 1), password: safeText(256, 1) }).openapi('SignInRequest')

export const Me = z
  .object({
    userId: idOf('user'),
    username: z.string().max(64),
    displayName: z.string().max(100),
    role: z.enum(ROLES),
    institutionId: idOf('institution').nullable(),
    institutionName: z.string().max(200).nullable(),
    subjectId: idOf('subject').nullable(),
  })
  .openapi('Me')
export type Me = z.infer<typeof Me>
