import type { Send } from './api.ts'

const DUMP = '/api/v1/audit/dump'

/** A call of the API as the reader, for answers that are no JSON. */
export function plainCall(send: Send, reader: Request, path: string): Promise<Response> {
  const headers = new Headers()
  for (const name of ['cookie', 'x-request-id', 'user-agent']) {
    const value = reader.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  return send(new Request(new URL(path, reader.url), { headers }), reader)
}

/**
 * The audit dump as one file: the API's pages one behind the other, fetched as the reader takes them. A page that fails
 * breaks the download off, so that half a file is never taken for the whole.
 */
export async function dumpFile(send: Send, reader: Request): Promise<Response> {
  const first = await plainCall(send, reader, DUMP)
  if (!first.ok) return first
  let page: Response | null = first
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (page === null) return controller.close()
      if (!page.ok) return controller.error(new Error(`the dump broke off: ${page.status}`))
      const next = /<([^>]+)>;\s*rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? null
      controller.enqueue(new Uint8Array(await page.arrayBuffer()))
      page = next === null ? null : await plainCall(send, reader, next)
    },
  })
  return new Response(body, {
    headers: {
      'Content-Type': 'application/jsonl; charset=utf-8',
      'Content-Disposition': 'attachment; filename="suixin-audit.jsonl"',
      'Cache-Control': 'no-store',
    },
  })
}
