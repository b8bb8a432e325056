import { countOut, idOf, z } from '../platform/kernel/schema.ts'

const text = z.string().max(200)
const scenario = z.string().max(40)
const Answer = z
  .object({ status: countOut, code: z.string().max(60).nullable() })
  .openapi('SandboxAnswer', { description: 'What GET …/profile answers: the status, and the code of the problem' })

export const SandboxFirm = z
  .object({
    scenario,
    subjectId: idOf('subject'),
    code: z.string().max(40),
    name: text,
    signIn: z.string().max(64).nullable().openapi({ description: 'Who acts for it in the demo city' }),
    situation: text,
    expect: text.openapi({ description: 'What a lender’s system meets' }),
    answer: Answer.nullable().openapi({ description: 'Of a firm with a case in a state of its own: see listSandboxCases' }),
  })
  .openapi('SandboxFirm')
export const SandboxFirmList = z.object({ items: z.array(SandboxFirm) }).openapi('SandboxFirmList')

export const SandboxCase = z
  .object({
    scenario,
    code: z.string().max(40),
    name: text,
    situation: text,
    consentId: idOf('consent'),
    applicationId: idOf('application'),
    path: text.openapi({ description: 'What to GET' }),
    answer: Answer,
  })
  .openapi('SandboxCase')
export type SandboxCase = z.infer<typeof SandboxCase>
export const SandboxCaseList = z.object({ items: z.array(SandboxCase) }).openapi('SandboxCaseList')
