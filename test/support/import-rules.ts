/**
 * The house rules of ARCHITECTURE.md as one pure function over the files: who may import whom, what a pure file
 * may do, how files are named. test/architecture.test.ts runs it on the tree and on small bad examples.
 */
import { type ModuleFacts, type ModuleImport, readModule } from './module-facts.ts'

/** From left to right: a slice imports only those before it. */
export const SLICES = [
  ...['vault', 'subjects', 'identity', 'log', 'machines', 'consent', 'sources', 'profiles', 'feeds', 'quality', 'recalls'],
  ...['objections', 'products', 'matching', 'loans', 'deletions', 'breakglass', 'deliveries', 'lineage', 'subsidies', 'risk', 'documents', 'statistics'],
  // Not a slice of the city but the city played through: it may use them all and none may use it.
  'demo',
]
const TOP_FILES = ['app', 'node', 'worker', 'config', 'cli', 'verify', 'test-mode']
const PLATFORM_ROOMS = ['kernel', 'db', 'http', 'jobs', 'outside']

/** Files (or folders, when one outgrows a screen) that may act; every other file of a slice is pure. */
const ACTING = ['tables', 'store', 'service', 'routes', 'feed', 'jobs', 'index']
/** Plays an outside system with MSW: reached by node.ts and tests alone. */
const ACTING_IN_FEEDS = ['demo-server', 'demo-servers', 'demo-desk']
/** The demo writes its files and plants them. */
const ACTING_IN_DEMO = ['generate', 'plant']
/**
 * The doors of a slice that carry meaning only: rules and types, and the shapes of its API (`contract`, `finance-contract`).
 * What an audit needs is a door of its own: it must load in a browser that has nothing else.
 */
const PURE_DOOR = /^((audit\/)?model|([a-z]+-)?contract)$/

/** Packages without I/O, clock or randomness: readers of bytes that a pure file hands them. */
const PURE_PACKAGES = ['zod', 'csv-parse', 'fflate', 'saxes', 'node:crypto', 'node:buffer']
const JUNK_NAMES = /(^|\/)(utils?|helpers?|common|libs?)(\/|\.[^/]*$)|(^|\/)types\.[^/]*$/
const HONO = /^(hono(\/|$)|@hono\/)/
const DRIZZLE = /^drizzle-orm(\/|$)/
const DRIVER = /^(postgres$|@electric-sql\/pglite(\/|$))/
/** What workerd cannot run, or must not carry. */
const NODE_ONLY =
  /^(@electric-sql\/pglite|drizzle-orm\/pglite|@hono\/node-server|@node-rs\/argon2|typst)|^node:(fs|child_process|worker_threads|net|http|https|cluster|os)(\/|$)/

/** Where a double may touch an amount, and why. */
const DOUBLES_ALLOWED = new Map([
  ['src/products/annual-rate.ts', 'an IRR is a root found by approximation; only its rounded basis points leave the file'],
  ['src/matching/cheapest.ts', 'a bound that is compared and never charged'],
  ['src/matching/shortlist.ts', 'a bound is compared, never reckoned with: whole fen below 2^53 are exact as doubles'],
])

export interface Breach {
  rule: 'pure' | 'door' | 'order' | 'drizzle' | 'hono' | 'disclosure' | 'web' | 'portal' | 'names' | 'rooms' | 'money' | 'worker'
  file: string
  detail: string
}

/** @param sources text of every `.ts` and `.tsx` file, by path from the root */
export function breachesOf(sources: ReadonlyMap<string, string>): Breach[] {
  const modules = new Map([...sources].map(([path, text]) => [path, readModule(path, text)]))
  const breaches: Breach[] = []
  for (const module of modules.values()) {
    const tell = (rule: Breach['rule'], detail: string) => breaches.push({ rule, file: module.path, detail })
    if (JUNK_NAMES.test(module.path)) tell('names', 'a function without a home is asking for a name: no utils, helpers, common, lib or types.ts')
    const place = placeOf(module.path)
    if (place.area === 'src') judgeSource(module, place, tell)
    if (place.area === 'web') judgePage(module, modules, tell)
    if (place.area !== 'elsewhere' && !DOUBLES_ALLOWED.has(module.path))
      for (const double of module.doubles) tell('money', `${double} leads money through a double`)
  }
  for (const [path, specifier] of reachOf('src/worker.ts', modules, NODE_ONLY)) {
    breaches.push({ rule: 'worker', file: path, detail: `src/worker.ts reaches it and it imports ${specifier}, which a Worker cannot carry` })
  }
  return breaches
}

interface Place {
  area: 'src' | 'web' | 'elsewhere'
  /** Slice or 'platform'; '' for the files directly in src/. */
  room: string
  /** What kind of file: a name of ACTING, or the file's own name. Platform: its room (kernel, db, …). */
  kind: string
  pure: boolean
}

function placeOf(path: string): Place {
  const [area, room = '', ...rest] = path.split('/')
  if (area !== 'src') return { area: area === 'web' ? 'web' : 'elsewhere', room: '', kind: '', pure: false }
  if (rest.length === 0) return { area, room: '', kind: stemOf(room), pure: false }
  if (room === 'platform') return { area, room, kind: rest.length === 1 ? '' : (rest[0] ?? ''), pure: rest[0] === 'kernel' }
  const acting = rest
    .map(stemOf)
    .find((name) => ACTING.includes(name) || (room === 'demo' && ACTING_IN_DEMO.includes(name)) || (room === 'feeds' && ACTING_IN_FEEDS.includes(name)))
  return { area, room, kind: acting ?? rest.map(stemOf).join('/'), pure: acting === undefined }
}

type Tell = (rule: Breach['rule'], detail: string) => void

function judgeSource(module: ModuleFacts, place: Place, tell: Tell): void {
  if (place.room === '' && !TOP_FILES.includes(place.kind)) tell('rooms', `only ${TOP_FILES.join(', ')} lie directly in src/`)
  if (place.room !== '' && place.room !== 'platform' && !SLICES.includes(place.room)) tell('rooms', `${place.room} is no slice of ARCHITECTURE.md`)
  if (place.room === 'platform' && place.kind && !PLATFORM_ROOMS.includes(place.kind)) tell('rooms', `platform has no room ${place.kind}`)
  if (place.pure) for (const power of module.powers) tell('pure', `${power} in a pure file: hand the value in`)
  for (const item of module.imports) {
    if (item.target === null) judgePackage(module.path, place, item, tell)
    else judgeRoom(place, item, item.target, tell)
  }
}

function judgePackage(path: string, place: Place, { specifier, names }: ModuleImport, tell: Tell): void {
  const isSchema = path === 'src/platform/kernel/schema.ts'
  if (place.pure && !isSchema) {
    const home = PURE_PACKAGES.find((name) => specifier === name || specifier.startsWith(`${name}/`))
    if (!home) tell('pure', `a pure file does not import ${specifier}`)
    if (specifier === 'node:crypto' && names.some((name) => /^(\*|default$|random|generate|getRandom|webcrypto)/.test(name)))
      tell('pure', `${names.join(', ')} of node:crypto: only hashing is pure, and is imported by name`)
  }
  if (DRIZZLE.test(specifier) && !['tables', 'store'].includes(actingKind(path, place)) && !(place.room === 'platform' && place.kind === 'db'))
    tell('drizzle', `${specifier} outside tables, store and platform/db`)
  if (DRIVER.test(specifier) && !(place.room === 'platform' && place.kind === 'db')) tell('drizzle', `${specifier} outside platform/db`)
  if (HONO.test(specifier)) {
    const atTheRim = place.kind === 'routes' || (place.room === 'platform' && place.kind === 'http') || (place.room === '' && place.kind !== 'config')
    if (!atTheRim && !(isSchema && specifier === '@hono/zod-openapi')) tell('hono', `${specifier} outside routes and platform/http`)
  }
}

function judgeRoom(place: Place, { names }: ModuleImport, target: string, tell: Tell): void {
  const to = placeOf(target)
  if (place.room === '') {
    const doors = ['index', 'jobs', 'feed', ...(place.kind === 'app' ? ['routes'] : [])]
    const isDoor = PURE_DOOR.test(to.kind) || doors.includes(to.kind)
    if (to.area === 'src' && SLICES.includes(to.room) && !isDoor) tell('door', `${target} is not a door of ${to.room}`)
    return
  }
  const ownData = target.endsWith('.json') && to.room === place.room
  // How many migrations this build has is drizzle-kit's to say.
  const journal = target === 'drizzle/meta/_journal.json' && place.room === 'platform' && place.kind === 'db'
  if (ownData || journal) return
  if (to.area !== 'src') tell('door', `src/ does not import ${target}`)
  else if (to.room === '') tell('order', `${target} stands above the slices`)
  else {
    if (place.pure && !to.pure) tell('pure', `a pure file does not import ${target}`)
    if (to.room !== 'platform' && to.room !== place.room) judgeSlice(place, to, names, target, tell)
  }
}

function judgeSlice(place: Place, to: Place, names: readonly string[], target: string, tell: Tell): void {
  if (place.room === 'platform') {
    tell('order', `platform knows nothing of ${to.room}`)
    return
  }
  const tablesOfTables = to.kind === 'tables' && (place.kind === 'tables' || (place.room === 'statistics' && place.kind === 'store'))
  if (!PURE_DOOR.test(to.kind) && to.kind !== 'index' && !tablesOfTables) tell('door', `${to.room} is entered by index, model or contract, not by ${target}`)
  if (SLICES.indexOf(to.room) > SLICES.indexOf(place.room)) tell('order', `${to.room} stands to the right of ${place.room}`)
  // No log entry, no data: what a lender's room learns of a profile comes out of `discloseTo`.
  if (place.room === 'loans' && to.room === 'profiles' && to.kind === 'index')
    for (const name of names)
      if (name !== 'discloseTo')
        tell(
          'disclosure',
          `loans take ${name} from profiles/index: only discloseTo hands a profile to a lender (shapes and pure views come from profiles/model)`,
        )
}

/** Builds what pages hand out, on a developer's machine: no page reaches it. */
const BUILD_SCRIPT = 'web/assets/build.ts'

function judgePage(module: ModuleFacts, modules: ReadonlyMap<string, ModuleFacts>, tell: Tell): void {
  if (module.path === BUILD_SCRIPT) return
  const portal = portalOf(module.path)
  for (const { specifier, target, typeOnly } of module.imports) {
    if (target === null) {
      // Assets are named by the hash of their content.
      const hashes = specifier === 'node:crypto' && module.path.startsWith('web/assets/')
      // Text in, squares out.
      const draws = specifier === 'uqr'
      if (!HONO.test(specifier) && !hashes && !draws) tell('web', `pages do not import ${specifier}`)
    } else if (target === BUILD_SCRIPT) tell('web', `${target} is no part of a page`)
    else if (target.startsWith('web/')) {
      const other = portalOf(target)
      if (portal && other && other !== portal) tell('portal', `portal ${portal} imports portal ${other}`)
    } else {
      const to = placeOf(target)
      const isMeaning = (to.room === 'platform' && to.pure) || (SLICES.includes(to.room) && PURE_DOOR.test(to.kind))
      if (!isMeaning) tell('web', `pages reach data through the API: ${target} is neither contract, model nor kernel`)
      else if (!typeOnly && reachOf(target, modules, /^(zod$|@hono\/zod-openapi)/).length > 0)
        tell('web', `${target} brings zod into a page: import its types, or constants from a file without schemas`)
    }
  }
}

/** Files that the start reaches at run time and the first matching package each imports. */
function reachOf(start: string, modules: ReadonlyMap<string, ModuleFacts>, packages: RegExp): [path: string, specifier: string][] {
  const found: [string, string][] = []
  const seen = new Set([start])
  for (const path of seen) {
    for (const { specifier, target, typeOnly } of modules.get(path)?.imports ?? []) {
      if (typeOnly) continue
      if (target !== null) seen.add(target)
      else if (packages.test(specifier)) found.push([path, specifier])
    }
  }
  return found
}

/** Platform rooms keep tables and stores of their own (the outbox, idempotency keys). */
function actingKind(path: string, place: Place): string {
  return place.room === 'platform' ? stemOf(path.split('/').at(-1) ?? '') : place.kind
}

function portalOf(path: string): string | null {
  return /^web\/portals\/([^/]+)\//.exec(path)?.[1] ?? null
}

function stemOf(name: string): string {
  return name.replace(/\..*$/, '')
}
