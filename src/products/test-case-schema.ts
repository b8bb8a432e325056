/** Test cases at the rim: every value must be one its attribute can have. Errors point at `/testCases/3/profile/taxGrade`. */
import { civilDate, safeText, z } from '../platform/kernel/schema.ts'
import { valueFault } from './criteria-schema.ts'
import { EXPECTATIONS, MAX_TEST_CASES, type TestFacts } from './test-case.ts'

const MAX_FACTS = 100

const facts = z
  .custom<TestFacts>((raw) => typeof raw === 'object' && raw !== null && !Array.isArray(raw) && Object.keys(raw).length <= MAX_FACTS, {
    message: `须是指标到值的对应，最多 ${MAX_FACTS} 项。 An object of attribute values, at most ${MAX_FACTS}.`,
    params: { code: 'not_facts' },
    abort: true,
  })
  .superRefine((known, context) => {
    for (const [id, value] of Object.entries(known)) {
      const fault = valueFault(id, value)
      if (fault) context.addIssue({ code: 'custom', path: [id.slice(0, 60).toWellFormed()], message: fault.detail, params: { code: fault.code } })
    }
  })
  .openapi({
    type: 'object',
    description: 'Attribute id → value as in a criterion, or null for not known; what is not named is not known',
    example: { ageMonths: 24, taxGrade: 'B', taxPaidFen12m: null },
  })

export const testCasesIn = z
  .array(z.strictObject({ label: safeText(60, 1), profile: facts, asOf: civilDate, expect: z.enum(EXPECTATIONS) }))
  .max(MAX_TEST_CASES)

export const testCasesOut = testCasesIn
