/** A proof and what is wrong with one, in words: for the terminal and for the API's sentences. */
import type { PROOF_FLAWS } from '../proof-contract.ts'
import type { ProofClaims } from './claims.ts'

export type ProofFlaw = (typeof PROOF_FLAWS)[number]

export const FLAW_SENTENCES: Readonly<Record<ProofFlaw, string>> = {
  unreadable: '这段文字不是一份完整的证明，可能没有复制全，请重新复制。 This is no complete proof; copy it again as a whole.',
  algorithm: '签名方式不被接受，这不是平台开的证明。 Its signature algorithm is not accepted: the platform did not issue it.',
  type: '这是别的签名文件，不是「符合全部条件」的证明。 This is signed, if at all, as something other than a proof.',
  unknown_key: '签名所用的钥匙不在平台公布的钥匙里。 It names a key that is not among the published ones.',
  signature: '签名对不上，内容被改过或不是平台签的。 The signature does not hold: it was altered, or signed by somebody else.',
  claims: '签名对得上，但内容不是一份证明应有的样子，不能采信。 The signature holds but the content is not what a proof says; do not rely on it.',
  future: '开证时间比现在还晚，请核对时钟。 It is dated in the future; check the clock.',
  expired: '这份证明已经过期，请对方重新开一份。 It has expired; ask for a new one.',
  wrong_lender: '这份证明是开给另一家机构的。 It was issued for another lender.',
  wrong_product: '这份证明说的是另一款产品。 It is about another product.',
  wrong_subject: '这份证明说的不是这个主体；自然人还要同时给出本人出示的校验串。 It is about somebody else; for a natural person the salt is needed, too.',
}

export const HOLDS_SENTENCE = '证明有效：签名、期限和内容都对得上。 The proof holds: signature, time and content are in order.'
export const WITHDRAWN_SENTENCE =
  '签名是真的，但平台现在不再为它作保，请对方重新开一份。 The signature is genuine, but the platform no longer stands by it; ask for a new one.'

/** What is proven, to whom and until when, and what is not; each a line. */
export function proofLines(claims: ProofClaims, at: Date): string[] {
  const { sub, product, version, terms, aud, factsAsOf, exp, iat, jti } = claims
  const person = sub.startsWith('commitment:')
  const named = sub.slice(sub.indexOf(':') + 1)
  return [
    HOLDS_SENTENCE,
    `核对时刻 checked at        ${localTime(at)}`,
    `证明什么 what              按 ${factsAsOf} 的记录，符合产品 ${product} 第 ${version} 版的全部条件`,
    `                           on the facts of that day, all criteria of that version hold`,
    `条款指纹 terms (SHA-256)   ${terms}`,
    person
      ? `关于谁 about whom          一位自然人，不写姓名和编号；承诺值 ${named}（a natural person, by commitment）`
      : `关于谁 about whom          统一社会信用代码 ${named}`,
    `给谁 for                   ${aud}`,
    `开于 issued                ${localTime(new Date(iat * 1000))}   ${jti}`,
    `有效到 until               ${localTime(new Date(exp * 1000))}`,
    '没有证明什么 what not      没有给出任何数值、类别或来源，也不是贷款的承诺。 No value, category or source; no promise of a loan.',
    '平台此后是否还作保，要联网问 POST /api/v1/proofs/verify。 Whether the platform still stands by it is asked online.',
  ]
}

/** 2026-11-23 10:00, Asia/Shanghai. */
export function localTime(instant: Date): string {
  return `${new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')} (UTC+8)`
}
