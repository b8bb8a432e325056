/**
 * The page that checks a file where it lies: what is chosen or dropped is read by this script and goes nowhere. All that it
 * says stands in the page already; here are only the steps. Bundled by `npm run verify:bundle`.
 */
import { type AuditReport, type Finding, type GivenFile, given, judge, PLAIN_TRUST } from '../../src/log/audit/model.ts'
import type { SortedOut } from './verify-tiles.ts'

const here = (id: string) => document.getElementById(id)!
const words = new Map([...document.querySelectorAll<HTMLElement>('#verify-words [data-word]')].map((item) => [item.dataset.word!, item.textContent ?? '']))
const word = (name: string, fill: Readonly<Record<string, string>> = {}) =>
  Object.entries(fill).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words.get(name) ?? name)
const keys = JSON.parse((here('verify-keys') as HTMLInputElement).value) as { vkeys: string[]; jwks: unknown }
const chosen = here('f-file') as HTMLInputElement
const kept = here('f-held') as HTMLInputElement
const folder = here('f-tiles') as HTMLInputElement
const zone = here('verify-zone')
const result = here('verify-result')
const progress = here('verify-progress') as HTMLProgressElement
/** Dropped together with a folder, which no field can hold. */
let dropped: readonly File[] = []
let keptTiles: SortedOut | null = null
let running = 0

async function* blocksOf(file: File, tell: (bytes: number) => void, isStopped: () => boolean): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (isStopped()) return
    tell(next.value.length)
    yield next.value
  }
}

/** Only dumps and consents need the one, only proofs the other, and only kept tiles the last. */
const consents = async () => (await import('../../src/consent/audit/model.ts')).CONSENT_AUDIT
const proofs = () => import('../../src/matching/audit/model.ts')
const tiles = () => import('./verify-tiles.ts')

function state(text: string): void {
  here('verify-state').textContent = text
}

/** The last ones chosen count: whatever was begun before is left, and no verdict stays in sight that is not about them. */
async function check(files: readonly File[]): Promise<void> {
  const mine = ++running
  const isStopped = () => mine !== running
  const name = files.map((file) => file.name).join('\u3001')
  here('verify-verdict').textContent = ''
  result.hidden = true
  progress.value = 0
  progress.hidden = false
  state(word('reading', { name }))
  try {
    const size = files.reduce((sum, file) => sum + file.size, 0) || 1
    let readBytes = 0
    const tell = (bytes: number) => {
      readBytes += bytes
      progress.value = readBytes / size
    }
    const all: GivenFile[] = []
    for (const file of files) all.push(await given(blocksOf(file, tell, isStopped)))
    const between = { proof: null, tiles: keptTiles?.tiles ?? null }
    const report = await judge(all, { trust: { ...PLAIN_TRUST, ...keys, at: Date.now() }, between }, consents, proofs)
    if (isStopped()) return
    state(word('done', { name }))
    show(report)
  } catch (error) {
    if (isStopped()) return
    console.warn(error)
    state(word('unable'))
  } finally {
    if (!isStopped()) progress.hidden = true
  }
}

function show({ form, verdict, findings, caveats, counts, period, head, leaf, statement }: AuditReport): void {
  const mood = here('verify-verdict')
  mood.textContent = verdict === 'lawful' && counts.reads ? word('lawful', { reads: `${counts.reads}` }) : word(`verdict.${verdict}`)
  // What nobody can judge is not found guilty.
  mood.className = `notice ${verdict === 'lawful' ? 'good' : verdict === 'policy' || verdict === 'malformed' ? 'warn' : 'bad'}`
  fill('verify-findings', statement?.why ? [word(`proof.why.${statement.why}`)] : findings.map(sentence))
  const facts: HTMLElement[] = []
  const tell = (name: string, detail: unknown) => facts.push(element('dt', word(name)), element('dd', `${detail}`))
  tell('form', word(`form.${form}`))
  if (leaf) {
    tell('leaf', leaf.index)
    for (const name of ['t', 'at', 'ac', 'f', 'why']) {
      const said = [leaf.entry[name] ?? []].flat().map((each) => (name === 'at' ? clock(each) : meant(`${each}`)))
      if (said.join('')) tell(`leaf.${name}`, said.join('\u3001'))
    }
  }
  for (const [name, detail] of statement?.facts ?? [])
    tell(name, name === 'consent.data' ? detail.split(' ').map(meant).join('\u3001') : /^consent\.(since|until)$/.test(name) ? clock(detail) : detail)
  if (period) tell('period', `${clock(period.from)} \u2013 ${clock(period.to)}`)
  for (const [name, count] of Object.entries(counts)) if (words.has(`count.${name}`) && count > 0) tell(`count.${name}`, count)
  const { origin, size, rootHex, keyIds } = head ?? {}
  for (const [name, detail] of Object.entries({ origin, size, root: rootHex, key: keyIds?.join(' ') })) if (detail !== undefined) tell(name, detail)
  here('verify-facts').replaceChildren(...facts)
  fill('verify-caveats', [...caveats.map((caveat) => word(`caveat.${caveat}`)), word('caveat.site')])
  result.hidden = false
  mood.focus()
}

/** A word of the log's as people say it, and the word itself. */
function meant(text: string): string {
  const known = words.get(`said.${text}`)
  return known ? `${known}\uff08${text}\uff09` : text
}

/** As it is in Guangzhou. */
function clock(instant: unknown): string {
  const at = Date.parse(`${instant}`)
  return at ? `${new Date(at + 288e5).toISOString().slice(0, 19).replace('T', ' ')} (UTC+8)` : `${instant}`
}

function sentence({ why, index, through, about }: Finding): string {
  const place = index === null ? '' : word('place', { place: through === undefined ? String(index) : `${index}\u2013${through}` })
  return place + word(`flaw.${why}`, { about: about ?? '?' })
}

function fill(id: string, lines: readonly string[]): void {
  here(id).replaceChildren(...lines.map((line) => element('li', line)))
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  return made
}

function begin(): void {
  const files = [...(chosen.files ?? []), ...dropped]
  if (files[0]) void check([...files, ...(kept.files ?? []), ...(keptTiles?.rest ?? [])])
  else if (keptTiles?.count) state(word('tiles', { count: `${keptTiles.count}` }))
}

here('verify-live').hidden = false
here('verify-plain').hidden = true
chosen.addEventListener('change', () => {
  dropped = []
  begin()
})
kept.addEventListener('change', begin)
folder.addEventListener('change', async () => {
  const { sortOut } = await tiles()
  keptTiles = await sortOut([...(folder.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath })))
  keptTiles.rest = keptTiles.rest.filter(({ name }) => name.startsWith('checkpoint'))
  begin()
})
zone.addEventListener('dragover', (event) => event.preventDefault())
zone.addEventListener('drop', async (event) => {
  event.preventDefault()
  const files = event.dataTransfer?.files
  if (!files?.[0]) return
  const entries = [...event.dataTransfer!.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  if (!entries.some(({ isDirectory }) => isDirectory) && ![...files].some(({ name }) => /(?:^|\/)\d{3}$|\.p\/\d/.test(name))) {
    chosen.files = files
    dropped = []
  } else {
    const named = [...files].map((file) => ({ file, path: file.name }))
    const { placedIn, sortOut } = await tiles()
    keptTiles = await sortOut(entries.length > 0 ? await placedIn(entries) : named)
    // What lies beside them is judged; without it, what was chosen before.
    if (keptTiles.rest[0]) {
      dropped = keptTiles.rest
      keptTiles.rest = []
      chosen.value = ''
    }
  }
  begin()
})
