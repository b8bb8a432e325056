import { existsSync } from 'node:fs'
import { runProgram } from './child-process.ts'
import { canInstall, findOnPath, installPackages } from './debian-packages.ts'

const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/**
 * Chromium for the browser tests, with a font that has Chinese characters.
 * @returns the program's path
 * @throws Error with a sentence that says what to install
 */
export async function ensureChromium(): Promise<string> {
  const given = process.env.CHROMIUM_PATH
  if (given && !existsSync(given))
    throw new Error(`CHROMIUM_PATH names ${given}, which is not there: correct it, or unset it and npm test looks for a browser itself.`)
  if (!(given ?? findChromium()) && canInstall()) await installPackages(['chromium', 'fonts-noto-cjk'])
  const path = given ?? findChromium()
  if (!path) throw new Error('Chromium is missing: install it (Debian: apt-get install chromium fonts-noto-cjk), or set CHROMIUM_PATH.')
  if (!(await hasChineseFont())) {
    if (canInstall()) await installPackages(['fonts-noto-cjk'])
    else console.log('No Chinese font was found: install one (Debian: apt-get install fonts-noto-cjk), or pages are drawn with empty boxes.')
  }
  return path
}

function findChromium(): string | null {
  return findOnPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable') ?? (existsSync(MAC) ? MAC : null)
}

async function hasChineseFont(): Promise<boolean> {
  if (process.platform === 'darwin') return true
  const list = findOnPath('fc-list')
  return list !== null && (await runProgram(list, [':lang=zh-cn', 'family'], { quiet: true })).output.trim() !== ''
}
