/** Where a lender may have its events sent: what a URL must be, before any name is looked up. */
import { isAddress, isPublicAddress } from './address.ts'

export type TargetFlaw = 'unreadable' | 'not_https' | 'credentials' | 'fragment' | 'private_address' | 'private_name' | 'reserved_port'

/**
 * All addresses of a name; null where nobody here can say. A name that has none gives none, or throws.
 */
export type Resolver = (host: string) => Promise<readonly string[] | null>

export interface Target {
  url: URL
  /** Without brackets and without a final dot. */
  host: string
  port: number
  /** Named in the allow-list: it may be private, and without TLS. */
  allowed: boolean
}

/** Names that only this machine or its neighbourhood resolves (RFC 6761, 6762, 8375, and what clouds use). */
const PRIVATE_NAMES = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|in-addr\.arpa|ip6\.arpa|onion|test|invalid)$/

/** @param allow `host:port`, in lower case, each */
export function judgeTarget(text: string, allow: readonly string[]): { ok: true; target: Target } | { ok: false; why: TargetFlaw } {
  if (text.length > 1_000 || !URL.canParse(text)) return { ok: false, why: 'unreadable' }
  // The parser brings 0x7f.1, 2130706433 and 127.0.0.1 to one spelling.
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { ok: false, why: 'not_https' }
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  const allowed = allow.includes(`${host}:${port}`)
  if (url.protocol !== 'https:' && !allowed) return { ok: false, why: 'not_https' }
  if (url.username !== '' || url.password !== '') return { ok: false, why: 'credentials' }
  if (url.hash !== '') return { ok: false, why: 'fragment' }
  if (!allowed) {
    if (isAddress(host) ? !isPublicAddress(host) : url.hostname.startsWith('[')) return { ok: false, why: 'private_address' }
    // Whoever listens there speaks another protocol: mail, shells, directories.
    if (port < 1024 && port !== 443) return { ok: false, why: 'reserved_port' }
    if (!isAddress(host) && (!host.includes('.') || PRIVATE_NAMES.test(host) || spellsPrivateAddress(host))) return { ok: false, why: 'private_name' }
  }
  return { ok: true, target: { url, host, port, allowed } }
}

/** Services answer for such names with the address that is spelled in them: 127.0.0.1.nip.io, app.10-0-0-1.sslip.io. */
function spellsPrivateAddress(host: string): boolean {
  const labels = host.split(/[.-]/)
  return labels.some((_, at) => {
    const four = labels.slice(at, at + 4)
    if (four.length < 4 || !four.every((label) => /^\d{1,3}$/.test(label))) return false
    const address = four.map(Number).join('.')
    return isAddress(address) && !isPublicAddress(address)
  })
}
