import type { Fact } from '../profiles/model.ts'
import type { RecordKind } from '../sources/model.ts'
import { carbonReport } from './report.ts'

export const carbonRecordKinds: readonly RecordKind<Fact>[] = [carbonReport]
