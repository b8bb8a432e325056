import { createHmac } from 'node:crypto'
import { ageOf, isSameText, UNIX_SECONDS, unixSeconds } from './signature.ts'

/**
 * Webhooks by the Standard Webhooks specification (https://github.com/standard-webhooks/standard-webhooks), symmetric
 * scheme `v1`: HMAC-SHA256 over `{id}.{timestamp}.{body}`, the body as the bytes that travelled.
 */
/** “Random. Between 24 bytes (192 bits) and 64 bytes (512 bits)”. */
const SECRET_BYTES = { least: 24, most: 64 }

/** Visible ASCII without `,` and `.`: the specification forbids the full stop, since it would shift the border to the timestamp. */
const MESSAGE_ID = /^[\x21-\x2b\x2d\x2f-\x7e]{1,255}$/

export type WebhookVerdict =
  | {
      ok: true
      /** The same for every delivery of one event: remember it, a second one is a repetition. */
      id: string
      /** Of this delivery, not of the event. */
      at: Date
    }
  | {
      ok: false
      /** `no_secret`: nobody has agreed on one with this sender. */
      why: 'missing_header' | 'duplicate_header' | 'bad_id' | 'bad_timestamp' | 'too_old' | 'too_new' | 'no_secret' | 'bad_signature'
    }

/**
 * @param secrets `whsec_<base64>`, all that are good now: two while one replaces the other
 * @param body the bytes received; parsing and writing again would change them
 * @throws TypeError when one of our own secrets is malformed
 */
export function verifyWebhook({ headers, body, secrets, now }: { headers: Headers; body: Uint8Array; secrets: readonly string[]; now: Date }): WebhookVerdict {
  const refuse = (why: Extract<WebhookVerdict, { ok: false }>['why']): WebhookVerdict => ({ ok: false, why })
  const id = headers.get('webhook-id')
  const timestamp = headers.get('webhook-timestamp')
  const signatures = headers.get('webhook-signature')
  if (!id || !timestamp || !signatures) return refuse('missing_header')
  // Headers sent twice arrive joined by “, ”. Which of the two was meant, another reader might decide otherwise.
  if (id.includes(',') || timestamp.includes(',') || signatures.includes(', ')) return refuse('duplicate_header')
  if (!MESSAGE_ID.test(id)) return refuse('bad_id')
  if (!UNIX_SECONDS.test(timestamp)) return refuse('bad_timestamp')
  const age = ageOf(timestamp, now)
  if (age !== 'fresh') return refuse(age)
  if (secrets.length === 0) return refuse('no_secret')

  const expected = secrets.map((secret) => signatureOf(id, timestamp, body, secret))
  let matches = 0
  // Every pair is compared, so that the time does not tell which secret or signature was nearly right.
  for (const given of signatures.split(' ')) for (const right of expected) matches += isSameText(given, right) ? 1 : 0
  return matches > 0 ? { ok: true, id, at: new Date(Number(timestamp) * 1000) } : refuse('bad_signature')
}

/**
 * The three headers of a delivery, signed with each secret, so that a receiver may hold either during a rotation.
 * @throws TypeError when there is no secret, or id or a secret is malformed
 */
export function signWebhook({ id, at, body, secrets }: { id: string; at: Date; body: Uint8Array; secrets: readonly string[] }): Record<string, string> {
  if (!MESSAGE_ID.test(id) || secrets.length === 0) throw new TypeError('signWebhook: a message id without “.” and a secret are needed')
  const timestamp = String(unixSeconds(at))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => signatureOf(id, timestamp, body, secret)).join(' '),
  }
}

function signatureOf(id: string, timestamp: string, body: Uint8Array, secret: string): string {
  return `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

/** Strictly base64: a lenient reader makes a short, guessable key of a mistyped secret. */
function keyOf(secret: string): Uint8Array {
  const [, base64] = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(secret) ?? []
  const key = base64 === undefined ? null : Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  if (!key || key.length < SECRET_BYTES.least || key.length > SECRET_BYTES.most)
    throw new TypeError(`a webhook secret is “whsec_” and the base64 of ${SECRET_BYTES.least}–${SECRET_BYTES.most} bytes`)
  return key
}
