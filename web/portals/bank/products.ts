import type { ProductView } from '../../../src/products/contract.ts'
import type { Answer, Api, Query } from '../../client/api.ts'
import type { Problem } from '../../client/problem.ts'

type Page = { items: ProductView[]; nextCursor: string | null }

/** More products than a lender publishes; a list that long is cut rather than read for ever. */
const MOST_PAGES = 10

/** A lender's own products once each, those with a draft first: on offer, drafted and submitted are three lists of the API. */
export async function ownProducts(api: Api, lenderId: string): Promise<{ products: ProductView[]; problem: Problem | null }> {
  const answers = await Promise.all([
    everyPage(api, { lenderId }),
    everyPage(api, { lenderId, status: 'draft' }),
    everyPage(api, { lenderId, status: 'submitted' }),
  ])
  const byId = new Map<string, ProductView>()
  for (const { items } of answers) {
    for (const product of items) byId.set(product.id, product)
  }
  const pendingFirst = [...byId.values()].sort((a, b) => Number(b.draft !== null) - Number(a.draft !== null) || (a.id < b.id ? 1 : -1))
  return { products: pendingFirst, problem: answers.find(({ problem }) => problem !== null)?.problem ?? null }
}

async function everyPage(api: Api, query: Query): Promise<{ items: ProductView[]; problem: Problem | null }> {
  const items: ProductView[] = []
  let cursor: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer: Answer<Page> = await api.get<Page>('/api/v1/products', { ...query, cursor, limit: 100 })
    if (!answer.ok) return { items, problem: answer.problem }
    items.push(...answer.body.items)
    cursor = answer.body.nextCursor
    if (cursor === null) break
  }
  return { items, problem: null }
}
