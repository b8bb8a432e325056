/**
 * Which addresses are out in the world. Everything that is not, by the registries of RFC 6890 – this machine, its
 * neighbours, what a cloud answers its own machines with, addresses that wrap another – is none of a lender's.
 */

const NOT_PUBLIC_4: readonly [address: string, bits: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // shared by a carrier's customers, and where Alibaba Cloud keeps its metadata
  ['127.0.0.0', 8],
  ['168.63.129.16', 32], // in no registry, yet Azure answers its machines there alone: agent, DNS, metadata
  ['169.254.0.0', 16], // link-local, and where clouds keep their metadata
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
/** Of the global unicast space 2000::/3 alone; the rest – loopback, mapped IPv4, NAT64, unique-local, link-local – is outside it. */
const NOT_PUBLIC_6: readonly [address: string, bits: number][] = [
  ['2001::', 23], // Teredo and other protocols' own
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4 wraps an IPv4 address
  ['3fff::', 20],
]

/** @param text as a URL parser or a resolver writes it, without brackets; false also for what is no address */
export function isPublicAddress(text: string): boolean {
  const four = bitsOf4(text)
  if (four !== null) return !NOT_PUBLIC_4.some(([net, bits]) => isWithin(four, bitsOf4(net)!, 32, bits))
  const six = bitsOf6(text)
  if (six === null || !isWithin(six, bitsOf6('2000::')!, 128, 3)) return false
  return !NOT_PUBLIC_6.some(([net, bits]) => isWithin(six, bitsOf6(net)!, 128, bits))
}

export function isAddress(text: string): boolean {
  return bitsOf4(text) !== null || bitsOf6(text) !== null
}

function isWithin(address: bigint, net: bigint, width: number, bits: number): boolean {
  const shift = BigInt(width - bits)
  return address >> shift === net >> shift
}

function bitsOf4(text: string): bigint | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  if (!parts || parts.some((part) => part > 255)) return null
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n)
}

/** RFC 4291 §2.2, all three forms; a zone is of this machine and makes it no address of ours. */
function bitsOf6(text: string): bigint | null {
  if (text.length > 45 || !text.includes(':')) return null
  const tail = /^(.*:)([\d.]+)$/.exec(text)
  const four = tail?.[2]?.includes('.') ? bitsOf4(tail[2]) : null
  if (text.includes('.') && four === null) return null
  const plain = four === null ? text : `${tail![1]}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`
  const halves = plain.split('::')
  if (halves.length > 2) return null
  const [head, rest] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const groups = rest === undefined ? head! : [...head!, ...Array<string>(Math.max(0, 8 - head!.length - rest.length)).fill('0'), ...rest]
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return null
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n)
}
