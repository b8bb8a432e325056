import { civilDate, countOut, idOf, pageOf, z } from '../platform/kernel/schema.ts'
import { SUBJECT_KINDS } from '../subjects/model.ts'
import { CATEGORIES } from './attributes.ts'
import { FRESHNESSES, RULES } from './profile.ts'

export const SubjectView = z
  .object({
    id: idOf('subject'),
    kind: z.enum(SUBJECT_KINDS),
    code: z.string().max(32),
    name: z.string().max(200),
    synthetic: z.boolean(),
  })
  .openapi('Subject')
export type SubjectView = z.infer<typeof SubjectView>
export const SubjectPage = pageOf(SubjectView)
export type SubjectPage = z.infer<typeof SubjectPage>

const JsonValue = z
  .unknown()
  .openapi({ description: 'By type: integer and bp → number; fen → decimal string; list → array of objects; else string. null when not known.' })

const SourceLine = z.object({
  source: z.string().max(40),
  record: z.string().max(40),
  recordKey: z.string().max(300),
  recordId: z.string().max(64),
  provider: z.string().max(100),
})

export const ProfileEntryView = z.object({
  attribute: z.string().max(60),
  label: z.string().max(60),
  labelEn: z.string().max(80),
  type: z.enum(['text', 'code', 'date', 'integer', 'fen', 'bp', 'grade', 'list']),
  unit: z.string().max(20).nullable(),
  freshness: z.enum(FRESHNESSES),
  value: JsonValue,
  /** The value in words, for codes: 天河区, 金属制品业, 小型. */
  text: z.string().max(300).nullable(),
  scheme: z.string().max(100).nullable(),
  /** The edition of the grading that the scheme names, where it is registered. */
  edition: z.object({ scheme: z.string().max(60), version: z.string().max(40), title: z.string().max(100) }).nullable(),
  asOf: civilDate.nullable(),
  validUntil: civilDate.nullable(),
  from: SourceLine.nullable(),
  /** Which rule chose this value where others said something else. */
  decidedBy: z.enum(RULES).nullable(),
  /** Why it is disputed (存疑): sources of equal standing contradict each other, or the subject objects. */
  doubt: z.enum(['conflict', 'objection']).nullable(),
  /** Items of a list that are in doubt, by their place in value. */
  disputedItems: z.array(countOut),
  losers: z.array(z.object({ value: JsonValue, asOf: civilDate, from: SourceLine })),
})
export type ProfileEntryView = z.infer<typeof ProfileEntryView>

export const ProfileSection = z.object({
  category: z.enum(CATEGORIES),
  label: z.string().max(60),
  labelEn: z.string().max(60),
  plain: z.string().max(200),
  sensitive: z.boolean(),
  /** false: this reader was not granted the category. */
  granted: z.boolean(),
  entries: z.array(ProfileEntryView),
})
export type ProfileSection = z.infer<typeof ProfileSection>

export const ProfileView = z.object({ subjectId: idOf('subject'), asOf: civilDate, sections: z.array(ProfileSection) }).openapi('Profile')
export type ProfileView = z.infer<typeof ProfileView>
