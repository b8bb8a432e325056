/**
 * The page that checks a file where it lies: what is chosen or dropped is read by this script and goes nowhere. All that it
 * says stands in the page already; here are only the steps. Bundled by `npm run verify:bundle`.
 */
import { type AuditReport, type Finding, type GivenFile, given, judge, PLAIN_TRUST } from '../../src/log/audit/model.ts'

const here = (id: string) => document.getElementById(id)!
const words = new Map([...document.querySelectorAll<HTMLElement>('#verify-words [data-word]')].map((item) => [item.dataset.word!, item.textContent ?? '']))
const word = (name: string, fill: Readonly<Record<string, string>> = {}) =>
  Object.entries(fill).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words.get(name) ?? name)
const keys = JSON.parse((here('verify-keys') as HTMLInputElement).value) as { vkeys: string[]; jwks: unknown }
const chosen = here('f-file') as HTMLInputElement
const kept = here('f-held') as HTMLInputElement
const zone = here('verify-zone')
let running = 0

async function* blocksOf(file: File, tell: (bytes: number) => void, isStopped: () => boolean): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (isStopped()) return
    tell(next.value.length)
    yield next.value
  }
}

/** Only dumps and consents need it. */
const consents = async () => (await import('../../src/consent/audit/model.ts')).CONSENT_AUDIT

/** The last ones chosen count: whatever was begun before is left. */
async function check(files: readonly File[]): Promise<void> {
  const mine = ++running
  const isStopped = () => mine !== running
  const result = here('verify-result')
  result.setAttribute('aria-busy', 'true')
  const state = (text: string) => {
    here('verify-state').textContent = text
  }
  const name = files.map((file) => file.name).join('\u3001')
  state(word('reading', { name, percent: '0' }))
  try {
    const size = files.reduce((sum, file) => sum + file.size, 0) || 1
    let readBytes = 0
    const tell = (bytes: number) => {
      readBytes += bytes
      state(word('reading', { name, percent: String(Math.floor((100 * readBytes) / size)) }))
    }
    const all: GivenFile[] = []
    for (const file of files) all.push(await given(blocksOf(file, tell, isStopped)))
    const report = await judge(all, { trust: { ...PLAIN_TRUST, ...keys, at: Date.now() } }, consents)
    if (isStopped()) return
    state(word('done', { name }))
    show(report)
  } catch (error) {
    if (isStopped()) return
    console.warn(error)
    state(word('unable'))
    result.hidden = true
  } finally {
    if (!isStopped()) result.removeAttribute('aria-busy')
  }
}

function show({ form, verdict, findings, caveats, counts, head, leaf }: AuditReport): void {
  const result = here('verify-result')
  const mood = here('verify-verdict')
  mood.textContent = word(`verdict.${verdict}`)
  mood.className = `notice ${verdict === 'lawful' ? 'good' : verdict === 'policy' ? 'warn' : 'bad'}`
  fill('verify-findings', findings.map(sentence))
  const facts: [string, string][] = [[word('form'), word(`form.${form}`)]]
  if (leaf) {
    const { t, at, ac, f, why } = leaf.entry
    facts.push([word('leaf'), `${leaf.index}`], [word('leaf.t'), `${t}`], [word('leaf.at'), `${at}`], [word('leaf.ac'), `${ac}`])
    if (Array.isArray(f) && f.length > 0) facts.push([word('leaf.f'), f.join('\u3001')])
    if (why) facts.push([word('leaf.why'), `${why}`])
  }
  for (const [name, count] of Object.entries(counts)) if (words.has(`count.${name}`) && count > 0) facts.push([word(`count.${name}`), String(count)])
  if (head) facts.push([word('origin'), head.origin], [word('size'), String(head.size)], [word('root'), head.rootHex], [word('key'), head.keyIds.join(' ')])
  here('verify-facts').replaceChildren(...facts.flatMap(([term, detail]) => [element('dt', term), element('dd', detail)]))
  fill('verify-caveats', [...caveats.map((caveat) => word(`caveat.${caveat}`)), word('caveat.site')])
  result.hidden = false
  mood.focus()
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
  if (chosen.files?.[0]) void check([...chosen.files, ...(kept.files ?? [])])
}

here('verify-live').hidden = false
here('verify-plain').hidden = true
chosen.addEventListener('change', begin)
kept.addEventListener('change', begin)
zone.addEventListener('dragover', (event) => event.preventDefault())
zone.addEventListener('drop', (event) => {
  event.preventDefault()
  const dropped = event.dataTransfer?.files
  if (!dropped?.[0]) return
  chosen.files = dropped
  begin()
})
