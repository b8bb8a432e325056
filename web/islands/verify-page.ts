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
const result = here('verify-result')
let running = 0

async function* blocksOf(file: File, tell: (bytes: number) => void, isStopped: () => boolean): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (isStopped()) return
    tell(next.value.length)
    yield next.value
  }
}

/** Only dumps and consents need the one, and only proofs the other. */
const consents = async () => (await import('../../src/consent/audit/model.ts')).CONSENT_AUDIT
const proofs = () => import('../../src/matching/audit/model.ts')

/** The last ones chosen count: whatever was begun before is left. */
async function check(files: readonly File[]): Promise<void> {
  const mine = ++running
  const isStopped = () => mine !== running
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
    const report = await judge(all, { trust: { ...PLAIN_TRUST, ...keys, at: Date.now() } }, consents, proofs)
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

function show({ form, verdict, findings, caveats, counts, head, leaf, statement }: AuditReport): void {
  const mood = here('verify-verdict')
  mood.textContent = word(`verdict.${verdict}`)
  mood.className = `notice ${verdict === 'lawful' ? 'good' : verdict === 'policy' ? 'warn' : 'bad'}`
  fill('verify-findings', statement?.why ? [word(`proof.why.${statement.why}`)] : findings.map(sentence))
  const facts: HTMLElement[] = []
  const tell = (name: string, detail: unknown) => facts.push(element('dt', word(name)), element('dd', `${detail}`))
  tell('form', word(`form.${form}`))
  if (leaf) {
    tell('leaf', leaf.index)
    for (const name of ['t', 'at', 'ac', 'f', 'why']) {
      const said = [leaf.entry[name] ?? []].flat().join('\u3001')
      if (said) tell(`leaf.${name}`, said)
    }
  }
  for (const [name, detail] of statement?.facts ?? []) tell(name, detail)
  for (const [name, count] of Object.entries(counts)) if (words.has(`count.${name}`) && count > 0) tell(`count.${name}`, count)
  const { origin, size, rootHex, keyIds } = head ?? {}
  for (const [name, detail] of Object.entries({ origin, size, root: rootHex, key: keyIds?.join(' ') })) if (detail !== undefined) tell(name, detail)
  here('verify-facts').replaceChildren(...facts)
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
