import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { civil } from '../../platform/db/columns.ts'

/** One lender's share of the top places of one day's answers, counted after midnight and never changed. */
export const exposureDaily = pgTable(
  'exposure_daily',
  {
    day: civil().notNull(),
    lenderId: text().notNull(),
    /** Answers in which it had an eligible offer. */
    appearances: integer().notNull(),
    /** Top places it was shown in. */
    shownPlaces: integer().notNull(),
    /** Top places it would have had, were they shared among the lenders that could have had them; in ten-thousandths. */
    fairPlacesBp: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.lenderId] })],
)
