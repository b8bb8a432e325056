import type { Db } from '../../platform/db/client.ts'
import { type WallCatalogue, wallFeedsOf } from '../wall-feeds.ts'
import { redrawWall } from './store.ts'

/**
 * Tells the database which records each category of a consent opens, by the sources' own catalogue. After migrating, as
 * the owner of the schema: what serves requests may not move the wall it stands behind.
 */
export async function drawWall(db: Db, sources: WallCatalogue): Promise<void> {
  await redrawWall(db, wallFeedsOf(sources))
}
