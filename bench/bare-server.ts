/** The reference of `bench -- matches`: the same server software over one row by its key, and nothing else. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'

const sql = postgres(process.env.DATABASE_URL ?? '', { max: 10 })
const id = process.env.PRODUCT_ID ?? ''
const app = new Hono()
  .get('/healthz', (c) => c.text('ok'))
  .get('/row', async (c) => c.json((await sql`select id, lender_id, revision from products where id = ${id}`)[0]))
serve({ fetch: app.fetch, port: Number(process.env.PORT) })
