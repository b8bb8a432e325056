import type { PresentChannel, SentRow } from '../../sources/model.ts'

/**
 * The contract of the code: a compact JWS (RFC 7515), ES256, issued by the tax office to one taxpayer. Registered claims
 * `iss aud sub iat exp jti` (RFC 7519): `sub` is the credit code, `jti` the code's number; the others bear the names below, as
 * text or number. The office publishes its keys as a JWKS (RFC 7517).
 */
export const TAX_CODE_ISSUER = 'urn:suixin:feed:gz-tax'
export const TAX_CODE_AUDIENCE = 'urn:suixin:platform'

const STATED = ['纳税信用级别', '评价年度', '近12个月纳税额（元）', '近12个月开票额（元）', '开票额同比（%）', '零申报次数', '数据截止日'] as const
export type TaxCodeClaims = Partial<Record<(typeof STATED)[number], string | number>>

export const taxCodePresented: PresentChannel = {
  way: 'present',
  record: 'tax_code',
  issuer: TAX_CODE_ISSUER,
  audience: TAX_CODE_AUDIENCE,
  keysPath: '/.well-known/jwks.json',
  read: readTaxCodeClaims,
}

/** Seconds of RFC 7519 up to the year 9999: beyond it there is no date to write. */
const LAST_SECOND = 253_402_300_799

/** @param claims of a code whose signature, issuer, audience and term have been verified */
function readTaxCodeClaims(claims: Readonly<Record<string, unknown>>): ReturnType<PresentChannel['read']> {
  const { sub, jti, iat } = claims
  if (typeof sub !== 'string' || sub === '') return { wrong: 'sub is no text' }
  if (typeof jti !== 'string' || jti === '') return { wrong: 'jti is no text' }
  if (typeof iat !== 'number' || !(iat >= 0 && iat <= LAST_SECOND)) return { wrong: 'iat is no time' }
  const row: Record<string, string> = { 统一社会信用代码: sub, 税信码编号: jti }
  for (const name of STATED) {
    const claim = claims[name]
    if (claim === undefined || claim === null) continue
    if (typeof claim !== 'string' && typeof claim !== 'number') return { wrong: `${name} is neither text nor number` }
    row[name] = String(claim)
  }
  // The time of issue puts several codes of one firm in order.
  row.更新时间 = new Date(Math.trunc(iat) * 1000).toISOString()
  return { row: row satisfies SentRow, holder: sub }
}
