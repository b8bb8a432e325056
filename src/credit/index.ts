import type { Fact } from '../profiles/model.ts'
import type { RecordKind } from '../sources/model.ts'
import { annualReport } from './annual-report.ts'
import { cityEvaluation } from './city-evaluation.ts'
import { customsGrade } from './customs-grade.ts'
import { environmentGrade } from './environment-grade.ts'
import { labourGrade } from './labour-grade.ts'
import { licence } from './licence.ts'
import { penalty } from './penalty.ts'
import { registration } from './registration.ts'
import { taxGrade } from './tax-grade.ts'

export const creditRecordKinds: readonly RecordKind<Fact>[] = [
  registration,
  annualReport,
  licence,
  penalty,
  cityEvaluation,
  taxGrade,
  environmentGrade,
  labourGrade,
  customsGrade,
]
