import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TEST_LOG_KEY } from './log-key.ts'
import { TEST_SIGNING_KEY } from './signing-key.ts'
import { TEST_MASTER_KEY } from './test-master.ts'

/** The same for both runtimes, as for all processes of one deployment. */
const SECRETS = {
  SECRET: 'a secret for tests, at least 32 long',
  MASTER_KEY: TEST_MASTER_KEY,
  LOG_KEY: TEST_LOG_KEY,
  SIGNING_KEY: TEST_SIGNING_KEY,
}

export interface Served {
  url: string
  /** Nothing is asked of it any more; it drains and closes. */
  stop(): Promise<void>
  /** SIGKILL, and it is gone. */
  kill(): Promise<void>
  /** Whether the process lives. */
  lives(): boolean
  /** What it has said so far. */
  said(): string
}

/** `src/node.ts` as a process of its own, on this database; on a free port unless the environment names one. */
export async function serveNode(env: Readonly<Record<string, string>>): Promise<Served> {
  const port = env.PORT ?? (await freePort())
  const dataDir = mkdtempSync(join(tmpdir(), 'suixin-node-'))
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/node.ts'], {
    env: { ...process.env, DATA_DIR: dataDir, ...SECRETS, ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return whenReady(`http://127.0.0.1:${port}`, child, () => rmSync(dataDir, { recursive: true, force: true }))
}

/** `wrangler dev` with Hyperdrive's local connection to this database. */
export async function serveWorker(databaseUrl: string): Promise<Served> {
  const port = await freePort()
  const child = spawn(
    process.execPath,
    [
      'node_modules/wrangler/bin/wrangler.js',
      'dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--inspector-port',
      String(await freePort()),
      ...Object.entries(SECRETS).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
    ],
    {
      env: { ...process.env, CI: 'true', CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: withPassword(databaseUrl), WRANGLER_SEND_METRICS: 'false' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  )
  return whenReady(`http://127.0.0.1:${port}`, child, () => {}, true)
}

/** Hyperdrive insists on a password; a trusting local server ignores it. */
function withPassword(url: string): string {
  const parsed = new URL(url)
  if (parsed.password === '') parsed.password = 'local'
  if (parsed.username === '') parsed.username = 'postgres'
  return parsed.href
}

async function whenReady(url: string, child: ChildProcess, cleanUp: () => void, group = false): Promise<Served> {
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    output += String(chunk)
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    if (child.exitCode === null && child.pid) process.kill(group ? -child.pid : child.pid, 'SIGTERM')
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 15_000).unref())])
    cleanUp()
  }
  const kill = async () => {
    if (child.exitCode === null && child.pid) process.kill(group ? -child.pid : child.pid, 'SIGKILL')
    await ended
    cleanUp()
  }
  const lives = () => child.exitCode === null && child.signalCode === null
  for (let tries = 0; tries < 240; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended before it was ready:\n${output.slice(-2_000)}`)
    const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
    if (ready?.status === 200) return { url, stop, kill, lives, said: () => output }
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  await stop()
  throw new Error(`the server was not ready in a minute:\n${output.slice(-2_000)}`)
}

export async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
