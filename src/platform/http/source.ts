/** Where a request comes from, as far as its door can know. */

/**
 * @param remote the other end of the socket
 * @param forwarded X-Forwarded-For; anybody can write it, so it counts only as far as our own proxies wrote it
 * @param proxies how many proxies of ours stand in front: the address is the one that the outermost of them saw
 * @returns null where nothing trustworthy is an address
 */
export function sourceAddress(remote: string | undefined, forwarded: string | null | undefined, proxies: number): string | null {
  if (proxies === 0) return normal(remote)
  const hops = (forwarded ?? '').split(',').map((hop) => hop.trim())
  return normal(hops[hops.length - proxies]) ?? normal(remote)
}

function normal(address: string | undefined): string | null {
  const text = (address ?? '')
    .replace(/^\[|\](:\d+)?$/g, '')
    .replace(/%.*$/, '')
    .toLowerCase()
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1] ?? text
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(mapped)) return mapped
  return /^[0-9a-f:]{2,39}$/.test(mapped) && mapped.includes(':') ? mapped : null
}

/** One household or office: an IPv4 address, the first 64 bits of an IPv6 address (its owner has all the rest). */
export function networkOf(address: string): string {
  return address.includes(':') ? `${groupsOf(address).slice(0, 4).join(':')}::` : address
}

/** Enough for its owner to know it again and too little to find them: 203.0.113.*, 2001:db8:1:* */
export function coarseNetwork(address: string): string {
  if (address === '::1') return address
  return address.includes(':') ? `${groupsOf(address).slice(0, 3).join(':')}:*` : address.replace(/\d+$/, '*')
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [left = '', right] = address.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const gap = right === undefined ? 0 : Math.max(0, 8 - head.length - tail.length)
  return [...head, ...Array<string>(gap).fill('0'), ...tail].map((group) => group.replace(/^0+(?=.)/, ''))
}
