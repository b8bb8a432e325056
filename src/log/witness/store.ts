/** What a witness has signed, a file for each log, on a disk of its own: Node only. */
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { decodeBase64, encodeBase64 } from '../base64.ts'
import type { Seen } from '../submission.ts'
import { EMPTY_ROOT } from '../tree.ts'

export interface SeenStore {
  /** The empty tree of a log that was never seen. @throws Error where the file is no longer readable: a witness that forgets signs forks */
  read(origin: string): Seen
  /** On the disk for good before it returns. */
  write(origin: string, seen: Seen): void
}

export function seenInFolder(folder: string): SeenStore {
  mkdirSync(folder, { recursive: true })
  const pathOf = (origin: string) => join(folder, `${createHash('sha256').update(origin).digest('hex').slice(0, 32)}.json`)
  return {
    read(origin) {
      let text: string
      try {
        text = readFileSync(pathOf(origin), 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        return { size: 0, root: EMPTY_ROOT }
      }
      const { origin: named, size, root } = JSON.parse(text) as { origin: string; size: number; root: string }
      const bytes = decodeBase64(root)
      if (named !== origin || !Number.isSafeInteger(size) || bytes?.length !== 32)
        throw new Error(`The witness's memory of ${origin} is damaged; it signs nothing more of it.`)
      return { size, root: bytes }
    },
    write(origin, { size, root }) {
      const path = pathOf(origin)
      const fresh = `${path}.new`
      const handle = openSync(fresh, 'w', 0o600)
      try {
        writeSync(handle, JSON.stringify({ origin, size, root: encodeBase64(root) }))
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
      renameSync(fresh, path)
      // The rename, too, must outlive a power cut.
      const directory = openSync(folder, 'r')
      try {
        fsyncSync(directory)
      } finally {
        closeSync(directory)
      }
    },
  }
}
