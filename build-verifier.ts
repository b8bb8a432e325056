/**
 * `npm run verify:bundle`: writes what checks a file where nothing else of the platform is, as texts that both runtimes can
 * serve: one module for Node without any import but its own, one script for the public page.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))

const NODE_ENTRY = `import { verifyCommand } from '${root}src/verify.ts'
process.exitCode = await verifyCommand(process.argv.slice(2), { now: () => new Date(), out: console.log, err: console.error })
`
const NODE_HEAD = `#!/usr/bin/env node
// suixin-verify: judges receipts, checkpoints and audit dumps of the log. Needs Node 20.19 or newer and nothing else.
// node suixin-verify.mjs --help
`

export interface Verifiers {
  node: string
  page: string
}

/** The same sources give the same bytes. */
export async function buildVerifiers(): Promise<Verifiers> {
  return {
    node: NODE_HEAD + (await bundled(NODE_ENTRY, true)),
    page: await bundled(`import '${root}web/islands/verify-page.ts'\n`, false),
  }
}

/** As it is written to the file. */
export function builtText(verifiers: Verifiers): string {
  return `${JSON.stringify(verifiers, null, 1)}\n`
}

export const BUILT_PATH = `${root}web/assets/built/verifiers.json`

/** @param forNode readable and with Node's own modules left outside; else small, for a browser */
async function bundled(entry: string, forNode: boolean): Promise<string> {
  const output = (await build({
    ...{ configFile: false, logLevel: 'silent', root, publicDir: false },
    plugins: [{ name: 'entry', resolveId: (id) => (id === 'entry' ? '\0entry' : null), load: (id) => (id === '\0entry' ? entry : null) }],
    build: {
      ...{ write: false, target: 'es2023', minify: !forNode, modulePreload: false },
      ...(forNode ? { ssr: true } : {}),
      rolldownOptions: { input: 'entry', output: { format: 'es', codeSplitting: false } },
    },
    ...(forNode ? { ssr: { noExternal: true, target: 'node' } } : {}),
  })) as Rolldown.RolldownOutput
  if (output.output.length !== 1) throw new Error(`One file was wanted: ${output.output.map(({ fileName }) => fileName).join(', ')}`)
  return output.output[0].code
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const verifiers = await buildVerifiers()
  writeFileSync(BUILT_PATH, builtText(verifiers))
  console.log(`suixin-verify.mjs ${verifiers.node.length} bytes, verify-page ${verifiers.page.length} bytes`)
}
