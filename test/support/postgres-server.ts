import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { runProgram } from './child-process.ts'
import { canInstall, findOnPath, installPackages } from './debian-packages.ts'

export interface TestServer {
  /** Superuser URL of the maintenance database. */
  url: string
  /** What to tell the developer. */
  description: string
  stop(): Promise<void>
}

const MISSING = 'PostgreSQL is missing: install it (Debian: apt-get install postgresql-15), or set TEST_DATABASE_URL to a superuser URL.'

/**
 * PostgreSQL for the tests: the one TEST_DATABASE_URL names, else a server of our own in a fresh folder.
 * @throws Error with a sentence that says what to install
 */
export async function ensurePostgres(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL
  if (given) {
    const version = await versionOf(given).catch((error: Error) => {
      throw new Error(`TEST_DATABASE_URL does not answer (${error.message}): start that server, or unset the variable and npm test starts its own.`)
    })
    return { url: given, description: `PostgreSQL ${version}, from TEST_DATABASE_URL`, stop: async () => {} }
  }
  if (!findPrograms() && canInstall()) await installPackages(['postgresql-15'], ['postgresql'])
  const programs = findPrograms()
  if (!programs) throw new Error(MISSING)
  return startServer(programs)
}

/** The newest folder that holds both programs. */
export function findPrograms(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const onPath = findOnPath('initdb')
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(onPath ? [dirname(onPath)] : [])]
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null
}

/**
 * The shell holds our pipe: however this process ends, even by SIGKILL, the pipe closes, the server stops and
 * its folder goes. A signal to the terminal's group cannot reach it first, because it leads its own session.
 */
const GUARD = `
"$@" >"$SERVER_FOLDER/server.log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf "$SERVER_FOLDER"
`

/** A fresh folder with a data directory, and how a server of it is started; nothing runs yet. */
export interface Cluster {
  folder: string
  /** The server's command line. */
  command: string[]
  /** As whom, where and with what environment it is started. */
  as: { cwd: string; env: Record<string, string | undefined>; uid?: number; gid?: number }
  /** Superuser URL of the maintenance database. */
  url: string
}

/** @throws Error with a sentence that says what to install */
export async function makeCluster(programs = findPrograms()): Promise<Cluster> {
  if (!programs) throw new Error(MISSING)
  // A socket's path may have 107 bytes, and root's own TMPDIR may be closed to the user postgres.
  const folder = mkdtempSync(join(existsSync('/tmp') ? '/tmp' : tmpdir(), 'suixin-postgres-'))
  const owner = await serverOwner()
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const as = { ...owner, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', SERVER_FOLDER: folder } }
  const data = join(folder, 'data')

  const made = await runProgram(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '--locale=C.UTF-8', '-E', 'UTF8', '--auth=trust', '--no-sync'], {
    ...as,
    quiet: true,
  })
  if (made.code !== 0) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`initdb failed:\n${made.output.trim()}`)
  }
  const port = await freePort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'max_connections=200', 'fsync=on']
  const command = [join(programs, 'postgres'), '-D', data, ...settings.flatMap((s) => ['-c', s])]
  return { folder, command, as, url: `postgres://postgres@127.0.0.1:${port}/postgres` }
}

async function startServer(programs: string): Promise<TestServer> {
  const { folder, command, as, url } = await makeCluster(programs)
  const guard = spawn('sh', ['-c', GUARD, 'sh', ...command], { ...as, detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  const stop = () => stopServer(guard, folder)
  try {
    const version = await readyVersion(url)
    return { url, description: `PostgreSQL ${version}, started for this run on port ${new URL(url).port}`, stop }
  } catch (error) {
    const log = existsSync(join(folder, 'server.log')) ? readFileSync(join(folder, 'server.log'), 'utf8').trim() : ''
    await stop()
    throw new Error(`PostgreSQL did not start (${(error as Error).message}):\n${log}`)
  }
}

export async function stopServer(guard: ChildProcess, folder: string): Promise<void> {
  if (guard.exitCode !== null || guard.signalCode !== null) return
  const ended = new Promise<void>((resolve) => guard.once('exit', () => resolve()))
  guard.stdin?.end()
  if (await Promise.race([ended.then(() => true), delay(20_000, false, { ref: false })])) return
  if (guard.pid !== undefined) process.kill(-guard.pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}

/** PostgreSQL refuses to run as root: then it runs as the user its package made, or as nobody. */
async function serverOwner(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const user of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => runProgram('id', [flag, user], { quiet: true })))
    if (uid?.code === 0 && gid?.code === 0) return { uid: Number(uid.output), gid: Number(gid.output) }
  }
  throw new Error('PostgreSQL does not run as root and there is no user postgres: run the tests as another user, or set TEST_DATABASE_URL.')
}

export async function readyVersion(url: string): Promise<string> {
  const deadline = Date.now() + 30_000
  for (;;) {
    try {
      return await versionOf(url)
    } catch (error) {
      if (Date.now() > deadline) throw error
      await delay(50)
    }
  }
}

async function versionOf(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
  try {
    const [row] = await sql<{ server_version: string }[]>`show server_version`
    return row?.server_version.split(' ')[0] ?? 'of unknown version'
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
}
