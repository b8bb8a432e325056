import { entriesOfConsent, PLATFORM_ACTOR, writeEntry } from '../../log/index.ts'
import type { Context } from '../../platform/context.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import { type Edition, editionsBy } from '../edition.ts'
import { lockEditions } from '../store.ts'

/**
 * Writes down which editions of the consent templates are in force, each once, by its hash: what a lender could ask for on any
 * day is then sealed with what it asked. At the start, after migrating and every minute; most times there is nothing to write.
 * @returns those that were written down now
 */
export async function publishTemplates(ctx: Context): Promise<Edition[]> {
  const unwritten = async (inner: Context) => {
    const editions = editionsBy(civilDateOf(inner.clock.now()))
    const written = await Promise.all(editions.map(({ id }) => hashesOf(inner, id)))
    return editions.filter(({ hash }, at) => !written[at]!.has(hash))
  }
  if ((await unwritten(ctx)).length === 0) return []
  return ctx.db.transaction(async (tx) => {
    const inner = { ...ctx, db: tx }
    // Of several processes that start at once one writes.
    await lockEditions(tx)
    const editions = await unwritten(inner)
    for (const { id, code, hash } of editions)
      await writeEntry(inner, {
        ...{ kind: 'template.published', subjectId: PLATFORM_ACTOR, lenderId: PLATFORM_ACTOR, actorId: PLATFORM_ACTOR },
        ...{ consentId: id, artefactHash: hash, fields: [], readNo: 0, why: code },
      })
    return editions
  })
}

async function hashesOf(ctx: Context, id: string): Promise<Set<string>> {
  const rows = await entriesOfConsent(ctx, PLATFORM_ACTOR, id, ['template.published'])
  return new Set(rows.map(({ leaf }) => (JSON.parse(leaf) as { ah: string }).ah))
}
