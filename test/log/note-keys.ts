/** Ed25519 keys for notes, out of the published seeds. */
import { createPrivateKey } from 'node:crypto'
import { ed25519Signer, type NoteSigner, parseVerifierKey } from '../../src/log/note.ts'

export interface KeyPair {
  privateKey: CryptoKey
  publicKey: Uint8Array
}

export async function keyPairOf(seed: Uint8Array): Promise<KeyPair> {
  // RFC 8410 §7: what stands before the 32 bytes of an Ed25519 private key in PKCS #8.
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const { x } = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
  return { privateKey: await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']), publicKey: new Uint8Array(Buffer.from(x!, 'base64url')) }
}

/** Reads `PRIVATE+KEY+name+id+base64`, as golang.org/x/mod/sumdb/note writes it. */
export async function signerOf(signerKey: string): Promise<NoteSigner> {
  const [, name, base64] = /^PRIVATE\+KEY\+([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(signerKey)!
  const { privateKey, publicKey } = await keyPairOf(new Uint8Array(Buffer.from(base64!, 'base64').subarray(1)))
  return ed25519Signer(name!, privateKey, publicKey)
}

export function publicKeyOf(verifierKey: string): Uint8Array {
  return parseVerifierKey(verifierKey)!.publicKey
}
