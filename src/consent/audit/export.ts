/** A stretch of the log as lines of the audit dump: what is shown to whom, and in which order it stands. */
import { artefactLine, checkpointLine, type DumpHeader, type DumpTile, endLine, headerLine, leafLine, TILE_WIDTH, tileLine } from '../../log/audit/model.ts'

export interface ExportLeaf {
  seq: number
  leafHash: Uint8Array
  leaf: string | null
  consentId: string | null
  lenderId: string | null
}

export interface ExportArtefact {
  id: string
  artefact: object
  hash: string
  platform: string | null
}

export interface Stretch {
  header: DumpHeader
  from: number
  /** First place that is not in it; where that is the header's `to`, it is the last. */
  upTo: number
  leaves: readonly ExportLeaf[]
  checkpoints: readonly { size: number; note: string }[]
  /** Lowest tiles that begin in it, by index. */
  tiles: readonly DumpTile[]
  artefacts: readonly ExportArtefact[]
  /** Lines of all stretches before. */
  linesBefore: number
}

/** Kinds of entries with which a consent gets its artefact. */
export const BEGINS: ReadonlySet<string> = new Set(['consent.granted', 'consent.provisional'])

/** Whether this reader sees what the entry says: an auditor all of them, a lender its own. */
export function isShown({ scope }: DumpHeader, { lenderId }: Pick<ExportLeaf, 'lenderId'>): boolean {
  return scope === 'whole' || lenderId === scope
}

export function linesOfStretch({ header, from, upTo, leaves, checkpoints, tiles, artefacts, linesBefore }: Stretch): string[] {
  const lines = from === 0 ? [headerLine(header)] : []
  const byConsent = new Map(artefacts.map((artefact) => [artefact.id, artefact]))
  let next = 0
  let nextTile = 0
  for (const row of leaves) {
    for (; next < checkpoints.length && checkpoints[next]!.size <= row.seq; next++) lines.push(checkpointLine(checkpoints[next]!.note))
    for (; nextTile < tiles.length && tiles[nextTile]!.index * TILE_WIDTH <= row.seq; nextTile++) lines.push(tileLine(tiles[nextTile]!))
    const shown = isShown(header, row)
    const begun = shown && row.consentId !== null ? byConsent.get(row.consentId) : undefined
    if (begun && row.consentId !== null) {
      byConsent.delete(row.consentId)
      lines.push(artefactLine({ artefact: { ...begun.artefact }, hash: begun.hash, platform: begun.platform }))
    }
    lines.push(leafLine({ index: row.seq, hash: row.leafHash, leaf: shown ? row.leaf : null }))
  }
  for (; next < checkpoints.length; next++) lines.push(checkpointLine(checkpoints[next]!.note))
  if (upTo === header.to) lines.push(endLine(linesBefore + lines.length))
  return lines
}
