/**
 * `npm run verify:bundle`: writes what checks a file where nothing else of the platform is, as texts that both runtimes can
 * serve: one module for Node without any import but its own; for the public page a script, and apart from it what only dumps and consents need.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'

const root = fileURLToPath(new URL('../../', import.meta.url))

const NODE_ENTRY = `import { verifyCommand } from '${root}src/verify.ts'
process.exitCode = await verifyCommand(process.argv.slice(2), { now: () => new Date(), out: console.log, err: console.error })
`
const NODE_HEAD = `#!/usr/bin/env node
// suixin-verify: judges receipts, checkpoints and audit dumps of the log. Needs Node 20.19 or newer and nothing else.
// node suixin-verify.mjs --help
`

export interface Verifiers {
  node: string
  /** The page's first script, and by name every file it may fetch besides; names tell their content. */
  page: { entry: string; files: Readonly<Record<string, string>> }
}

/** The same sources give the same bytes. */
export async function buildVerifiers(): Promise<Verifiers> {
  const [[, nodeCode] = []] = await bundled(NODE_ENTRY, true)
  const files = await bundled(`import '${root}web/islands/verify-page.ts'\n`, false)
  return {
    node: NODE_HEAD + nodeCode!,
    page: { entry: files[0]![0], files: Object.fromEntries(files) },
  }
}

/** As it is written to the file. */
export function builtText(verifiers: Verifiers): string {
  return `${JSON.stringify(verifiers, null, 1)}\n`
}

export const BUILT_PATH = `${root}web/assets/built/verifiers.json`

/** What builds trees and reads tiles: two of the later scripts share it, the first needs none of it. */
const LATER = /\/src\/log\/(?:tree|tiles|audit\/kept-tiles)\.ts$/

/**
 * @param forNode readable, in one file and with Node's own modules left outside; else small, for a browser
 * @returns names and texts, the first script first
 */
async function bundled(entry: string, forNode: boolean): Promise<[name: string, code: string][]> {
  const output = (await build({
    ...{ configFile: false, logLevel: 'silent', root, publicDir: false },
    plugins: [{ name: 'entry', resolveId: (id) => (id === 'entry' ? '\0entry' : null), load: (id) => (id === '\0entry' ? entry : null) }],
    build: {
      ...{ write: false, target: 'es2023', minify: !forNode, modulePreload: false },
      ...(forNode ? { ssr: true } : {}),
      rolldownOptions: {
        input: 'entry',
        // Of a door only what is asked for: what nobody needs at first lies apart.
        treeshake: { moduleSideEffects: (id: string) => !id.includes('/src/') || id.endsWith('/src/verify.ts') },
        output: forNode
          ? { format: 'es', codeSplitting: false }
          : {
              format: 'es',
              entryFileNames: 'verify-[hash].js',
              chunkFileNames: 'verify-[hash].js',
              codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: 'tiles', test: LATER }] },
            },
      },
    },
    ...(forNode ? { ssr: { noExternal: true, target: 'node' } } : {}),
  })) as Rolldown.RolldownOutput
  const chunks = output.output.filter((file) => file.type === 'chunk')
  if (forNode && chunks.length !== 1) throw new Error(`One file was wanted: ${chunks.map(({ fileName }) => fileName).join(', ')}`)
  return chunks
    .sort((left, right) => Number(right.isEntry) - Number(left.isEntry) || (left.fileName < right.fileName ? -1 : 1))
    .map(({ fileName, code }) => [fileName, code])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const verifiers = await buildVerifiers()
  writeFileSync(BUILT_PATH, builtText(verifiers))
  console.log(
    `suixin-verify.mjs ${verifiers.node.length} bytes, page ${Object.values(verifiers.page.files)
      .map(({ length }) => length)
      .join(' + ')} bytes`,
  )
}
