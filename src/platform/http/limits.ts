import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { Fault } from '../kernel/fault.ts'
import type { RimEnv } from './rim.ts'

const JSON_BYTES = 64 * 1024
const UPLOAD_BYTES = 10 * 1024 * 1024
/** A browser's form wraps the file in a few hundred bytes of multipart. */
const FORM_SLACK = 16 * 1024

/**
 * Refuses a body larger than its path takes, before anything parses it.
 * @param uploadPaths paths that take a file
 * @param beforeRefusal told of each; it must not fail
 */
export function limitBodies(uploadPaths: readonly string[], beforeRefusal?: (path: string) => Promise<void>) {
  const refuse = (limit: number) => async (c: Context) => {
    await beforeRefusal?.(c.req.path)
    throw new Fault('too_large', 'body_too_large', `请求体超过上限 ${limit / 1024} KiB，请拆分后再发。 The body exceeds ${limit / 1024} KiB; split it.`)
  }
  const small = bodyLimit({ maxSize: JSON_BYTES, onError: refuse(JSON_BYTES) })
  const large = bodyLimit({ maxSize: UPLOAD_BYTES + FORM_SLACK, onError: refuse(UPLOAD_BYTES) })
  return createMiddleware<RimEnv>((c, next) => (uploadPaths.includes(c.req.path) ? large(c, next) : small(c, next)))
}

/** Over `most` requests at once answer 503 before the database is touched. */
export function limitInFlight(most: number) {
  let inFlight = 0
  return createMiddleware<RimEnv>(async (_c, next) => {
    if (inFlight >= most)
      throw new Fault('unavailable', 'overloaded', '访问的人太多，请稍后重试。 Too many requests at once; retry shortly.', { retryAfterSeconds: 2 })
    inFlight++
    try {
      await next()
    } finally {
      inFlight--
    }
  })
}

/** A browser's cross-site form or script may not act for the signed-in reader. Clients that are no browsers send neither header. */
export const refuseCrossSite = createMiddleware<RimEnv>(async (c, next) => {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    const site = c.req.header('sec-fetch-site')
    const origin = c.req.header('origin')
    const foreign = site !== undefined ? site !== 'same-origin' && site !== 'none' : origin !== undefined && !sameHost(origin, c.req.url)
    if (foreign) throw new Fault('forbidden', 'cross_site', '请求来自其他网站，已拒绝。请在本网站操作。 Cross-site requests are refused.')
  }
  await next()
})

function sameHost(origin: string, url: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(url).host
}

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Frame-Options': 'DENY',
}

export const securityHeaders = createMiddleware<RimEnv>(async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value)
})

/** @throws Fault unavailable `deadline` when the answer takes longer; the work itself is bounded by the database's own timeouts */
export function deadline(msOf: (path: string) => number) {
  return createMiddleware<RimEnv>(async (c, next) => {
    const limit = msOf(c.req.path)
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new Fault('unavailable', 'deadline', '处理超时，请用同一个 Idempotency-Key 重试。 It took too long; retry with the same key.', {
              retryAfterSeconds: 2,
            }),
          ),
        limit,
      )
    })
    try {
      await Promise.race([next(), late])
    } finally {
      clearTimeout(timer)
    }
  })
}
