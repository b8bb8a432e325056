import { sql } from 'drizzle-orm'
import { FARMER } from '../../src/demo/people.ts'
import { type Db, rowsOf } from '../../src/platform/db/client.ts'
import { applyFor, look, must } from '../journeys/errand.ts'
import type { TestApp, TestClient } from '../support/test-app.ts'

export interface Cast {
  farmer: TestClient
  bank: TestClient
  subjectId: string
  consentId: string
  applicationId: string
}

/** The farmer applies at the bank that lends to households, the bank looks once, and says no unless told. */
export async function farmerAtBank(app: TestApp, { declined = true } = {}): Promise<Cast> {
  const farmer = await app.signIn('farmer')
  const subjectId = must(await farmer.get('/api/v1/me'), 200).body.subjectId as string
  const { items } = must(await farmer.get('/api/v1/products?audience=household&purpose=farming&limit=100'), 200).body
  const product = items.find(({ lenderName }: { lenderName: string }) => lenderName === '示例银行甲广州分行')
  const asking = { amountFen: '10000000', termMonths: 12, purpose: 'farming' }
  const { consentId, applicationId } = await applyFor(farmer, product.id, { categories: ['village'] }, asking)
  await app.nobody.post('/__test/outbox/drain')
  const bank = await app.signIn('bank-a-approver')
  must(await look(bank, applicationId), 200)
  if (declined) {
    must(await bank.post(`/api/v1/lender/applications/${applicationId}/decision`, { outcome: 'declined', reasons: ['tax_record'] }), 200)
    await app.nobody.post('/__test/outbox/drain')
  }
  return { farmer, bank, subjectId, consentId, applicationId }
}

/** Where any of these words stand, in any column of any table that can hold words. */
export async function placesOf(db: Db, words: readonly string[]): Promise<string[]> {
  const columns = await rowsOf<{ table: string; column: string }>(
    db,
    sql`select table_name as "table", column_name as "column" from information_schema.columns
      where table_schema = 'public' and data_type in ('text', 'json', 'jsonb', 'character varying', 'ARRAY') order by 1, 2`,
  )
  const places: string[] = []
  for (const { table, column } of columns)
    for (const word of words) {
      const [row] = await rowsOf<{ n: number }>(
        db,
        sql`select count(*)::int as n from ${sql.identifier(table)} where position(${word} in ${sql.identifier(column)}::text) > 0`,
      )
      if (row!.n > 0) places.push(`${table}.${column}: ${word}`)
    }
  return places
}

export { FARMER, must }
