/**
 * How long to wait before asking again: exponential back-off with full jitter, so that a thousand clients that failed
 * together do not come back together (Brooker, “Exponential Backoff And Jitter”, AWS Architecture Blog, 2015).
 * @param tried tries made so far, from 1
 * @param chance from 0 up to 1
 * @returns whole milliseconds from 0 to `min(capMs, baseMs × 2^(tried − 1))`
 */
export function backOffMs(tried: number, baseMs: number, capMs: number, chance: number): number {
  return Math.floor(Math.min(capMs, baseMs * 2 ** (tried - 1)) * chance)
}

/**
 * What `Retry-After` asks for (RFC 9110 §10.2.3), in milliseconds from now, never below 0. A date is measured against
 * the answer's own `Date` where it has one: what counts is how long that server wants, not whether our clocks agree.
 * @returns null when the header is absent or unreadable
 */
export function retryAfterMs(headers: Headers, now: Date): number | null {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000
  const until = httpDateMs(text)
  if (until === null) return null
  return Math.max(0, until - (httpDateMs(headers.get('date')?.trim() ?? '') ?? now.getTime()))
}

/** All three spellings of RFC 9110 §5.6.7; the oldest, of C's asctime, does not say that it means GMT. */
function httpDateMs(text: string): number | null {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w :-]{16,30}$/.test(text)) return null
  const ms = Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`)
  return Number.isNaN(ms) ? null : ms
}
