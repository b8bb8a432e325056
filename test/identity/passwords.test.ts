import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEMO_PASSWORD } from '../../src/demo/index.ts'
import { argon2idHasher } from '../../src/identity/argon2/index.ts'
import { scryptHasher } from '../../src/identity/index.ts'
import { formatScrypt, hashKind, isCurrentHash, parseScrypt, SCRYPT } from '../../src/identity/password.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { sweep } from './doorstep.ts'

describe('a stored hash', () => {
  test.each([
    ['argon2id', argon2idHasher, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/],
    ['scrypt', scryptHasher, /^scrypt\$15\$8\$3\$[\w-]{22}\$[\w-]{43}$/],
  ] as const)('by %s says how it was made, and is salted', async (kind, hasher, form) => {
    const [one, other] = [await hasher.hash('kapok-rain73'), await hasher.hash('kapok-rain73')]
    expect(one).toMatch(form)
    expect(other).not.toBe(one)
    expect([hashKind(one), isCurrentHash(one, kind)]).toEqual([kind, true])
    expect([await hasher.verify('kapok-rain73', one), await hasher.verify('kapok-rain74', one)]).toEqual([true, false])
  })

  test.each([argon2idHasher, scryptHasher])('holds for the letters however they are composed', async (hasher) => {
    const stored = await hasher.hash('pass\u00e9 compos\u00e9')
    expect(await hasher.verify('passe\u0301 compose\u0301', stored)).toBe(true)
  })

  test.each([
    ['no password', 'none', null],
    ['empty', '', null],
    ['bcrypt', '$2b$10$abcdefghijklmnopqrstuv', null],
    ['scrypt without its salt', 'scrypt$15$8$3$$abc', null],
    ['argon2i', '$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA', null],
  ])('that is %s opens nothing', async (_, stored, kind) => {
    expect(hashKind(stored)).toBe(kind)
    for (const hasher of [argon2idHasher, scryptHasher]) expect(await hasher.verify('', stored)).toBe(false)
  })

  test('of weaker parameters is not today’s', () => {
    expect(isCurrentHash('$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaA', 'argon2id')).toBe(false)
    expect(isCurrentHash(formatScrypt({ ...SCRYPT, logN: 14 }, Buffer.alloc(16), Buffer.alloc(32)), 'scrypt')).toBe(false)
    expect(parseScrypt(formatScrypt(SCRYPT, Buffer.alloc(16), Buffer.alloc(32)))?.parameters).toEqual(SCRYPT)
  })
})

describe('signing in', () => {
  let app: TestApp
  /** What was verified, in order: kind and whether it was a decoy. */
  const work: string[] = []
  const counted = (hasher: typeof scryptHasher) => ({
    ...hasher,
    verify: (password: string, stored: string) => {
      work.push(hasher.kind)
      return hasher.verify(password, stored)
    },
  })
  beforeAll(async () => {
    app = await testApp('pglite', { signIn: { hashers: [counted(argon2idHasher), counted(scryptHasher)] } })
  })
  beforeEach(async () => {
    await sweep(app)
    work.length = 0
  })
  afterAll(() => app.close())

  const enter = (username: string, password = DEMO_PASSWORD) => app.nobody.post('/api/v1/sessions', { username, password })
  const storedOf = async (username: string) => {
    const { rows } = (await app.database.db.execute(`select password_hash as h from users where username = '${username}'`)) as unknown as {
      rows: { h: string }[]
    }
    return rows[0]!.h
  }

  test('does the same work for everybody, known or not, and answers alike', async () => {
    const answers = []
    for (const [username, password] of [
      ['firm-hardware', 'wrong'],
      ['nobody-we-know', 'wrong'],
      ['nobody-we-know', DEMO_PASSWORD],
    ] as const) {
      work.length = 0
      const { status, body } = await enter(username, password)
      answers.push(JSON.stringify([status, body.code, body.detail, work]))
    }
    expect(new Set(answers).size).toBe(1)
    expect(work).toEqual(['argon2id', 'scrypt'])
  })

  test('by a scrypt hash makes it an argon2id hash, which verifies from then on; a wrong password changes nothing', async () => {
    await app.database.db.execute(`update users set password_hash = '${await scryptHasher.hash(DEMO_PASSWORD)}' where username = 'farmer'`)
    const before = await storedOf('farmer')
    expect((await enter('farmer', 'wrong')).status).toBe(401)
    expect(await storedOf('farmer')).toBe(before)
    expect((await enter('farmer')).status).toBe(201)
    expect(hashKind(await storedOf('farmer'))).toBe('argon2id')
    expect((await enter('farmer')).status).toBe(201)
    expect((await enter('farmer', 'wrong')).status).toBe(401)
  })

  test('spends no scrypt once no hash of it is left', async () => {
    const hash = await argon2idHasher.hash(DEMO_PASSWORD)
    await app.database.db.execute(`update users set password_hash = '${hash}' where password_hash <> 'none'`)
    expect((await enter('officer')).status).toBe(201)
    expect(work).toEqual(['argon2id'])
  })

  test('where argon2id cannot be carried refuses such a hash as it refuses everybody, and says what to do', async () => {
    const worker = await testApp('pglite')
    try {
      await worker.database.db.execute(`update users set password_hash = '${await argon2idHasher.hash(DEMO_PASSWORD)}' where username = 'farmer'`)
      const ask = async (username: string) => (await worker.nobody.post('/api/v1/sessions', { username, password: DEMO_PASSWORD })).body
      const [known, unknown] = [await ask('farmer'), await ask('nobody-we-know')]
      expect(known).toMatchObject({ status: 401, code: 'bad_credentials', detail: expect.stringContaining('通行密钥') })
      expect(known.detail).toBe(unknown.detail)
    } finally {
      await worker.close()
    }
  })

  test('to an account that has no password is refused like any other', async () => {
    await app.database.db.execute(`update users set password_hash = 'none' where username = 'officer'`)
    expect((await enter('officer', 'none')).body.code).toBe('bad_credentials')
  })
})

describe('changing the password', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await testApp('pglite', { signIn: { hashers: [argon2idHasher, scryptHasher] } })
  })
  beforeEach(() => sweep(app))
  afterAll(() => app.close())

  test('asks for the old one, judges the new one, ends every other session and renews this', async () => {
    const [client, elsewhere] = [await app.signIn('bank-a-viewer'), await app.signIn('bank-a-viewer')]
    const change = (current: string, next: string) => client.put('/api/v1/me/password', { current, next })
    expect((await change('wrong', 'kapok-rain73-ferry')).body.code).toBe('password_wrong')
    for (const [next, code] of [
      ['short', 'password_too_short'],
      ['bank-a-viewer-73', 'password_has_name'],
      ['Password2026!', 'password_guessable'],
    ] as const)
      expect((await change(DEMO_PASSWORD, next)).body).toMatchObject({ status: 422, code, errors: [{ pointer: '/next', code }] })
    expect((await elsewhere.get('/api/v1/me')).status).toBe(200)

    const done = await change(DEMO_PASSWORD, 'kapok-rain73-ferry')
    expect(done.status).toBe(204)
    const renewed = done.headers.getSetCookie()[0]!.split(';')[0]!
    const status = async (cookie: string) => (await app.nobody.get('/api/v1/me', { headers: { cookie } })).status
    expect([await status(renewed), await status(client.cookie), await status(elsewhere.cookie)]).toEqual([200, 401, 401])
    const enter = async (password: string) => (await app.nobody.post('/api/v1/sessions', { username: 'bank-a-viewer', password })).status
    expect([await enter(DEMO_PASSWORD), await enter('kapok-rain73-ferry')]).toEqual([401, 201])
  })
})
