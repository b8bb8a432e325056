/** The export in an editor: what an engineer alters in the file by hand to see whether the command finds it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { seededRandom } from '../../../bench/measure.ts'
import { verifyFile } from '../../../src/consent/audit/model.ts'
import { PLAIN_TRUST } from '../../../src/log/audit/model.ts'
import { VERIFY_USAGE, verifyCommand } from '../../../src/verify.ts'
import { blocksOf, exported, JWKS, ledgerOf, VKEY, world } from '../../support/audit-history.ts'

// biome-ignore lint/suspicious/noExplicitAny: any line of a dump, to be edited
type Line = Record<string, any>

const w = world(seededRandom(12))
for (let i = 0; i < 20; i++) w.step()
const consent = w.grant({ total: 5, perWindow: null, days: 50, fields: ['taxGrade', 'penalties', 'register'] })
for (let i = 0; i < 3; i++) {
  w.wait(60_000)
  w.read(consent, { f: ['penalties', 'register'] })
}
w.put(consent, 'consent.revoked', { why: 'subject_request' })
w.living.splice(w.living.indexOf(consent), 1)
for (let i = 0; i < 20; i++) w.step()
const SOUND: readonly Line[] = exported(await ledgerOf(w.acts, 12)).map((line) => JSON.parse(line))
const placeOf = (kind: string, nth: number) => w.acts.flatMap(({ leaf }, at) => (leaf.includes(consent.id) && leaf.includes(`"t":"${kind}"`) ? [at] : []))[nth]!
const READ = placeOf('read.released', 1)
const REVOKE = placeOf('consent.revoked', 0)

const at = (lines: Line[], place: number) => lines.findIndex(({ i }) => i === place)
const edit = (line: Line, change: (entry: Line) => void) => {
  const entry = JSON.parse(line.leaf)
  change(entry)
  line.leaf = JSON.stringify(entry)
}
/** Places one behind the other again, and the end counts right: whoever edits with care does that too. */
const renumber = (lines: Line[]) => {
  for (const [place, line] of lines.filter(({ i }) => i !== undefined).entries()) line.i = place
  lines.at(-1)!.end = lines.length - 1
}
const judged = async (lines: readonly Line[], write = (line: Line) => `${JSON.stringify(line)}\n`) =>
  verifyFile(blocksOf(lines.map(write).join('')), { ...PLAIN_TRUST, at: Date.UTC(2027, 1, 1), vkeys: [VKEY], jwks: JWKS })

describe('one row altered in the file', () => {
  test.each<[string, object, (lines: Line[]) => void]>([
    ['a field taken out of a read', { why: 'leaf_altered', index: READ }, (lines) => edit(lines[at(lines, READ)]!, (entry) => entry.f.pop())],
    ['a field put into a read', { why: 'leaf_altered', index: READ }, (lines) => edit(lines[at(lines, READ)]!, (entry) => entry.f.push('taxGrade'))],
    ['another lender', { why: 'leaf_altered', index: READ }, (lines) => edit(lines[at(lines, READ)]!, (entry) => (entry.ac = 'ins_z'))],
    ['another time', { why: 'leaf_altered', index: READ }, (lines) => edit(lines[at(lines, READ)]!, (entry) => (entry.at = '2026-10-01T00:00:00.000Z'))],
    ['a read taken out', { why: 'leaf_missing', index: READ }, (lines) => void lines.splice(at(lines, READ), 1)],
    [
      'a read taken out, and all numbers put right',
      { why: 'leaf_altered', index: READ },
      (lines) => {
        lines.splice(at(lines, READ), 1)
        renumber(lines)
      },
    ],
    [
      'a read there twice',
      { why: 'order', index: READ + 1, about: `leaf ${READ}` },
      (lines) => void lines.splice(at(lines, READ), 0, structuredClone(lines[at(lines, READ)]!)),
    ],
    [
      'a read there twice, and all numbers put right',
      { why: 'leaf_altered', index: READ + 1 },
      (lines) => {
        lines.splice(at(lines, READ), 0, structuredClone(lines[at(lines, READ)]!))
        renumber(lines)
      },
    ],
    [
      'two lines in another order',
      { why: 'leaf_missing', index: READ },
      (lines) => {
        const [read, revoke] = [at(lines, READ), at(lines, REVOKE)]
        ;[lines[read], lines[revoke]] = [lines[revoke]!, lines[read]!]
      },
    ],
    [
      'a read and the revoke in another order, and all numbers put right',
      { why: 'leaf_altered', index: READ },
      (lines) => {
        const [read, revoke] = [lines[at(lines, READ)]!, lines[at(lines, REVOKE)]!]
        ;[read.leaf, revoke.leaf] = [revoke.leaf, read.leaf]
        ;[read.h, revoke.h] = [revoke.h, read.h]
      },
    ],
    ['the revoke taken out', { why: 'leaf_missing', index: REVOKE }, (lines) => void lines.splice(at(lines, REVOKE), 1)],
    [
      'the revoke taken out, and all numbers put right',
      { why: 'leaf_altered', index: REVOKE },
      (lines) => {
        lines.splice(at(lines, REVOKE), 1)
        renumber(lines)
      },
    ],
    ['the revoke made a hash alone', { why: 'leaf_missing', index: REVOKE }, (lines) => delete lines[at(lines, REVOKE)]!.leaf],
  ])('is named: %s', async (_, expected, change) => {
    const lines = structuredClone(SOUND) as Line[]
    change(lines)
    const { exit, findings } = await judged(lines)
    expect({ exit, first: findings[0] }).toEqual({ exit: 'about' in expected ? 5 : 2, first: expect.objectContaining(expected) })
    expect(findings[0]!.through).toBeUndefined()
  })

  it('is among the leaves that are named where the file has no tiles to tell by', async () => {
    const lines = (structuredClone(SOUND) as Line[]).filter(({ tile }) => tile === undefined)
    lines.splice(at(lines, READ), 0, structuredClone(lines[at(lines, READ)]!))
    renumber(lines)
    const { findings } = await judged(lines)
    expect(findings).toMatchObject([{ why: 'checkpoint_size' }])
    expect(findings[0]!.index).toBeLessThanOrEqual(READ + 1)
    expect(findings[0]!.through).toBeGreaterThanOrEqual(READ + 1)
  })
})

describe('the file as it is', () => {
  test.each<[string, (line: Line) => string]>([
    ['as it came', (line) => `${JSON.stringify(line)}\n`],
    ['with spaces between its members', (line) => `${JSON.stringify(line, null, 1).replaceAll(/\n\s*/g, ' ')}\n`],
    ['with the line ends of another system', (line) => `${JSON.stringify(line)}\r\n`],
  ])('says the same: %s', async (_, write) => {
    expect(await judged(SOUND, write)).toMatchObject({ exit: 0, findings: [] })
  })

  it('tells from when to when its entries are, and how many reads there were', async () => {
    const { period, counts } = await judged(SOUND)
    const times = w.acts.map(({ leaf }) => JSON.parse(leaf).at).sort()
    expect(period).toEqual({ from: times[0], to: times.at(-1) })
    expect(counts.reads).toBe(w.acts.filter(({ leaf }) => leaf.includes('"t":"read.released"')).length)
  })
})

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suixin-edited-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const run = async (...words: string[]) => {
    const said = { out: [] as string[], err: [] as string[] }
    const exit = await verifyCommand(words, {
      now: () => new Date('2027-02-01T00:00:00Z'),
      out: (line) => void said.out.push(line),
      err: (line) => void said.err.push(line),
    })
    return { exit, out: said.out.join('\n'), err: said.err.join('\n') }
  }

  it('says in Chinese first what it went through, and nothing of what there was none of', async () => {
    const dump = join(folder, 'dump.jsonl')
    writeFileSync(dump, SOUND.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const { exit, out } = await run(dump, '--vkey', VKEY)
    expect(exit).toBe(0)
    expect(out).toMatch(/^核对通过/)
    expect(out).toMatch(/记录的时间 entries from: 2026-11-\S+Z – 2026-11-\S+Z/)
    expect(out).toMatch(/核对了 checked: 记录条数 leaves \d+，.*查看次数 reads [1-9]/)
    expect(out).not.toMatch(/ 0(?:，|$)/m)
  })

  it.each(['--help', '-h'])('explains itself when it is asked to: %s', async (word) => {
    expect(await run(word)).toEqual({ exit: 0, out: VERIFY_USAGE, err: '' })
  })

  it('asked for nothing, explains itself and has no verdict', async () => {
    expect(await run()).toEqual({ exit: 5, out: '', err: VERIFY_USAGE })
  })
})
