/** DPoP (RFC 9449): whoever sends a token proves with each request that it holds the key the token was issued to. */
import { createHash } from 'node:crypto'
import { isJti, isSeconds } from './assertion.ts'

/** §11.1: a proof is good for an instant; as far as clocks may differ. */
const PROOF_SECONDS = 60

export type ProofFlaw = 'proof_method' | 'proof_target' | 'proof_stale' | 'proof_token' | 'proof_jti_missing'

export interface SoundProof {
  ok: true
  jti: string
  usableUntil: number
}

/**
 * What the claims of a proof must say (§4.3, points 8 to 11).
 * @param url of the request as its sender knows it, whatever stands between
 * @param token the access token beside which the proof came; none at the token endpoint
 */
export function judgeProof(
  claims: Readonly<Record<string, unknown>>,
  { method, url, token, nowSeconds }: { method: string; url: string; token: string | null; nowSeconds: number },
): SoundProof | { ok: false; why: ProofFlaw } {
  const { htm, htu, iat, jti, ath } = claims
  if (htm !== method) return { ok: false, why: 'proof_method' }
  if (typeof htu !== 'string' || htu.length > 2_048 || targetOf(htu) !== targetOf(url)) return { ok: false, why: 'proof_target' }
  if (!isSeconds(iat) || Math.abs(nowSeconds - iat) > PROOF_SECONDS) return { ok: false, why: 'proof_stale' }
  if (token !== null && ath !== tokenHash(token)) return { ok: false, why: 'proof_token' }
  if (!isJti(jti)) return { ok: false, why: 'proof_jti_missing' }
  return { ok: true, jti, usableUntil: iat + PROOF_SECONDS }
}

/** §4.2 `ath`. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest('base64url')
}

/** §4.3: compared without query and fragment, after the normalisation that every URL parser does. */
function targetOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host, pathname, username, password } = new URL(url)
  return username === '' && password === '' ? `${protocol}//${host}${pathname}` : null
}
