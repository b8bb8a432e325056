import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { type Canonical, canonicalJson } from '../../platform/kernel/canonical.ts'
import { addMonths, type CivilDate, civilDateOf } from '../../platform/kernel/time.ts'
import { termsOfVersion } from '../../products/index.ts'
import { ownProfile } from '../../profiles/index.ts'
import { fitLikelihood, likelihoodsOf } from '../likelihood.ts'
import { segmentIn } from '../segment.ts'
import { promisedBy } from './answer-clock.ts'
import type { OutcomeEvent, OutcomeModel } from './model.ts'
import { countOutcome, findModel, insertModel, insertOutcome, listClocks, listCounts, listPredictions } from './store.ts'

/** Older outcomes are of other people at the desk and another market. */
const WINDOW_MONTHS = 24

/**
 * Takes in how an application ended, once, however often it is told. What was foretold is worked out from the model of the
 * day, which has not seen this end; the segment from what the public register said when the application was made.
 */
export async function learnOutcome(ctx: Context, event: OutcomeEvent): Promise<void> {
  const { subjectId, applicationId, lenderId, productId, productVersion, outcome } = event
  const [submittedAt, endedAt] = [new Date(event.submittedAt), new Date(event.endedAt)]
  const endedOn = civilDateOf(endedAt)
  const { profile } = await ownProfile(ctx, subjectId, { asOf: civilDateOf(submittedAt), knownAt: submittedAt })
  const { answerHours } = await termsOfVersion(ctx, productId, productVersion)
  const key = { lenderId, productId, segment: segmentIn(profile) }
  const row = {
    ...{ subjectId, applicationId, ...key, endedOn },
    approved: outcome === 'withdrawn' ? null : outcome === 'approved',
    late: endedAt > promisedBy(submittedAt, answerHours),
    predictedBp: likelihoodsOf((await outcomesOn(ctx, endedOn)).likelihood).foretold(key),
  }
  if (await insertOutcome(ctx.db, row)) await countOutcome(ctx.db, row)
}

/** Fits what the ranking of today and the days after rests on. Yesterday's stays as it was. */
export async function fitOutcomes(ctx: Context): Promise<void> {
  const now = ctx.clock.now()
  const fittedOn = civilDateOf(now)
  const since = addMonths(`${fittedOn.slice(0, 7)}-01`, 1 - WINDOW_MONTHS)
  const likelihood = fitLikelihood(await listCounts(ctx.db, since), await listPredictions(ctx.db, since))
  const model: OutcomeModel = { fittedOn, likelihood, clocks: await listClocks(ctx.db, since) }
  const id = createHash('sha256')
    .update(canonicalJson(model as unknown as Canonical))
    .digest('hex')
  await insertModel(ctx.db, id, model, now)
}

/** What is known of outcomes on a day: nothing, before the first night. */
export async function outcomesOn(ctx: Context, day: CivilDate): Promise<OutcomeModel> {
  return (await findModel(ctx.db, day)) ?? { fittedOn: day, likelihood: fitLikelihood([], []), clocks: [] }
}
