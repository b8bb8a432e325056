import { generateKeyPairSync } from 'node:crypto'
import { parseArgs } from 'node:util'
import { keptText } from '../../platform/outside/kept-file.ts'
import { readEd25519 } from '../../platform/outside/signing.ts'
import { COSIGNATURE } from '../cosignature.ts'
import { ed25519Verifier, formatVerifierKey, type NoteVerifier } from '../note.ts'
import { type Witness, witnessApp } from './routes.ts'
import { seenInFolder } from './store.ts'

export { type Witness, witnessApp } from './routes.ts'
export { type SeenStore, seenInFolder } from './store.ts'

/**
 * A witness for some logs, ready to be served.
 * @param key in the forms of LOG_KEY
 * @param vkeys keys of the logs it watches; a log's name is that of its keys
 * @throws Error with a sentence for the operator
 */
export async function openWitness(options: { name: string; key: string; vkeys: readonly string[]; folder: string; now: () => Date }) {
  const { signer, published } = await readEd25519(options.key, 'WITNESS_KEY')
  const publicKey = new Uint8Array(Buffer.from(published[0]!.x, 'base64url'))
  const logs = new Map<string, NoteVerifier[]>()
  for (const vkey of options.vkeys) {
    const verifier = ed25519Verifier(vkey)
    logs.set(verifier.name, [...(logs.get(verifier.name) ?? []), verifier])
  }
  const witness: Witness = { name: options.name, privateKey: signer as CryptoKey, publicKey, logs, seen: seenInFolder(options.folder), now: options.now }
  return { app: witnessApp(witness), vkey: formatVerifierKey(options.name, COSIGNATURE, publicKey) }
}

export const WITNESS_USAGE = `suixin witness --name NAME --vkey VKEY [--vkey …] [--origin ORIGIN] [--port 8790] [--state DIR]
                                         watch logs by their verifier keys and cosign what goes on from the last checkpoint (C2SP tlog-witness)`

/** What the command has of its process. */
export interface WitnessTerminal {
  now(): Date
  out(line: string): void
  err(line: string): void
  /** Answers at a port until the process is told to stop; resolves with the exit code. */
  serve(fetch: (request: Request) => Response | Promise<Response>, port: number, ready: (port: number) => void): Promise<number>
}

/** Serves until it is stopped; what it has signed lies in its folder, and its own key beside it. @returns the exit code */
export async function witnessCommand(words: readonly string[], terminal: WitnessTerminal): Promise<number> {
  const text = { type: 'string' } as const
  const options = {
    name: text,
    vkey: { ...text, multiple: true },
    origin: text,
    port: { ...text, default: '8790' },
    state: { ...text, default: '.witness' },
  } as const
  const refuse = (sentence: string) => {
    terminal.err(sentence)
    return 2
  }
  try {
    const { name, vkey: vkeys = [], origin, port, state: folder } = parseArgs({ args: [...words], options }).values
    if (name === undefined || vkeys.length === 0 || !/^\d{1,5}$/.test(port)) return refuse(WITNESS_USAGE)
    const strangers = origin === undefined ? [] : vkeys.filter((vkey) => !vkey.startsWith(`${origin}+`))
    if (strangers.length > 0) return refuse(`Not keys of ${origin}: ${strangers.join(', ')}`)
    const key = keptText(folder, 'witness-key.pem', () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    const { app, vkey } = await openWitness({ name, key, vkeys, folder, now: terminal.now })
    return await terminal.serve(app.fetch, Number(port), (at) => terminal.out(`${vkey}\nwatches ${new Set(vkeys).size} keys at port ${at}`))
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}
