/** `GET /api/v1/lender/exposure` as the world sees it. */
import { civilDate, countOut, idOf, int, z } from '../../platform/kernel/schema.ts'
import { type Exposure, TOP_PLACES } from '../exposure.ts'

const shareBp = int(0, 10_000).nullable()

export const exposureView = z
  .object({
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
    appearances: countOut.nullable().openapi({ description: 'Answers in which it had an eligible offer; null: fewer than ten, which a lender is not told' }),
    shownPlaces: countOut.nullable(),
    shownShareBp: shareBp.openapi({ description: 'Of all top places shown' }),
    fairShareBp: shareBp.openapi({ description: 'Were they shared alike among the lenders of each answer' }),
    deficitBp: int(-10_000, 10_000).nullable().openapi({ description: 'Fair less shown; above 0 it goes first in near-ties' }),
    sentence: z.string().max(300),
  })
  .openapi('Exposure')

export const exposureReport = z
  .object({
    from: civilDate,
    to: civilDate,
    topPlaces: countOut.openapi({ description: 'Ranks that count as top places' }),
    items: z.array(exposureView).openapi({ description: "A lender's own; every lender's for operator and regulator" }),
  })
  .openapi('ExposureReport')

export type ExposureReport = z.infer<typeof exposureReport>

/** The house's bound for counts of subjects that a lender hears of. */
const FEWEST_TOLD = 10

/** @param isOwn read by the lender itself: then few answers are not told, since one firm could be recognised in them */
export function viewExposure(exposure: Exposure, lenderName: string, isOwn: boolean): ExposureReport['items'][number] {
  const { lenderId, appearances, shownPlaces, shownShareBp, fairShareBp, deficitBp } = exposure
  if (isOwn && appearances < FEWEST_TOLD) {
    const hidden = { appearances: null, shownPlaces: null, shownShareBp: null, fairShareBp: null, deficitBp: null }
    return { lenderId, lenderName, ...hidden, sentence: `能申请的场合不到 ${FEWEST_TOLD} 次，不单独公布` }
  }
  return { lenderId, lenderName, appearances, shownPlaces, shownShareBp, fairShareBp, deficitBp, sentence: exposureSentence(exposure) }
}

/** 128 次能申请的场合里，前 3 名出现 40 次，占 12.5%；平均分应占 14%，展示偏少 */
function exposureSentence({ appearances, shownPlaces, shownShareBp, fairShareBp, deficitBp }: Exposure): string {
  const verdict = deficitBp > 0 ? '展示偏少，成本相近时会排在前面' : deficitBp < 0 ? '展示偏多，成本相近时会让别家先排' : '展示正好'
  return `${appearances} 次能申请的场合里，前 ${TOP_PLACES} 名出现 ${shownPlaces} 次，占 ${shownShareBp / 100}%；平均分应占 ${fairShareBp / 100}%，${verdict}`
}
