/** Reads the body of a good answer: whole, within its size, UTF-8 and JSON – or not at all. */

/**
 * `busy`: asked for a longer pause than we wait. `truncated`: the body is not as long as announced, broke off, or is
 * declared a part (206). `redirect`: sends us elsewhere.
 */
export type CallFailure = 'timeout' | 'network' | 'status' | 'busy' | 'too_large' | 'not_json' | 'redirect' | 'truncated'

/** The outcome of one try. */
export type Answer =
  | { ok: true; status: number; body: unknown; bytes: number }
  | {
      ok: false
      failure: CallFailure
      status: number | null
      detail: string
      /** The same request may succeed a moment later. */
      again: boolean
      /** What `Retry-After` asked for. */
      pauseMs: number | null
    }

export function failed(
  failure: CallFailure,
  status: number | null,
  detail: string,
  { again = false, pauseMs = null }: { again?: boolean; pauseMs?: number | null } = {},
): Answer {
  return { ok: false, failure, status, detail, again, pauseMs }
}

/** @param signal cancels the reading; the caller has its answer by then */
export async function readJson(response: Response, signal: AbortSignal, maxBytes: number): Promise<Answer> {
  const { status, headers } = response
  if (status === 204 || status === 205) return { ok: true, status, body: null, bytes: 0 }
  const declared = declaredBytes(headers)
  const refusal =
    status === 206
      ? failed('truncated', status, 'status 206: only a part of the body')
      : declared !== null && declared > maxBytes
        ? failed('too_large', status, `announces ${declared} bytes, at most ${maxBytes} are taken`)
        : null
  if (refusal) {
    response.body?.cancel().catch(() => undefined)
    return refusal
  }
  const read = await readBytes(response, signal, maxBytes)
  if (read.end === 'too_large') return failed('too_large', status, `more than ${maxBytes} bytes`)
  if (read.end === 'broken') return failed('truncated', status, `broke off after ${read.count} bytes`, { again: true })
  if (declared !== null && declared !== read.count) return failed('truncated', status, `announced ${declared} bytes and sent ${read.count}`, { again: true })
  return parsed(status, headers, read.chunks, read.count)
}

/** Content-Length counts what travels: of a compressed body (which `fetch` unpacks) it says nothing about what is read. */
function declaredBytes(headers: Headers): number | null {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? ''
  const length = headers.get('content-length')?.trim() ?? ''
  return (encoding === '' || encoding === 'identity') && /^\d{1,15}$/.test(length) ? Number(length) : null
}

interface ReadBytes {
  end: 'whole' | 'too_large' | 'broken'
  chunks: Uint8Array[]
  count: number
}

async function readBytes(response: Response, signal: AbortSignal, maxBytes: number): Promise<ReadBytes> {
  const chunks: Uint8Array[] = []
  let count = 0
  const reader = response.body?.getReader()
  if (!reader) return { end: 'whole', chunks, count }
  const stop = () => {
    reader.cancel().catch(() => undefined)
  }
  signal.addEventListener('abort', stop)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { end: 'whole', chunks, count }
      count += value.byteLength
      if (count > maxBytes) {
        stop()
        return { end: 'too_large', chunks: [], count }
      }
      chunks.push(value)
    }
  } catch {
    return { end: 'broken', chunks: [], count }
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function parsed(status: number, headers: Headers, chunks: readonly Uint8Array[], count: number): Answer {
  if (count === 0) return failed('not_json', status, 'an empty body')
  const bytes = new Uint8Array(count)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  const media = /^[a-z]{1,20}\/[a-z0-9.+-]{1,60}/i.exec(headers.get('content-type') ?? '')?.[0] ?? 'no media type'
  let text: string
  try {
    // RFC 8259 §8.1: JSON between systems is UTF-8. Damaged text is refused, not patched with U+FFFD.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return failed('not_json', status, `${count} bytes (${media}) that are not UTF-8`)
  }
  try {
    return { ok: true, status, body: JSON.parse(text) as unknown, bytes: count }
  } catch {
    // The parser's own message is left out: it quotes the body.
    return failed('not_json', status, `${count} bytes (${media}) that are not JSON`)
  }
}
