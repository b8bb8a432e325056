/**
 * Files on this machine: one named at the terminal, or laid into `<drop folder>/<source>/<record>/`. Node only: node.ts
 * and cli.ts alone reach this file.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Context } from '../../platform/context.ts'
import { Fault } from '../../platform/kernel/fault.ts'
import { MAX_FILE_BYTES } from '../files/table.ts'
import { importFile, logRefusal } from '../service.ts'
import type { SourceRegister } from '../source.ts'
import type { Batch } from '../store.ts'
import { importStream, type StreamMeans } from '../stream/service.ts'

const PIECE_BYTES = 256 * 1024
const TAKEN = /\.(csv|jsonl|xlsx)$/i

/**
 * Takes one file in: text block by block and resumable, a workbook at once.
 * @throws Fault as importStream and importFile; invalid `sha256_mismatch` where the file is not the one its sender meant
 */
export async function importLocalFile<F>(
  ctx: Context,
  register: SourceRegister<F>,
  { source, record, path, expectedSha256 }: { source: string; record: string; path: string; expectedSha256?: string | null },
  means: StreamMeans = {},
): Promise<Batch> {
  const { size } = await stat(path)
  const sha256 = await sha256Of(path)
  if (expectedSha256 && expectedSha256.toLowerCase() !== sha256) throw halfFile()
  const fileName = basename(path)
  if (!/\.xlsx$/i.test(path)) {
    const open = (start: number) => createReadStream(path, { start, highWaterMark: PIECE_BYTES })
    return importStream(ctx, register, { source, record, fileName, size, sha256, open, actorId: null, way: 'drop' }, means)
  }
  if (size > MAX_FILE_BYTES)
    throw new Fault('too_large', 'file_too_large', '工作簿超过 10 MiB，请另存为 CSV。 The workbook is larger than 10 MiB; save it as CSV.')
  const bytes = await readFile(path)
  return ctx.db.transaction((tx) =>
    importFile({ ...ctx, db: tx }, register, { source, record, bytes, contentType: undefined, fileName, actorId: null, way: 'drop' }),
  )
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) hash.update(piece as Uint8Array)
  return hash.digest('hex')
}

function halfFile(): Fault {
  return new Fault(
    'invalid',
    'sha256_mismatch',
    '文件与 .sha256 不符，可能没有传完，请重新放入。 The file does not match its .sha256: it may be half of itself.',
  )
}

export interface DropFolder<F> {
  folder: string
  register: SourceRegister<F>
  means?: StreamMeans
  /** What the log shows of each file. */
  onFile?(line: { path: string; outcome: 'done' | 'refused'; detail: string }): void
}

/** Sizes at the last look: a file is whole when its size did not change between two looks, or `<name>.done` lies beside it. */
export type Seen = Map<string, number>

/**
 * One look at the drop folder. Whole files are taken in one after the other and move to `done/`, or to `refused/` with the
 * reason beside them; one whose import broke off for want of a database stays and is resumed at the next look.
 * @param seen kept by the caller from look to look
 * @returns how many files were dealt with
 */
export async function takeDropped<F>(ctx: Context, drop: DropFolder<F>, seen: Seen): Promise<number> {
  let dealt = 0
  const found = await filesIn(drop.folder)
  const paths = new Set(found.map(({ path }) => path))
  for (const path of seen.keys()) if (!paths.has(path)) seen.delete(path)
  for (const file of found) {
    const { size } = await stat(file.path)
    const isWhole = (await exists(`${file.path}.done`)) || seen.get(file.path) === size
    seen.set(file.path, size)
    if (!isWhole) continue
    await takeOne(ctx, drop, file)
    seen.delete(file.path)
    dealt++
    if (drop.means?.isStopping?.()) break
  }
  return dealt
}

interface Dropped {
  source: string
  record: string
  path: string
}

async function takeOne<F>(ctx: Context, drop: DropFolder<F>, file: Dropped): Promise<void> {
  const { source, record, path } = file
  try {
    const sum = (await exists(`${path}.sha256`)) ? ((await readFile(`${path}.sha256`, 'utf8')).trim().split(/\s/)[0] ?? '') : null
    const batch = await importLocalFile(ctx, drop.register, { source, record, path, expectedSha256: sum }, drop.means)
    if (batch.status !== 'done') return
    await moveInto(drop.folder, 'done', file)
    drop.onFile?.({ path, outcome: 'done', detail: `${batch.id} ${batch.received} = ${batch.accepted} + ${batch.duplicate} + ${batch.quarantined}` })
  } catch (error) {
    // Anything but a refusal is ours to put right: the file stays where it is.
    if (!(error instanceof Fault) || error.code === 'import_taken_over') throw error
    const moved = await moveInto(drop.folder, 'refused', file)
    await writeFile(`${moved}.reason.txt`, `${error.code}\n${error.message}\n`)
    await logRefusal(ctx, { source, record, way: 'drop', code: error.code, detail: `${basename(path)}：${error.message}` })
    drop.onFile?.({ path, outcome: 'refused', detail: error.code })
  }
}

async function filesIn(folder: string): Promise<Dropped[]> {
  const files: Dropped[] = []
  for (const source of await foldersIn(folder)) {
    if (source === 'done' || source === 'refused') continue
    for (const record of await foldersIn(join(folder, source))) {
      const names = (await readdir(join(folder, source, record), { withFileTypes: true })).filter((entry) => entry.isFile() && TAKEN.test(entry.name))
      for (const { name } of names.sort((a, b) => (a.name < b.name ? -1 : 1))) files.push({ source, record, path: join(folder, source, record, name) })
    }
  }
  return files
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
}

/** A file of the same name there is not overwritten. */
async function moveInto(folder: string, where: 'done' | 'refused', { source, record, path }: Dropped): Promise<string> {
  const target = join(folder, where, source, record)
  await mkdir(target, { recursive: true })
  let moved = join(target, basename(path))
  for (let n = 2; await exists(moved); n++) moved = join(target, `${n}-${basename(path)}`)
  await rename(path, moved)
  for (const suffix of ['.done', '.sha256']) if (await exists(path + suffix)) await rename(path + suffix, moved + suffix)
  return moved
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
