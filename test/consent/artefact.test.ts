import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ARTEFACT_TYPE, type Artefact, artefactBytes, artefactHash } from '../../src/consent/artefact.ts'
import { readArtefact } from '../../src/consent/artefact-shape.ts'
import { verifyArtefact } from '../../src/consent/index.ts'
import { canonicalJson } from '../../src/platform/kernel/canonical.ts'
import { keyring } from '../../src/platform/outside/signing.ts'
import { OTHER_SIGNING_KEY, testKeyring } from '../support/signing-key.ts'
import { sampleArtefact } from './sample.ts'

const artefact = sampleArtefact()
const text = artefactBytes(artefact)
const keys = await testKeyring.published()
const { jws } = await testKeyring.signDetached(ARTEFACT_TYPE, text)
const base64url = (value: string) => Buffer.from(value, 'utf8').toString('base64url')

describe('an artefact', () => {
  it('has one sequence of bytes whatever the order of its keys', () => {
    const turned = Object.fromEntries(Object.entries(artefact).reverse()) as unknown as Artefact
    expect(artefactBytes(turned)).toBe(text)
    expect(artefactHash(turned)).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('is read back whole', () => {
    expect(readArtefact(text)).toEqual({ ok: true, artefact, hash: artefactHash(artefact) })
  })

  it.each<[string, string, string]>([
    ['spaces between members', JSON.stringify(artefact, null, 1), 'not_canonical'],
    ['members in another order', JSON.stringify(artefact), 'not_canonical'],
    ['a member twice', text.replace('"rev":1', '"rev":1,"rev":1'), 'not_canonical'],
    ['a number written otherwise', text.replace('"rev":1', '"rev":1.0'), 'not_canonical'],
    ['a fraction', text.replace('"rev":1', '"rev":1.5'), 'not_canonical'],
    ['a letter written as an escape', text.replace('"self"', '"\\u0073elf"'), 'not_canonical'],
    ['a byte order mark', `\ufeff${text}`, 'unreadable'],
    ['its last byte missing', text.slice(0, -1), 'unreadable'],
    ['half of it', text.slice(0, text.length / 2), 'unreadable'],
    ['nothing', '', 'unreadable'],
    ['too many bytes', canonicalJson({ ...artefact, grantee: { ...artefact.grantee, name: 'x'.repeat(65_536) } } as never), 'oversized'],
    ['nesting without end', '['.repeat(60_000), 'unreadable'],
    ['a list', '[]', 'shape'],
    ['null', 'null', 'shape'],
  ])('with %s is refused', (_, bytes, why) => {
    expect(readArtefact(bytes)).toMatchObject({ ok: false, why })
  })

  /** Every path of it, as pointers. */
  const pathsOf = (value: unknown, at = ''): string[] =>
    typeof value !== 'object' || value === null ? [at] : [at, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, `${at}/${key}`))]

  it('lacks no path of the plan and carries none beside them', () => {
    const proxied = sampleArtefact({ ...withProxy(), access: { fetch: 'on_demand', perWindow: { n: 2, window: 'P30D' }, total: 4 } })
    expect(readArtefact(artefactBytes(proxied)).ok).toBe(true)
    let removed = 0
    for (const path of pathsOf(proxied).filter((at) => at !== '')) {
      const [last, ...up] = path.split('/').slice(1).reverse()
      const copy = structuredClone(proxied) as never
      const parent = up.reverse().reduce<Record<string, unknown> | unknown[]>((at, key) => (at as Record<string, never>)[key]!, copy)
      if (Array.isArray(parent)) continue
      delete parent[last!]
      expect(readArtefact(artefactBytes(copy)), `without ${path}`).toMatchObject({ ok: false, why: 'shape', at: path })
      removed++
      const more = structuredClone(proxied) as never
      const host = up.reduce<Record<string, unknown>>((at, key) => (at as Record<string, never>)[key]!, more)
      host.extra = 1
      expect(readArtefact(artefactBytes(more)), `beside ${path}`).toMatchObject({ ok: false, why: 'shape' })
    }
    expect(removed).toBeGreaterThan(60)
  })

  it.each<[string, Partial<Artefact>, string]>([
    ['a second revision that replaces nothing', { rev: 2 }, '/supersedes'],
    ['a first one that replaces something', { supersedes: 'cd'.repeat(32) }, '/supersedes'],
    ['no application where there must be one', { binding: { ...artefact.binding, application: null } }, '/binding/application'],
    ['two reads for once', { access: { fetch: 'one_time', perWindow: null, total: 2 } }, '/access/total'],
    ['an end before its beginning', { validity: { from: artefact.validity.to, to: artefact.validity.from } }, '/validity/to'],
    ['a category twice', { data: [artefact.data[0]!, artefact.data[0]!] }, '/data'],
    ['fields out of order', { data: [{ ...artefact.data[1]!, fields: ['staff', 'revenueFen'] }] }, '/data/0/fields'],
    ['a field twice', { data: [{ ...artefact.data[0]!, fields: ['taxGrade', 'taxGrade'] }] }, '/data/0/fields'],
    ['a sensitive set without its own tick', { data: [{ ...artefact.data[1]!, separateConsentAt: null }] }, '/data/0/separateConsentAt'],
    ['a tick where none is needed', { data: [{ ...artefact.data[0]!, separateConsentAt: artefact.validity.from }] }, '/data/0/separateConsentAt'],
    ['an officer who was not there', { ...withProxy(), grantor: { ...withProxy().grantor!, assurance: 'password' } }, '/grantor/assurance'],
    ['nobody’s own hand and no officer either', { grantor: { ...artefact.grantor, ref: artefact.subject.ref } }, '/grantor/ref'],
    [
      'an officer beyond the mandate',
      { ...withProxy(), proxy: { ...withProxy().proxy!, mandate: { ...withProxy().proxy!.mandate, scope: ['RENEWAL'] } } },
      '/proxy/mandate/scope',
    ],
  ])('with %s breaks a rule', (_, over, at) => {
    expect(readArtefact(artefactBytes(sampleArtefact(over)))).toMatchObject({ ok: false, why: 'rule', at })
  })

  it.each<[string, Partial<Artefact>, string]>([
    ['a day too long', { validity: { from: artefact.validity.from, to: '2027-02-22T02:00:00.000Z' } }, '/validity/to'],
    ['a read too many', { access: { ...artefact.access, total: 21 } }, '/access/total'],
    ['kept a day too long', { retention: { deleteAfter: 'P31D', trigger: 'decision' } }, '/retention/deleteAfter'],
    ['looking back a month too far', { data: [{ ...artefact.data[0]!, lookback: 'P61M' }] }, '/data/0/lookback'],
    ['under the template of another purpose', { purpose: { ...artefact.purpose, templateId: 'renewal-1' } }, '/purpose/templateId'],
  ])('%s lies beyond its template', (_, over, at) => {
    expect(readArtefact(artefactBytes(sampleArtefact(over)))).toMatchObject({ ok: false, why: 'beyond_template', at })
  })
})

describe('the platform’s signature over an artefact', () => {
  it('holds over its bytes, with the key that the artefact names', async () => {
    expect(jws.split('.')[1]).toBe('')
    expect(await verifyArtefact(text, { platform: jws }, keys)).toEqual({ ok: true, artefact, hash: artefactHash(artefact), kid: artefact.issued.kid })
  })

  it('holds after another key took over, as long as the old one is published', async () => {
    const rotated = await keyring(JSON.stringify({ keys: [JSON.parse(OTHER_SIGNING_KEY), ...keys.keys] })).published()
    expect(rotated.keys).toHaveLength(2)
    expect((await verifyArtefact(text, { platform: jws }, rotated)).ok).toBe(true)
  })

  const header = (members: object) => base64url(JSON.stringify(members))
  const [, , signature] = jws.split('.')
  const sound = { alg: 'EdDSA', kid: artefact.issued.kid, typ: ARTEFACT_TYPE }

  it.each<[string, string, string]>([
    ['alg none', `${header({ ...sound, alg: 'none' })}..`, 'unreadable'],
    ['alg none and a signature all the same', `${header({ ...sound, alg: 'none' })}..${signature}`, 'algorithm'],
    ['an HMAC', `${header({ ...sound, alg: 'HS256' })}..${signature}`, 'algorithm'],
    ['the type of a proof', `${header({ ...sound, typ: 'suixin-proof+jws' })}..${signature}`, 'type'],
    ['no type', `${header({ alg: 'EdDSA', kid: sound.kid })}..${signature}`, 'type'],
    ['an unencoded payload', `${header({ ...sound, b64: false, crit: ['b64'] })}..${signature}`, 'type'],
    ['a key of its own', `${header({ ...sound, jwk: keys.keys[0] })}..${signature}`, 'type'],
    ['a key nobody published', `${header({ ...sound, kid: 'A'.repeat(43) })}..${signature}`, 'unknown_key'],
    ['its payload inside', `${jws.split('.')[0]}.${base64url(text)}.${signature}`, 'unreadable'],
    ['half a signature', jws.slice(0, -42), 'signature'],
    ['a fourth part', `${jws}.AAAA`, 'unreadable'],
    ['no end', `${jws}${'A'.repeat(5_000)}`, 'unreadable'],
    ['nothing in it', '', 'unreadable'],
  ])('with %s is refused', async (_, platform, why) => {
    expect(await verifyArtefact(text, { platform }, keys)).toMatchObject({ ok: false, why, at: '/sig/platform' })
  })

  it('by a foreign key is refused, also under our key’s name', async () => {
    const foreign = keyring(OTHER_SIGNING_KEY)
    const theirs = await foreign.signDetached(ARTEFACT_TYPE, text)
    expect(await verifyArtefact(text, { platform: theirs.jws }, keys)).toMatchObject({ ok: false, why: 'unknown_key' })
    const renamed = `${jws.split('.')[0]}..${theirs.jws.split('.')[2]}`
    expect(await verifyArtefact(text, { platform: renamed }, keys)).toMatchObject({ ok: false, why: 'signature' })
  })

  it('by another key of ours than the artefact names is refused', async () => {
    const theirs = await keyring(OTHER_SIGNING_KEY).signDetached(ARTEFACT_TYPE, text)
    const both = { keys: [...keys.keys, ...(await keyring(OTHER_SIGNING_KEY).published()).keys] }
    expect(await verifyArtefact(text, { platform: theirs.jws }, both)).toMatchObject({ ok: false, why: 'kid', at: '/issued/kid' })
  })

  it('of another artefact is refused: a signature cannot be moved', async () => {
    const other = artefactBytes(sampleArtefact({ id: 'cns_01jd7w9k8m0000000000000002' }))
    expect(await verifyArtefact(other, { platform: jws }, keys)).toMatchObject({ ok: false, why: 'signature' })
  })

  it('finds any byte that was changed, in the artefact or in the signature', async () => {
    const change = (whole: string, at: number, letter: string) => whole.slice(0, at) + letter + whole.slice(at + 1)
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }), async (at, letter) => {
        const changed = change(text, at, letter)
        fc.pre(changed !== text)
        expect((await verifyArtefact(changed, { platform: jws }, keys)).ok).toBe(false)
      }),
      { numRuns: 2_000 },
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(jws.length - 1), fc.constantFrom(...'ABCXYZabcxyz019-_.='), async (at, letter) => {
        const changed = change(jws, at, letter)
        fc.pre(changed !== jws)
        expect((await verifyArtefact(text, { platform: changed }, keys)).ok).toBe(false)
      }),
      { numRuns: 1_000 },
    )
  })

  it('finds every changed value that is canonical again', async () => {
    const leaves = text.match(/:("[^"]*"|\d+|true|false|null)/g)!
    for (const [i, leaf] of leaves.entries()) {
      const value = leaf.slice(1)
      const other = value.startsWith('"')
        ? `"${value.slice(1, -1)}x"`
        : value === 'true'
          ? 'false'
          : value === 'null'
            ? '1'
            : value === 'false'
              ? 'true'
              : `${value}0`
      let seen = -1
      const changed = text.replace(/:("[^"]*"|\d+|true|false|null)/g, (whole) => (++seen === i ? `:${other}` : whole))
      expect(changed).not.toBe(text)
      expect((await verifyArtefact(changed, { platform: jws }, keys)).ok, leaf).toBe(false)
    }
    expect(leaves.length).toBeGreaterThan(30)
  })
})

function withProxy(): Partial<Artefact> & Pick<Artefact, 'grantor' | 'proxy'> {
  return {
    grantor: { ref: 'sub_01jd7w9k8m0000000000000001', role: 'self', assurance: 'in_person', evidence: [{ what: 'mandate', sha256: 'ef'.repeat(32) }] },
    proxy: {
      officer: 'usr_01jd7w9k8m0000000000000002',
      village: '440114103206',
      mandate: { sha256: 'ef'.repeat(32), scope: ['UNDERWRITE'], from: '2026-11-01', to: '2027-10-31' },
      method: 'read_aloud',
      evidenceSha256: '12'.repeat(32),
      witness: { role: 'neighbour', sha256: '34'.repeat(32) },
      coolingOffUntil: '2026-11-24T02:00:00.000Z',
    },
  }
}
