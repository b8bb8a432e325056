import { readEd25519 } from '../../platform/outside/signing.ts'
import { ED25519, ed25519Signer, ed25519Verifier, formatVerifierKey, type NoteSigner, type NoteVerifier } from '../note.ts'

/** The log's own keys: another than the one that signs proofs, since a checkpoint binds for ever. */
export interface LogKey {
  /** The log's name, in every checkpoint and as the name of its keys. */
  origin: string
  /** Signs from now on. */
  signer: NoteSigner
  /** C2SP verifier keys: the signer's first, then those that were rotated out. */
  vkeys: readonly string[]
  verifiers: readonly NoteVerifier[]
}

/** Opened at first use: on workerd one request does not wait for another's promise, so the key is kept and not the promise of it. */
export interface LogKeyring {
  /** @throws Error with a sentence for the operator */
  open(): Promise<LogKey>
}

/**
 * @param text LOG_KEY: an Ed25519 private JWK, the text of a PKCS #8 PEM, or a JWK Set whose first key signs while the
 *   others, rotated out, still verify what they signed
 * @param origin LOG_ORIGIN: a name without spaces and plus signs, best a host and a path
 */
export function logKeyring(text: string, origin: string): LogKeyring {
  let held: LogKey | null = null
  return {
    async open() {
      held ??= await readLogKey(text, origin)
      return held
    },
  }
}

async function readLogKey(text: string, origin: string): Promise<LogKey> {
  const { signer, published } = await readEd25519(text, 'LOG_KEY')
  const publicKeys = published.map(({ x }) => new Uint8Array(Buffer.from(x, 'base64url')))
  const vkeys = publicKeys.map((key) => formatVerifierKey(origin, ED25519, key))
  return { origin, signer: ed25519Signer(origin, signer as CryptoKey, publicKeys[0]!), vkeys, verifiers: vkeys.map(ed25519Verifier) }
}
