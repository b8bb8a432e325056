import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Breach, breachesOf } from './support/import-rules.ts'

const root = new URL('..', import.meta.url)
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  .split('\0')
  .filter((path) => path !== '' && existsSync(new URL(path, root)))
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

describe('the tree', () => {
  test('keeps the house rules', () => {
    const modules = files.filter((path) => /^(src|web|test|bench)\/.*\.tsx?$/.test(path))
    const breaches = breachesOf(new Map(modules.map((path) => [path, read(path)])))
    expect(breaches.map(({ rule, file, detail }) => `${file}: ${detail} [${rule}]`)).toEqual([])
  })

  test('has only the folders that ARCHITECTURE.md draws', () => {
    const allowed = ['src', 'web', 'drizzle', 'test', 'bench', 'docs', '.ci']
    const folders = new Set(files.filter((path) => path.includes('/')).map((path) => path.split('/')[0]))
    expect([...folders].filter((folder) => !allowed.includes(folder ?? ''))).toEqual([])
  })

  test('names no machine path and no package registry, so that it builds anywhere', () => {
    expect(files.flatMap((path) => placesOfOneMachine(read(path)).map((found) => `${path}: ${found}`))).toEqual([])
  })

  test('has a lock file that names no download address', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"')
  })
})

/** Written in pieces, so that this file does not hold what it forbids. */
const MACHINE_PATH = new RegExp(`(?<![\\w.:~-])/(?:${['work', 'root', 'home/\\w+', 'Users/\\w+'].join('|')})/[\\w.]`, 'g')
const REGISTRY = new RegExp(
  [`registry\\.${'npm'}\\w*\\.\\w+`, `registry\\.${'yarn'}pkg`, `deb\\.${'debian'}`, `${'pypi'}\\.org`, `proxy\\.${'golang'}`].join('|'),
  'g',
)

function placesOfOneMachine(text: string): string[] {
  return [...(text.match(MACHINE_PATH) ?? []), ...(text.match(REGISTRY) ?? [])]
}

describe('the search for places of one machine', () => {
  test.each([
    ['a home folder', `cd ${'/home'}/li/suixin`],
    ['a work folder', `"path": "${'/work'}/main/x"`],
    ['a folder of root', `(${'/root'}/.npmrc)`],
    ['a registry', `https://registry.${'npmjs'}.org/zod`],
  ])('finds %s', (_, text) => {
    expect(placesOfOneMachine(text)).not.toEqual([])
  })

  test.each([
    ['a route', '/api/v1/homes/1'],
    ['a folder of the system', '/usr/lib/postgresql/15/bin'],
    ['a relative path', 'docs/work/notes.md'],
  ])('leaves %s alone', (_, text) => {
    expect(placesOfOneMachine(text)).toEqual([])
  })
})

/** One small tree that breaks one rule (the first file listed is the guilty one), and its neighbour that does not. */
const CASES: [rule: Breach['rule'], sentence: string, bad: Record<string, string>, good: Record<string, string>][] = [
  [
    'pure',
    'reads the clock',
    { 'src/consent/coverage.ts': 'export const now = () => Date.now()' },
    { 'src/consent/service.ts': 'export const now = () => Date.now()' },
  ],
  [
    'pure',
    'makes a date of nothing',
    { 'src/consent/coverage.ts': 'export const d = new Date()' },
    { 'src/consent/coverage.ts': 'export const d = new Date(0)' },
  ],
  ['pure', 'throws dice', { 'src/consent/coverage.ts': 'export const r = Math.random()' }, { 'src/consent/coverage.ts': 'export const r = Math.round(1)' }],
  ['pure', 'calls out', { 'src/consent/coverage.ts': "export const r = await fetch('x')" }, { 'src/feeds/feed.ts': "export const r = await fetch('x')" }],
  [
    'pure',
    'makes a key, and may check a signature',
    { 'src/log/note-key.ts': "export const k = crypto.subtle.generateKey('Ed25519', true, ['sign'])" },
    { 'src/log/note-key.ts': "export const ok = (k: CryptoKey, s: BufferSource, t: BufferSource) => crypto.subtle.verify('Ed25519', k, s, t)" },
  ],
  ['pure', 'borrows the whole of cryptography', { 'src/log/note-key.ts': 'export const { subtle } = crypto, s = crypto.subtle' }, {}],
  ['pure', 'reads the environment', { 'src/consent/coverage.ts': 'export const e = process.env.X' }, { 'src/config.ts': 'export const e = process.env.X' }],
  [
    'pure',
    'opens a file',
    { 'src/consent/coverage.ts': "import { readFileSync } from 'node:fs'" },
    { 'src/consent/service.ts': "import { readFileSync } from 'node:fs'" },
  ],
  [
    'pure',
    'takes randomness from node:crypto',
    { 'src/consent/artefact.ts': "import { randomBytes } from 'node:crypto'" },
    { 'src/consent/artefact.ts': "import { createHash } from 'node:crypto'" },
  ],
  [
    'pure',
    'imports its own store',
    { 'src/consent/coverage.ts': "import { x } from './store.ts'" },
    { 'src/consent/service.ts': "import { x } from './store.ts'" },
  ],
  [
    'pure',
    'imports the database, though only a type',
    { 'src/consent/coverage.ts': "import type { Db } from '../platform/db/client.ts'" },
    { 'src/consent/coverage.ts': "import type { Fen } from '../platform/kernel/money.ts'" },
  ],
  [
    'pure',
    'imports another slice’s acting door',
    { 'src/matching/rank.ts': "import { x } from '../products/index.ts'" },
    { 'src/matching/rank.ts': "import { x } from '../products/model.ts'" },
  ],
  [
    'door',
    'goes round another slice’s door',
    { 'src/matching/rank.ts': "import type { T } from '../products/terms.ts'" },
    { 'src/matching/contract.ts': "import type { T } from '../products/finance-contract.ts'" },
  ],
  [
    'door',
    'reaches into another slice’s store',
    { 'src/matching/service.ts': "import { x } from '../products/store.ts'" },
    { 'src/matching/service.ts': "import { x } from '../products/index.ts'" },
  ],
  [
    'door',
    're-exports from behind another slice’s door',
    { 'src/matching/model.ts': "export * from '../products/terms.ts'" },
    { 'src/matching/model.ts': "export * from '../products/model.ts'" },
  ],
  [
    'door',
    'hides the import in a type',
    { 'src/matching/rank.ts': "export type T = import('../products/terms.ts').T" },
    { 'src/matching/rank.ts': "export type T = import('../products/model.ts').T" },
  ],
  [
    'door',
    'hides the import in a call',
    { 'src/matching/service.ts': "export const x = () => import('../products/store.ts')" },
    { 'src/matching/service.ts': "export const x = () => import('../products/index.ts')" },
  ],
  [
    'door',
    'reads other tables without being a table',
    { 'src/loans/store.ts': "import { x } from '../products/tables.ts'" },
    { 'src/loans/tables.ts': "import { x } from '../products/tables.ts'", 'src/statistics/store.ts': "import { x } from '../loans/tables.ts'" },
  ],
  [
    'door',
    'enters a slice by its rules, from the top',
    { 'src/node.ts': "import { x } from './loans/routes.ts'" },
    { 'src/app.ts': "import { x } from './loans/routes.ts'" },
  ],
  [
    'order',
    'imports a slice to its right',
    { 'src/products/service.ts': "import { x } from '../matching/index.ts'" },
    { 'src/matching/service.ts': "import { x } from '../products/index.ts'" },
  ],
  [
    'order',
    'is the ground floor and knows of credit',
    { 'src/platform/http/session.ts': "import { x } from '../../identity/index.ts'" },
    { 'src/identity/routes.ts': "import { x } from '../platform/http/session.ts'" },
  ],
  ['order', 'imports the app', { 'src/loans/service.ts': "import { x } from '../app.ts'" }, { 'src/node.ts': "import { x } from './app.ts'" }],
  [
    'drizzle',
    'builds SQL in a verb',
    { 'src/loans/service.ts': "import { sql } from 'drizzle-orm'" },
    { 'src/loans/store.ts': "import { sql } from 'drizzle-orm'", 'src/platform/jobs/tables.ts': "import { pgTable } from 'drizzle-orm/pg-core'" },
  ],
  [
    'drizzle',
    'opens its own connection',
    { 'src/loans/store.ts': "import postgres from 'postgres'" },
    { 'src/platform/db/postgres.ts': "import postgres from 'postgres'" },
  ],
  [
    'hono',
    'answers HTTP in a verb',
    { 'src/loans/service.ts': "import { Hono } from 'hono'" },
    { 'src/loans/routes.ts': "import { OpenAPIHono } from '@hono/zod-openapi'" },
  ],
  [
    'hono',
    'takes zod past the kernel',
    { 'src/loans/contract.ts': "import { z } from '@hono/zod-openapi'" },
    { 'src/loans/contract.ts': "import { z } from '../platform/kernel/schema.ts'", 'src/platform/kernel/schema.ts': "import { z } from '@hono/zod-openapi'" },
  ],
  [
    'disclosure',
    'lets a lender’s room read a profile without a log entry',
    { 'src/loans/service.ts': "import { readProfile } from '../profiles/index.ts'" },
    { 'src/loans/service.ts': "import { discloseTo, type Profile } from '../profiles/index.ts'" },
  ],
  [
    'web',
    'is a page that calls a verb',
    { 'web/portals/sme/offers.tsx': "import { x } from '../../../src/matching/index.ts'" },
    { 'web/portals/sme/offers.tsx': "import type { X } from '../../../src/matching/contract.ts'" },
  ],
  [
    'web',
    'is a page that brings zod along',
    {
      'web/ui/rate.tsx': "import { C } from '../../src/loans/contract.ts'",
      'src/loans/contract.ts': "import { z } from '../platform/kernel/schema.ts'",
      'src/platform/kernel/schema.ts': "import { z } from '@hono/zod-openapi'",
    },
    { 'web/ui/rate.tsx': "import { C } from '../../src/loans/model.ts'", 'src/loans/model.ts': "import type { Z } from '../platform/kernel/schema.ts'" },
  ],
  [
    'web',
    'is a page that opens a file',
    { 'web/ui/logo.tsx': "import { readFileSync } from 'node:fs'" },
    { 'web/ui/logo.tsx': "import { html } from 'hono/html'" },
  ],
  [
    'portal',
    'is a portal that borrows from another',
    { 'web/portals/bank/case.tsx': "import { x } from '../sme/offers.tsx'" },
    { 'web/portals/bank/case.tsx': "import { x } from '../../ui/offers.tsx'" },
  ],
  ['names', 'is a drawer for everything', { 'src/loans/utils.ts': '' }, { 'src/loans/schedule.ts': '' }],
  ['names', 'lies in a drawer for everything', { 'web/lib/date.ts': '' }, { 'web/ui/library.ts': '' }],
  ['names', 'keeps types apart from their meaning', { 'src/loans/types.ts': '' }, { 'src/loans/model.ts': '' }],
  ['rooms', 'is a slice nobody drew', { 'src/rewards/model.ts': '' }, { 'src/subsidies/model.ts': '' }],
  [
    'order',
    'is a slice that leans on the demo',
    { 'src/loans/service.ts': "import { x } from '../demo/index.ts'", 'src/demo/index.ts': '' },
    { 'src/demo/index.ts': "import { x } from '../loans/index.ts'", 'src/loans/index.ts': '' },
  ],
  ['rooms', 'lies on the doorstep', { 'src/money.ts': '' }, { 'src/cli.ts': '' }],
  [
    'money',
    'reads an amount as a double',
    { 'src/loans/schedule.ts': 'export const y = Number(loan.amountFen) / 100' },
    { 'src/loans/schedule.ts': 'export const y = Number(loan.termMonths) / 12' },
  ],
  [
    'money',
    'turns an amount into a double by a plus',
    { 'web/ui/sum.tsx': 'export const y = +row.fen' },
    { 'web/ui/sum.tsx': 'export const y = 1n + row.fen' },
  ],
  [
    'money',
    'parses a double',
    { 'src/feeds/capital.ts': "export const y = parseFloat('1.5')" },
    { 'src/feeds/capital.ts': "export const y = Number.parseInt('1', 10)" },
  ],
  [
    'worker',
    'cannot run on workerd, but the Worker reaches it',
    {
      'src/platform/db/lock.ts': "import { openSync } from 'node:fs'",
      'src/worker.ts': "import { x } from './app.ts'",
      'src/app.ts': "import { x } from './platform/db/lock.ts'",
    },
    {
      'src/platform/db/lock.ts': "import { openSync } from 'node:fs'",
      'src/worker.ts': "import { x } from './app.ts'",
      'src/node.ts': "import { x } from './platform/db/lock.ts'",
    },
  ],
]

describe('a file is caught when it', () => {
  test.each(CASES)('[%s] %s', (rule, _, bad, good) => {
    expect(breachesOf(new Map(Object.entries(bad))).map(({ rule, file }) => [rule, file])).toContainEqual([rule, Object.keys(bad)[0]])
    expect(breachesOf(new Map(Object.entries(good)))).toEqual([])
  })

  test('is not misled by imports in comments and strings', () => {
    const text = "// import { x } from '../loans/store.ts'\nexport const s = \"import y from 'drizzle-orm'\""
    expect(breachesOf(new Map([['src/products/terms.ts', text]]))).toEqual([])
  })
})
