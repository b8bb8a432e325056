import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Takes a PGlite folder for this process: two processes on one folder destroy it. The lock file is created
 * exclusively and names the owner; one left behind by a dead process is taken over.
 *
 * @throws Error with a sentence for the person at the terminal when a live process holds it
 * @returns a function that gives the folder back
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'suixin.lock')
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = openSync(path, 'wx')
      writeSync(handle, `${process.pid}\n`)
      closeSync(handle)
      return () => rmSync(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const owner = Number(readFileSync(path, 'utf8').trim())
      if (owner !== process.pid && isAlive(owner)) {
        throw new Error(
          `数据目录 ${folder} 正被另一个穗信进程（pid ${owner}）使用。请先停止它，或用 DATA_DIR 指定另一个目录，或用 DATABASE_URL 连接 PostgreSQL。\n` +
            `The data folder ${folder} is in use by another Suixin process (pid ${owner}). Stop it, choose another DATA_DIR, or set DATABASE_URL.`,
        )
      }
      rmSync(path, { force: true })
    }
  }
  throw new Error(`The lock file ${path} keeps coming back: another process is starting at the same moment. Try again.`)
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
