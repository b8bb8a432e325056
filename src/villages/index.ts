import type { Fact } from '../profiles/model.ts'
import type { RecordKind } from '../sources/model.ts'
import { householdRating } from './household-rating.ts'

export const villageRecordKinds: readonly RecordKind<Fact>[] = [householdRating]
