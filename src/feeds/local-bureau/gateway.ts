import type { OutgoingRequest } from '../../sources/model.ts'
import type { SubjectKind } from '../../subjects/model.ts'
import { WITH_TOKEN } from '../usual-channels.ts'

/**
 * The licensed gateway: what is personal goes to a lender through a licensed bureau or not at all (断直连, 征信业务管理办法
 * art. 4). Before fields leave, their delivery is registered here and bears the bureau's ticket. No value is told, only
 * which fields go to whom, on which authorisation, and the SHA-256 of exactly the bytes that go.
 *
 * Documented contract: `POST /gateway/v1/deliveries` with a bearer token.
 * 201 `{ticket: 'GW' + 16 letters or digits, at: RFC 3339}`; the same delivery again answers the same ticket.
 * 422 `{code, message}`: `unknown_purpose`, `no_fields`, or a body that is not of this shape (`malformed`).
 */
export interface GatewayDelivery {
  /** Our reference of the subject's authorisation: the consent's id. */
  consentRef: string
  /** The lender that is to receive it: institution id. */
  recipient: string
  purpose: string
  subjectKind: SubjectKind
  /** Attribute ids, at least one. */
  fields: readonly string[]
  /** Of the delivered document's bytes, 64 lower-case hex digits. */
  sha256: string
}

/** Purposes that the bureau's licence covers; codes as in a consent: of a loan's whole life, from the first look to its renewal. */
export const GATEWAY_PURPOSES = ['PRECHECK', 'UNDERWRITE', 'POSTLOAN', 'RENEWAL', 'GUARANTEE'] as const

export const GATEWAY_AUTH = WITH_TOKEN

/** Must not be tried under another digest: the ticket stands for these very bytes. */
export function deliveryRequest(delivery: GatewayDelivery): OutgoingRequest {
  const { consentRef, recipient, purpose, subjectKind, fields, sha256 } = delivery
  return { method: 'POST', path: '/gateway/v1/deliveries', body: { consentRef, recipient, purpose, subjectKind, fields: [...fields], sha256 } }
}

const TICKET = /^GW[0-9A-Z]{16}$/
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

export type ReadDelivery = { ticket: string; at: string } | { wrong: string }

/** @param body of a 201; `wrong` names what the answer lacks and never quotes it */
export function readDelivery(body: unknown): ReadDelivery {
  if (typeof body !== 'object' || body === null) return { wrong: 'the answer is no object' }
  const { ticket, at } = body as { ticket?: unknown; at?: unknown }
  if (typeof ticket !== 'string' || !TICKET.test(ticket)) return { wrong: 'ticket is no ticket number' }
  if (typeof at !== 'string' || !RFC3339.test(at) || Number.isNaN(Date.parse(at))) return { wrong: 'at is no time' }
  return { ticket, at }
}
