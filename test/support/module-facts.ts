import { dirname, join } from 'node:path/posix'
import { parseSync } from 'vite'

export interface ModuleImport {
  /** As written: `./coverage.ts`, `hono`, `node:crypto`. */
  specifier: string
  /** Path from the repository's root for a relative import; null for a package. */
  target: string | null
  /** Gone at run time. */
  typeOnly: boolean
  /** Names taken as values; `*` for everything, `default` for the default export. */
  names: readonly string[]
}

/** What the rules need to know about one file. */
export interface ModuleFacts {
  path: string
  imports: readonly ModuleImport[]
  /** Ambient powers used: `Date.now()`, `new Date()`, `Math.random()`, `fetch()` … */
  powers: readonly string[]
  /** Money led through doubles: `parseFloat`, `Number(amountFen)`, `+amountFen`. */
  doubles: readonly string[]
}

/** @throws Error when the file does not parse */
export function readModule(path: string, text: string): ModuleFacts {
  const { program, module, errors } = parseSync(path, text)
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`)
  const facts = { path, imports: [] as ModuleImport[], powers: [] as string[], doubles: [] as string[] }
  const add = (specifier: string, typeOnly: boolean, names: string[]) =>
    facts.imports.push({ specifier, target: specifier.startsWith('.') ? join(dirname(path), specifier) : null, typeOnly, names })

  for (const { moduleRequest, entries } of module.staticImports) {
    const values = entries.filter((entry) => !entry.isType)
    // `import './x.ts'` has no entries and is very much there at run time.
    const typeOnly = entries.length > 0 && values.length === 0
    add(
      moduleRequest.value,
      typeOnly,
      values.map(({ importName }) => (importName.kind === 'NamespaceObject' ? '*' : (importName.name ?? 'default'))),
    )
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, importName, isType } of entries) {
      if (moduleRequest) add(moduleRequest.value, isType, isType ? [] : [importName.name ?? '*'])
    }
  }
  walk(program, (node) => {
    if (node.type === 'TSImportType') add(String(node.source?.value), true, [])
    if (node.type === 'ImportExpression') add(String(node.source?.value ?? '(computed)'), false, ['*'])
    const power = powerOf(node)
    if (power) facts.powers.push(power)
    const double = doubleOf(node)
    if (double) facts.doubles.push(double)
  })
  return facts
}

interface Node {
  type: string
  name?: string
  value?: unknown
  operator?: string
  source?: Node
  argument?: Node
  arguments?: Node[]
  callee?: Node
  object?: Node
  property?: Node
}

const AMBIENT_CALLS = new Set(['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'])
const AMBIENT_OBJECTS = new Set(['process', 'performance', 'crypto', 'console', 'localStorage', 'document', 'window'])

/** The same bytes in, the same answer out: an Ed25519 signature draws no random number (RFC 8032 §5.1.6). */
const PURE_CRYPTO = new Set(['crypto.subtle.importKey', 'crypto.subtle.sign', 'crypto.subtle.verify'])

function powerOf(node: Node): string | null {
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date' && node.arguments?.length === 0) return 'new Date()'
  if (node.type === 'CallExpression') {
    const callee = nameOf(node.callee)
    if (callee === 'Date' || AMBIENT_CALLS.has(callee.replace(/^globalThis\./, ''))) return `${callee}()`
  }
  if (node.type === 'MemberExpression') {
    const name = nameOf(node).replace(/^globalThis\./, '')
    if (name === 'Date.now' || name === 'Math.random' || AMBIENT_OBJECTS.has(name.split('.')[0] ?? '')) return name
  }
  return null
}

function doubleOf(node: Node): string | null {
  const callee = node.type === 'CallExpression' ? nameOf(node.callee) : ''
  if (callee === 'parseFloat' || callee === 'Number.parseFloat') return `${callee}()`
  const operand = callee === 'Number' ? node.arguments?.[0] : node.type === 'UnaryExpression' && node.operator === '+' ? node.argument : undefined
  const name = nameOf(operand)
  return /(^|\.)fen$|Fen$/.test(name) ? `${callee || '+'}(${name})` : null
}

/** `a.b.c` for an identifier or a chain of plain members; '' for anything else. */
function nameOf(node: Node | undefined): string {
  if (node?.type === 'Identifier') return node.name ?? ''
  if (node?.type !== 'MemberExpression') return ''
  const object = nameOf(node.object)
  return object && node.property?.type === 'Identifier' ? `${object}.${node.property.name}` : ''
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit)
  else if (value !== null && typeof value === 'object') {
    if (PURE_CRYPTO.has(nameOf(value as Node))) return
    if (typeof (value as Node).type === 'string') visit(value as Node)
    for (const child of Object.values(value)) if (child !== null && typeof child === 'object') walk(child, visit)
  }
}
