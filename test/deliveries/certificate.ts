/** A certificate that signs itself (RFC 5280, RFC 8410), for a receiver's TLS in tests. */
import { generateKeyPairSync, sign } from 'node:crypto'

const tlv = (tag: number, ...parts: (Buffer | number[])[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)))
  const length = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
const sequence = (...parts: Buffer[]) => tlv(0x30, ...parts)
const oid = (hex: string) => tlv(0x06, Buffer.from(hex, 'hex'))
const ED25519 = sequence(oid('2b6570'))
const time = (text: string) => tlv(0x17, Buffer.from(text, 'ascii'))

/** @param names DNS names */
export function selfSigned(names: readonly string[]): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const name = sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from('test receiver')))))
  const san = sequence(oid('551d11'), tlv(0x04, sequence(...names.map((each) => tlv(0x82, Buffer.from(each, 'ascii'))))))
  const authority = sequence(oid('551d13'), tlv(0x01, [0xff]), tlv(0x04, sequence(tlv(0x01, [0xff]))))
  const body = sequence(
    tlv(0xa0, tlv(0x02, [2])),
    tlv(0x02, [1]),
    ED25519,
    name,
    sequence(time('200101000000Z'), time('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(authority, san)),
  )
  const der = sequence(body, ED25519, tlv(0x03, [0], sign(null, body, privateKey)))
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n')
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` }
}
