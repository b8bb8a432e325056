import type { Context } from '../../../platform/context.ts'
import { emit } from '../../../platform/jobs/service.ts'
import { civilDateOf } from '../../../platform/kernel/time.ts'
import { type Fact, type MergeInput, mergeProfile, type Profile } from '../../../profiles/model.ts'
import { type CatalogueItem, coverageOfFeeds, recordsBySubject } from '../../../sources/index.ts'
import { findSubjects, listSubjects, type Subject } from '../../../subjects/index.ts'
import { publicRecords } from '../public-basis.ts'
import { screenRow } from '../row.ts'
import { lastRowOf, lockDue, markDue, settleDue, upsertRows } from '../store.ts'

/** Tells whose rows were written because of news. */
export const REWRITTEN = 'screening.rewritten'

const SUBJECTS_A_PAGE = 500
/** Rows of a batch that one statement goes through: well within the time a statement has. */
const ROWS_A_STEP = 20_000

/** Today's profiles of these subjects, merged as their owners see them, and what they were merged from. */
export async function profilesOf(ctx: Context, subjects: readonly Subject[]): Promise<{ subject: Subject; input: MergeInput; profile: Profile }[]> {
  const asOf = civilDateOf(ctx.clock.now())
  const records = await recordsBySubject<Fact>(
    ctx,
    subjects.map(({ id }) => id),
  )
  const ofFirms = await coverageOfFeeds(ctx, { kind: 'enterprise' })
  const ofHouseholds = await coverageOfFeeds(ctx, { kind: 'household' })
  return subjects.map((subject) => {
    const { id, kind, code } = subject
    const coverage = kind === 'household' ? ofHouseholds : ofFirms
    const input = { subjectId: id, kind, code, asOf, records: records.get(id) ?? [], coverage }
    return { subject, input, profile: mergeProfile(input) }
  })
}

async function writeRows(ctx: Context, catalogue: readonly CatalogueItem[], subjects: readonly Subject[]): Promise<void> {
  // Taken before anything is read: of two that write one subject's row, the later reading stays.
  const readAt = ctx.clock.now()
  const open = publicRecords(catalogue, civilDateOf(readAt))
  const rows = (await profilesOf(ctx, subjects)).map(({ subject, profile }) => screenRow(subject, profile, open))
  await upsertRows(ctx.db, rows, readAt)
}

/** Every subject anew, a page at a time. @returns the last subject of the page, or null after the last page */
export async function sweepPage(ctx: Context, catalogue: readonly CatalogueItem[], after: string | null): Promise<string | null> {
  const subjects = await listSubjects(ctx, SUBJECTS_A_PAGE, after)
  await writeRows(ctx, catalogue, subjects)
  return subjects.length < SUBJECTS_A_PAGE ? null : subjects.at(-1)!.id
}

/** Marks the subjects of a batch's next rows as due. @returns the row to go on from, or null when all are marked */
export async function markBatch(ctx: Context, batchId: string, fromRow: number): Promise<number | null> {
  const last = await lastRowOf(ctx.db, batchId)
  await markDue(ctx.db, batchId, { from: fromRow, to: fromRow + ROWS_A_STEP - 1 })
  const next = fromRow + ROWS_A_STEP
  return next <= last ? next : null
}

/** Writes the rows of subjects that are due, each once however often it was marked. @returns whether more may be due */
export async function refreshDue(ctx: Context, catalogue: readonly CatalogueItem[]): Promise<boolean> {
  const due = await lockDue(ctx.db, SUBJECTS_A_PAGE)
  await writeRows(ctx, catalogue, await findSubjects(ctx, due))
  await settleDue(ctx.db, due)
  if (due.length > 0) await emit(ctx, REWRITTEN, { subjectIds: due })
  return due.length === SUBJECTS_A_PAGE
}
