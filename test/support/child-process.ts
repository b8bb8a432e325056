import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'

/** Every child leads its own process group, so that one signal reaches what it started too (browsers, workers). */
const running = new Set<ChildProcess>()

export interface Ended {
  code: number
  /** stdout and stderr as they came, when `quiet`; otherwise ''. */
  output: string
}

/**
 * Runs a program to its end, without a standard input.
 * @param quiet keeps the output for the caller instead of showing it
 */
export function runProgram(command: string, args: readonly string[], { quiet = false, ...options }: SpawnOptions & { quiet?: boolean } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? 'pipe' : 'inherit'
    const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', stdio, stdio] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
    running.add(child)
    child.on('error', (error) => {
      running.delete(child)
      reject(error)
    })
    child.on('close', (code) => {
      running.delete(child)
      resolve({ code: code ?? 1, output })
    })
  })
}

/** Ends what still runs: asks first, insists after two seconds. */
export function endRunning(): void {
  for (const child of running) signalGroup(child, 'SIGTERM')
  setTimeout(() => {
    for (const child of running) signalGroup(child, 'SIGKILL')
  }, 2_000).unref()
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // It ended between the look and the signal.
  }
}
