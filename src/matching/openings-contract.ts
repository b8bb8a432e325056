/** What a subject is told of products that have opened for it. */
import { idOf, instantOut, versionOut, z } from '../platform/kernel/schema.ts'
import { CAUSES } from './openings/cause.ts'

export const OpeningNoticeView = z
  .object({
    productId: idOf('product'),
    version: versionOut,
    productName: z.string().max(200),
    lenderId: idOf('institution'),
    lenderName: z.string().max(200),
    cause: z.enum(CAUSES).openapi({ description: 'Its own facts · the lender’s terms · both · a new product · one that is to be had again' }),
    sentence: z.string().max(2000).openapi({ description: 'Why, in Chinese, as said at the time', example: '您的处罚（示例罚字〔2026〕第 77 号）已修复' }),
    since: instantOut,
    readAt: instantOut.nullable(),
  })
  .openapi('OpeningNotice')
export type OpeningNoticeView = z.infer<typeof OpeningNoticeView>

export const OpeningNoticeList = z.object({ items: z.array(OpeningNoticeView) }).openapi('OpeningNoticeList')
export type OpeningNoticeList = z.infer<typeof OpeningNoticeList>
