/**
 * The page's part for tiles of the log that somebody kept, fetched once such a file or a folder is given: finds in what was
 * chosen or dropped which files are tiles, by their place in the folders of C2SP tlog-tiles.
 */
import { type KeptTiles, keptTiles, parseTilePath, TILE_BYTES, tilePath } from '../../src/log/audit/model.ts'

export interface Placed {
  file: File
  /** As far as it is known; else the name alone. */
  path: string
}

export interface SortedOut {
  tiles: KeptTiles | null
  /** How many of the files are tiles. */
  count: number
  /** What is no tile. */
  rest: File[]
}

/** Folders in which a tile lies, whatever the outermost is called; others are not walked through. */
const FOLDER = /^(?:tile|\d{1,2}|x?\d{3}|\d{3}\.p)$/

/** Of dropped folders the tiles, and the checkpoint that was kept with them. */
export async function placedIn(entries: readonly FileSystemEntry[]): Promise<Placed[]> {
  const placed: Placed[] = []
  const open = [...entries]
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const path = entry.fullPath
    if (entry.isDirectory) {
      const reader = (entry as FileSystemDirectoryEntry).createReader()
      const next = () => new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
      // A browser hands out a hundred at a time.
      for (let some = await next(); some.length > 0; some = await next())
        open.push(...some.filter(({ isDirectory, name, fullPath }) => (isDirectory ? FOLDER.test(name) : tilePathIn(fullPath) || isCheckpoint(name))))
    } else placed.push({ file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)), path })
  }
  return placed
}

export async function sortOut(placed: readonly Placed[]): Promise<SortedOut> {
  const kept = new Map<string, Uint8Array>()
  const rest: File[] = []
  for (const { file, path } of placed) {
    // A full tile that was saved by itself has lost its folders.
    const tile = tilePathIn(path) ?? (/^\d{3}$/.test(file.name) && file.size === TILE_BYTES ? tilePath(0, Number(file.name)) : null)
    if (tile === null) rest.push(file)
    // Of one that is too long the length says enough.
    else kept.set(tile, new Uint8Array(await file.slice(0, TILE_BYTES + 1).arrayBuffer()))
  }
  const names = [...kept.keys()]
  const list = (folder: string) => names.filter((name) => name.startsWith(`${folder}/`)).map((name) => name.slice(folder.length + 1))
  return { tiles: kept.size > 0 ? keptTiles({ read: (path) => kept.get(path) ?? null, list }) : null, count: kept.size, rest }
}

function tilePathIn(path: string): string | null {
  const [, level, tail] = /(?:^|\/)(\d{1,2})\/((?:x\d{3}\/)*\d{3}(?:\.p\/\d{1,3})?)$/.exec(path) ?? []
  const found = `tile/${level}/${tail}`
  return parseTilePath(found) ? found : null
}

function isCheckpoint(name: string): boolean {
  return /^checkpoint(?:\.txt)?$/.test(name)
}
