/**
 * `suixin-audit/1`: a log and the consents it speaks of in one file, to be judged on a machine that has nothing else.
 *
 * JSON Lines in UTF-8, each an object with one member that says what it is:
 *   {"header":{format,origin,vkeys,jwks,from,to,madeAt,scope}}  first, once
 *   {"artefact":{…},"hash":"hex","sig":{"platform":"…"}}        before the first leaf that names its hash
 *   {"i":0,"h":"base64","leaf":"…"}                             every leaf from 0 on; `h` is the hash the tree was built of
 *   {"i":1,"h":"base64"}                                        a leaf that is none of the reader's business (scope: a lender)
 *   {"tile":0,"hashes":"base64"}                                before leaf 256·tile: up to 256 leaf hashes as the tree's lowest tile keeps them
 *   {"checkpoint":"…"}                                          behind the last leaf under it, smallest first
 *   {"end":12}                                                  last, once: lines before it
 * Pages of it, one behind the other, are the file.
 */
import { decodeBase64, encodeBase64 } from '../base64.ts'
import { TILE_WIDTH } from '../tiles.ts'
import { HASH_BYTES } from '../tree.ts'

export const DUMP_FORMAT = 'suixin-audit/1'
const LONGEST_TILE_TEXT = Math.ceil((TILE_WIDTH * HASH_BYTES) / 3) * 4

export interface DumpHeader {
  format: typeof DUMP_FORMAT
  /** First line of every checkpoint. */
  origin: string
  /** Every key that ever signed the log, `name+id+key`. */
  vkeys: readonly string[]
  /** The platform's published keys, RFC 7517: what consents are signed with. */
  jwks: { readonly keys: readonly unknown[] }
  from: 0
  /** Leaves under the newest checkpoint. */
  to: number
  madeAt: string
  /** `whole`, or the lender whose leaves are written out. */
  scope: string
}

export interface DumpArtefact {
  artefact: Readonly<Record<string, unknown>>
  /** As it was stored, hex; what counts is what the artefact's own bytes give. */
  hash: string
  /** Detached JWS by the platform; null for a consent from before they were signed. */
  platform: string | null
}

export interface DumpLeaf {
  index: number
  /** The stored leaf hash, where the tree's owner still has it. */
  hash: Uint8Array | null
  /** The canonical entry; null where it is withheld, or gone. */
  leaf: string | null
}

/** Third copy of leaf hashes: from which of three the signed root comes tells which of them was altered. */
export interface DumpTile {
  /** Of a tile of level 0, C2SP tlog-tiles: leaf 256·index comes first. */
  index: number
  /** 1 to 256 hashes one after the other. */
  hashes: Uint8Array
}

export type DumpItem =
  | ({ is: 'header' } & DumpHeader)
  | ({ is: 'artefact' } & DumpArtefact)
  | ({ is: 'leaf' } & DumpLeaf)
  | ({ is: 'tile' } & DumpTile)
  | { is: 'checkpoint'; note: string }
  | { is: 'end'; lines: number }

export function headerLine(header: DumpHeader): string {
  return JSON.stringify({ header })
}

export function artefactLine({ artefact, hash, platform }: DumpArtefact): string {
  return JSON.stringify({ artefact, hash, ...(platform !== null && { sig: { platform } }) })
}

export function leafLine({ index, hash, leaf }: DumpLeaf): string {
  return JSON.stringify({ i: index, ...(hash && { h: encodeBase64(hash) }), ...(leaf !== null && { leaf }) })
}

export function tileLine({ index, hashes }: DumpTile): string {
  return JSON.stringify({ tile: index, hashes: encodeBase64(hashes) })
}

export function checkpointLine(note: string): string {
  return JSON.stringify({ checkpoint: note })
}

export function endLine(lines: number): string {
  return JSON.stringify({ end: lines })
}

/** null unless the line is one of the six, with its members and no others. */
export function parseDumpLine(line: string): DumpItem | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (!isRecord(value)) return null
  const members = Object.keys(value).sort().join()
  if (members === 'h,i,leaf' || members === 'i,leaf' || members === 'h,i') return leafFrom(value)
  if (members === 'artefact,hash,sig' || members === 'artefact,hash') return artefactFrom(value)
  if (members === 'hashes,tile') return tileFrom(value)
  if (members === 'checkpoint') return typeof value.checkpoint === 'string' ? { is: 'checkpoint', note: value.checkpoint } : null
  if (members === 'header') return headerFrom(value.header)
  if (members === 'end') return isCount(value.end) ? { is: 'end', lines: value.end } : null
  return null
}

function leafFrom({ i, h, leaf }: Readonly<Record<string, unknown>>): DumpItem | null {
  const hash = h === undefined ? null : typeof h === 'string' && h.length === 44 ? decodeBase64(h) : undefined
  if (!isCount(i) || hash === undefined || (h !== undefined && hash?.length !== 32) || (leaf !== undefined && typeof leaf !== 'string')) return null
  return { is: 'leaf', index: i, hash, leaf: leaf ?? null }
}

function tileFrom({ tile, hashes }: Readonly<Record<string, unknown>>): DumpItem | null {
  const bytes = typeof hashes === 'string' && hashes.length <= LONGEST_TILE_TEXT ? decodeBase64(hashes) : null
  const whole = bytes !== null && bytes.length > 0 && bytes.length % HASH_BYTES === 0 && bytes.length <= TILE_WIDTH * HASH_BYTES
  return isCount(tile) && whole ? { is: 'tile', index: tile, hashes: bytes } : null
}

function artefactFrom({ artefact, hash, sig }: Readonly<Record<string, unknown>>): DumpItem | null {
  if (!isRecord(artefact) || typeof hash !== 'string') return null
  if (sig === undefined) return { is: 'artefact', artefact, hash, platform: null }
  if (!isRecord(sig) || Object.keys(sig).join() !== 'platform' || typeof sig.platform !== 'string') return null
  return { is: 'artefact', artefact, hash, platform: sig.platform }
}

const HEADER_MEMBERS = 'format,from,jwks,madeAt,origin,scope,to,vkeys'

function headerFrom(header: unknown): DumpItem | null {
  if (!isRecord(header) || Object.keys(header).sort().join() !== HEADER_MEMBERS) return null
  const { format, origin, vkeys, jwks, from, to, madeAt, scope } = header
  const sound =
    format === DUMP_FORMAT &&
    from === 0 &&
    isCount(to) &&
    [origin, madeAt, scope].every((text) => typeof text === 'string' && text !== '') &&
    Array.isArray(vkeys) &&
    vkeys.every((key) => typeof key === 'string') &&
    isRecord(jwks) &&
    Array.isArray(jwks.keys)
  return sound ? { is: 'header', ...(header as unknown as DumpHeader) } : null
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
