/** private_key_jwt (RFC 7523 §3, OpenID Connect Core §9): what the claims of a client's assertion must say. */

/** An assertion is made for one request: five minutes at most from its making to its end. */
const LONGEST_SECONDS = 300
/** How far clocks may differ, for what begins. */
export const SKEW_SECONDS = 60
/** And for what has ended: RFC 7519 §4.1.4 allows for clocks, not for a second life. */
const END_LEEWAY_SECONDS = 5

export type AssertionFlaw =
  | 'assertion_subject'
  | 'assertion_audience'
  | 'assertion_expired'
  | 'assertion_too_long_lived'
  | 'assertion_not_yet_valid'
  | 'assertion_jti_missing'

export interface SoundAssertion {
  ok: true
  jti: string
  /** Unix seconds after which it is refused by its age alone. */
  usableUntil: number
}

/**
 * @param audience URL of the token endpoint: what is made out to the whole site might have been meant for something else of it (RFC 7523 §3, point 3)
 * @param nowSeconds unix
 */
export function judgeAssertion(
  claims: Readonly<Record<string, unknown>>,
  { clientId, audience, nowSeconds }: { clientId: string; audience: string; nowSeconds: number },
): SoundAssertion | { ok: false; why: AssertionFlaw } {
  const { iss, sub, aud, exp, iat, nbf, jti } = claims
  if (iss !== clientId || sub !== clientId) return { ok: false, why: 'assertion_subject' }
  // Exactly us and nobody besides: with two audiences, the other could use it here.
  const [named, ...others] = Array.isArray(aud) ? (aud as unknown[]) : [aud]
  if (named !== audience || others.length > 0) return { ok: false, why: 'assertion_audience' }
  if (!isSeconds(exp) || exp <= nowSeconds - END_LEEWAY_SECONDS) return { ok: false, why: 'assertion_expired' }
  for (const from of [iat, nbf]) {
    if (from === undefined) continue
    if (!isSeconds(from) || from > nowSeconds + SKEW_SECONDS) return { ok: false, why: 'assertion_not_yet_valid' }
  }
  const isLong = exp > nowSeconds + LONGEST_SECONDS + SKEW_SECONDS || (isSeconds(iat) && exp - iat > LONGEST_SECONDS)
  if (isLong) return { ok: false, why: 'assertion_too_long_lived' }
  if (!isJti(jti)) return { ok: false, why: 'assertion_jti_missing' }
  return { ok: true, jti, usableUntil: exp + END_LEEWAY_SECONDS }
}

/** RFC 7519 §2 lets a NumericDate have a fraction. */
export function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 1e11
}

export function isJti(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= 255
}
