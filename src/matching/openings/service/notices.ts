import type { Context } from '../../../platform/context.ts'
import { notFound } from '../../../platform/kernel/fault.ts'
import { publishedProduct } from '../../../products/index.ts'
import { hasBit } from '../../bits.ts'
import { bitsFromBytes } from '../open-set.ts'
import { findMembers, findNotice, findOpening, listNotices, markRead, type Notice } from '../store.ts'

const RECENT_DAYS = 30
const AT_MOST = 50

/** What the subject was told lately, and what it has not read yet: of products that are still open for it. */
export async function noticesOf(ctx: Context, subjectId: string): Promise<Notice[]> {
  const since = new Date(ctx.clock.now().getTime() - RECENT_DAYS * 86_400_000)
  const notices = await listNotices(ctx.db, subjectId, since, AT_MOST)
  if (notices.length === 0) return []
  const opening = await findOpening(ctx.db, subjectId)
  if (!opening) return []
  const open = bitsFromBytes(opening.open)
  const members = await findMembers(ctx.db, opening.catalogueHash)
  const stillOpen = new Set(members.filter((_, place) => hasBit(open, place)).map(({ productId }) => productId))
  const told: Notice[] = []
  for (const notice of notices) {
    // The walk that closes what was paused a moment ago may still be under way.
    const product = stillOpen.has(notice.productId) ? await publishedProduct(ctx, notice.productId) : null
    if (product && product.pausedUntil === null) told.push(notice)
  }
  return told
}

/** @throws Fault not_found for a product that the subject was not told of */
export async function readNotice(ctx: Context, subjectId: string, productId: string): Promise<Notice> {
  await markRead(ctx.db, subjectId, productId, ctx.clock.now())
  const notice = await findNotice(ctx.db, subjectId, productId)
  if (!notice) throw notFound()
  return notice
}
