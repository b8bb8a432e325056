import { describe, expect, test } from 'vitest'
import { readConfig } from '../../../src/config.ts'
import { feeds } from '../../../src/feeds/index.ts'
import { checkSources, readEndpoints } from '../../../src/sources/channels/endpoint.ts'

const SOUND = { origin: 'https://data.example.cn', clientId: 'suixin', clientSecret: 'a secret', webhookSecrets: [`whsec_${btoa('x'.repeat(24))}`] }
const read = (change: object, loopback = false) => readEndpoints(JSON.stringify({ 'gz-tax': { ...SOUND, ...change } }), loopback)['gz-tax']

describe('an endpoint', () => {
  test.each(['https://data.example.cn', 'https://data.example.cn:8443', 'https://47.92.1.1', 'https://100.128.0.1', 'https://[2400:3200::1]'])(
    '%s is taken',
    (origin) => {
      expect(read({ origin })).toEqual({ ...SOUND, origin })
    },
  )

  test.each([
    'http://data.example.cn',
    'ftp://data.example.cn',
    'https://data.example.cn/api',
    'https://user:pw@data.example.cn',
    'data.example.cn',
    'https://localhost',
    'https://intranet',
    'https://data.internal',
    'https://data.local.',
    'https://127.0.0.1',
    'https://0x7f.1',
    'https://2130706433',
    'https://10.1.2.3',
    'https://172.31.0.1',
    'https://192.168.1.1',
    'https://169.254.169.254',
    'https://100.64.0.1',
    'https://0.0.0.0',
    'https://224.0.0.1',
    'https://[::1]',
    'https://[::ffff:10.0.0.1]',
    'https://[fd00::1]',
    'https://[fe80::1]',
    'https://[64:ff9b::a00:1]',
    'https://[2002:a00:1::]',
  ])('%s is refused', (origin) => {
    expect(() => read({ origin })).toThrow(/FEEDS\.gz-tax\.origin/)
  })

  test.each(['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000'])('%s is taken on one’s own machine in test mode only', (origin) => {
    expect(read({ origin }, true)!.origin).toBe(origin)
    expect(() => read({ origin })).toThrow(/origin/)
  })
  test.each(['http://data.example.cn', 'http://10.0.0.1', 'https://192.168.1.1'])('%s is refused in test mode too', (origin) => {
    expect(() => read({ origin }, true)).toThrow(/origin/)
  })

  test.each([
    ['no object', { 'gz-tax': 'https://x.cn' }, /must be an object/],
    ['no id', { 'gz-tax': { ...SOUND, clientId: undefined } }, /clientId must be text/],
    ['an empty secret', { 'gz-tax': { ...SOUND, clientSecret: '' } }, /clientSecret must be text/],
    ['a member misspelt', { 'gz-tax': { ...SOUND, clientSecrets: 'x' } }, /clientSecrets is unknown/],
    ['a short webhook secret', { 'gz-tax': { ...SOUND, webhookSecrets: [`whsec_${btoa('short')}`] } }, /webhookSecrets/],
    ['three webhook secrets', { 'gz-tax': { ...SOUND, webhookSecrets: Array(3).fill(SOUND.webhookSecrets[0]) } }, /at most two/],
    ['a key id with a line break', { 'gz-tax': { ...SOUND, keyId: 'a\nb' } }, /keyId/],
    ['a list', [], /must be a JSON object/],
  ])('with %s is refused with what to do, and no secret is told', (_, value, sentence) => {
    expect(() => readEndpoints(JSON.stringify(value), false)).toThrow(sentence)
    expect(() => readEndpoints(JSON.stringify(value), false)).not.toThrow(/a secret/)
  })

  test('of a source that nobody registered is refused: it would stay unconnected without a word', () => {
    expect(() => checkSources({ 'gz-taxx': SOUND }, feeds)).toThrow(/gz-taxx.*gz-tax/)
    expect(() => checkSources({ 'gz-tax': SOUND }, feeds)).not.toThrow()
  })
})

describe('FEEDS', () => {
  const inline = JSON.stringify({ 'gz-tax': SOUND })
  test('is the JSON itself, or the path of a file with it', () => {
    expect(readConfig({ FEEDS: inline }).endpoints).toEqual({ 'gz-tax': SOUND })
    expect(readConfig({ FEEDS: 'feeds.json' }, (path) => (path === 'feeds.json' ? inline : '')).endpoints).toEqual({ 'gz-tax': SOUND })
    expect(readConfig({}).endpoints).toBeUndefined()
  })
  test.each([
    [{ FEEDS: '{' }, /FEEDS must be a JSON object/],
    [{ FEEDS: 'nowhere.json' }, /cannot be read/],
  ])('%j is refused with what to do', (env, sentence) => {
    const readText = () => {
      throw new Error('ENOENT')
    }
    expect(() => readConfig(env, readText)).toThrow(sentence)
  })
  test('as a path is refused where there are no files', () => {
    expect(() => readConfig({ FEEDS: 'feeds.json' })).toThrow(/give the JSON itself/)
  })
})
