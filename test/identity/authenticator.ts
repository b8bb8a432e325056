import { createHash, createPrivateKey, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { generateHOTP } from '@oslojs/otp'

/** A passkey in software (WebAuthn level 3, ES256, attestation none): honest unless told otherwise. */
export class Authenticator {
  readonly id = randomBytes(16).toString('base64url')
  readonly #key: KeyObject
  readonly #x: Buffer
  readonly #y: Buffer
  counter = 0
  origin: string
  rpId: string
  userVerified = true

  constructor(origin: string) {
    this.origin = origin
    this.rpId = new URL(origin).hostname
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }))
    const jwk = publicKey.export({ format: 'jwk' })
    this.#x = Buffer.from(jwk.x!, 'base64url')
    this.#y = Buffer.from(jwk.y!, 'base64url')
  }

  /** The answer to `POST /api/v1/me/passkeys/options`. */
  create({ challenge }: { challenge: string }) {
    const credential = Buffer.from(this.id, 'base64url')
    const length = Buffer.alloc(2)
    length.writeUInt16BE(credential.length)
    // COSE_Key: 1 (kty) 2, 3 (alg) -7, -1 (crv) 1, -2 x, -3 y.
    const cose = Buffer.concat([Buffer.from('a5010203262001215820', 'hex'), this.#x, Buffer.from('225820', 'hex'), this.#y])
    const authData = Buffer.concat([this.#head(0x40), Buffer.alloc(16), length, credential, cose])
    const size = Buffer.from([0x59, authData.length >> 8, authData.length & 0xff])
    const attestationObject = Buffer.concat([
      cborText(0xa3, 'fmt'),
      cborText(null, 'none'),
      cborText(null, 'attStmt'),
      Buffer.from([0xa0]),
      cborText(null, 'authData'),
      size,
      authData,
    ])
    return {
      id: this.id,
      response: {
        clientDataJSON: this.#client('webauthn.create', challenge),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  /** The answer to `POST /api/v1/passkey-challenges`. */
  get({ challenge }: { challenge: string }) {
    this.counter++
    const authenticatorData = this.#head(0)
    const clientDataJSON = this.#client('webauthn.get', challenge)
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest()])
    const signature = createSign('sha256').update(signed).sign(this.#key).toString('base64url')
    return { id: this.id, response: { clientDataJSON, authenticatorData: authenticatorData.toString('base64url'), signature, userHandle: null } }
  }

  /** rpIdHash, flags, counter. */
  #head(flags: number): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(this.counter)
    return Buffer.concat([createHash('sha256').update(this.rpId).digest(), Buffer.from([flags | 0x01 | (this.userVerified ? 0x04 : 0)]), count])
  }

  #client(type: string, challenge: string): string {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false })).toString('base64url')
  }
}

function cborText(map: number | null, text: string): Buffer {
  return Buffer.concat([Buffer.from(map === null ? [] : [map]), Buffer.from([0x60 + text.length]), Buffer.from(text)])
}

/** What an authenticator app shows at this moment. @param secret base32 */
export function codeAt(secret: string, now: Date): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Uint8Array.from(bits.match(/.{8}/g)!, (byte) => Number.parseInt(byte, 2))
  return generateHOTP(key, BigInt(Math.floor(now.getTime() / 30_000)), 6)
}
