import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runProgram } from './child-process.ts'

/** The first of these programs that PATH knows, as a full path; null when there is none. */
export function findOnPath(...names: string[]): string | null {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name)
      if (folder && existsSync(path)) return path
    }
  }
  return null
}

/** May this process install Debian packages? */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && findOnPath('apt-get') !== null
}

/**
 * Installs the first of the alternatives that the machine's package lists offer, trying three times: mirrors fail now and then.
 * @throws Error with the end of apt's own words
 */
export async function installPackages(...alternatives: readonly string[][]): Promise<void> {
  let said = ''
  for (let attempt = 1; attempt <= 3; attempt++) {
    said = (await apt('update')).output
    for (const packages of alternatives) {
      const started = Date.now()
      const { code, output } = await apt('install', '--no-install-recommends', ...packages)
      if (code === 0) {
        console.log(`installed ${packages.join(' ')} in ${seconds(started)}`)
        return
      }
      said = output
    }
  }
  throw new Error(`apt-get could not install ${alternatives.map((p) => p.join(' ')).join(' or ')}:\n${said.trim().split('\n').slice(-8).join('\n')}`)
}

export function seconds(startedMs: number): string {
  return `${((Date.now() - startedMs) / 1000).toFixed(1)} s`
}

function apt(...args: string[]) {
  // RUNLEVEL=1 keeps a package from starting its own service: the tests start what they need, and stop it.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  return runProgram('apt-get', ['-y', '-q', '-o', 'DPkg::Lock::Timeout=120', ...args], { quiet: true, env })
}
