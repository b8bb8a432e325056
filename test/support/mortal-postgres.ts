import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { makeCluster, readyVersion, stopServer } from './postgres-server.ts'

/** A server of one test's own, which dies and comes back as the test says. */
export interface MortalServer {
  /** Superuser URL of the maintenance database. */
  url: string
  /**
   * `kill`: SIGKILL to the postmaster and to all it started; `immediate`: what `pg_ctl stop -m immediate` does.
   * Resolves once nobody answers any more.
   */
  die(how: 'kill' | 'immediate'): Promise<void>
  /** Comes back on the same data and port; resolves once it has recovered. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** As the guard of postgres-server.ts, but each line it reads starts the server anew, and its pid is said. */
const GUARD = `
server=
while read -r line; do
  [ -z "$server" ] || wait "$server"
  "$@" >>"$SERVER_FOLDER/server.log" 2>&1 </dev/null &
  server=$!
  echo "$server"
done
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf "$SERVER_FOLDER"
`

export async function mortalServer(): Promise<MortalServer> {
  const { folder, command, as, url } = await makeCluster()
  const guard: ChildProcess = spawn('sh', ['-c', GUARD, 'sh', ...command], { ...as, detached: true, stdio: ['pipe', 'pipe', 'ignore'] })
  let postmaster = 0
  const start = async () => {
    const said = new Promise<string>((resolve) => guard.stdout!.setEncoding('utf8').once('data', resolve))
    guard.stdin!.write('start\n')
    postmaster = Number(await said)
    await readyVersion(url)
  }
  await start()
  return {
    url,
    start,
    async die(how) {
      if (how === 'immediate') process.kill(postmaster, 'SIGQUIT')
      else {
        const children = await withConnection(url, async (sql) => (await sql<{ pid: number }[]>`select pid from pg_stat_activity`).map(({ pid }) => pid))
        // The postmaster first: it would take a child's death for a crash and begin to recover.
        for (const pid of [postmaster, ...children]) killIfThere(pid)
      }
      while (
        await withConnection(url, async (sql) => sql`select 1`).then(
          () => true,
          () => false,
        )
      )
        await delay(20)
    },
    stop: () => stopServer(guard, folder),
  }
}

async function withConnection<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5 })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended between the look and the signal.
  }
}
