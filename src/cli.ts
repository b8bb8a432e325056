/** `npm run suixin -- <command>`: what an operator does to a PostgreSQL before a Worker serves from it. */

import { plantCity } from './demo/index.ts'
import { feeds } from './feeds/index.ts'
import { randomIds, systemClock } from './platform/chance.ts'
import { migrate } from './platform/db/migrate.ts'
import { openPostgres } from './platform/db/postgres.ts'
import { countSubjects } from './subjects/index.ts'

const USAGE = `suixin migrate            bring DATABASE_URL's schema up to date
suixin plant [street]     fill an empty database with the demo city (or its first street)`

async function main([command, size]: readonly string[]): Promise<number> {
  const url = process.env.DATABASE_URL
  if (command !== 'migrate' && command !== 'plant') {
    console.error(USAGE)
    return 2
  }
  if (!url) {
    console.error('Set DATABASE_URL to the PostgreSQL to work on; the embedded database is filled by npm start itself.')
    return 2
  }
  const database = openPostgres(url)
  try {
    await migrate(database)
    if (command === 'migrate') return 0
    if ((await countSubjects(database.db)) > 0) {
      console.error('The database is not empty; nothing was planted.')
      return 1
    }
    await plantCity(
      { db: database.db, clock: systemClock, ids: randomIds(systemClock), requestId: 'cli' },
      feeds,
      size === 'street' ? 'street' : 'city',
      console.log,
    )
    return 0
  } finally {
    await database.close()
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  },
)
