import { expect, test } from 'vitest'
import { seededRandom } from '../../bench/measure.ts'
import { judge } from '../../src/log/audit/judge.ts'
import { given, PLAIN_TRUST } from '../../src/log/audit/model.ts'
import { formatVerifierKey } from '../../src/log/note.ts'
import { pages } from '../../web/index.tsx'
import { blocksOf, keyPair, LOG_ORIGIN, ledgerOf, VKEY, world } from '../support/audit-history.ts'

const witness = formatVerifierKey('witness.example', 0x04, keyPair('witness').bytes)

/** What the page's script judges by, as the page hands it to it. */
async function trustOf(quorum: number) {
  const app = pages({
    api: async ({ url }) => {
      const keys = { origin: LOG_ORIGIN, keys: [{ vkey: VKEY, fromSize: 0, since: '2026-11-01T00:00:00.000Z', current: true }], witnesses: [witness], quorum }
      return new URL(url).pathname === '/log/keys' ? Response.json(keys) : Response.json({ keys: [] })
    },
    demo: true,
    signIns: [],
    onBroken: (error) => {
      throw error
    },
  })
  const html = await (await app.request('/verify')).text()
  return { html, trust: JSON.parse(/id="verify-keys" value="([^"]*)"/.exec(html)![1]!.replaceAll('&quot;', '"')) }
}

test.each([
  [0, 0],
  [1, 4],
])('a checkpoint that no witness signed, where %i are to, ends on the page as exit %i', async (quorum, exit) => {
  const { html, trust } = await trustOf(quorum)
  const w = world(seededRandom(1))
  w.grant()
  const { note } = (await ledgerOf(w.acts, 1)).checkpoints[0]!
  const report = await judge([await given(blocksOf(note))], { trust: { ...PLAIN_TRUST, ...trust, at: Date.UTC(2027, 0, 1) } }, () =>
    Promise.reject(new Error('no consent')),
  )
  expect(report.exit).toBe(exit)
  expect(html).toContain(witness)
})
