import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEMO_PASSWORD } from '../../src/demo/index.ts'
import { siteOf, verifyAssertionOver } from '../../src/identity/index.ts'
import { type Answer, ORIGIN, type TestApp, type TestClient, testApp } from '../support/test-app.ts'
import { Authenticator, codeAt } from './authenticator.ts'
import { sweep } from './doorstep.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite')
})
beforeEach(() => sweep(app))
afterAll(() => app.close())

const said = ({ status, body }: Answer) => [status, body?.code ?? null]
const cookieOf = ({ headers }: Answer) => headers.getSetCookie()[0]!.split(';')[0]!
const codeNow = (secret: string, secondsLater = 0) => codeAt(secret, new Date(app.mode.clock.now().getTime() + secondsLater * 1000))
const age = (seconds: number) => app.nobody.post('/__test/clock', { advanceSeconds: seconds, sessions: true })

/** A browser: it keeps the cookies it is given. */
function browser(start: TestClient | null = null): TestClient {
  const jar = new Map<string, string>()
  if (start) jar.set(start.cookie.split('=')[0]!, start.cookie)
  const keep = (answer: Answer) => {
    for (const line of answer.headers.getSetCookie()) jar.set(line.split('=')[0]!, line.split(';')[0]!)
    return answer
  }
  const headers = () => ({ cookie: [...jar.values()].join('; ') })
  return {
    cookie: '',
    send: async (method, path, sending = {}) => keep(await app.nobody.send(method, path, { ...sending, headers: { ...headers(), ...sending.headers } })),
    get: async (path) => keep(await app.nobody.get(path, { headers: headers() })),
    post: async (path, body) => keep(await app.nobody.post(path, body, { headers: headers() })),
    put: async (path, body) => keep(await app.nobody.put(path, body, { headers: headers() })),
  }
}

const password = (client: TestClient, username = 'bank-a-viewer') => client.post('/api/v1/sessions', { username, password: DEMO_PASSWORD })

async function withTotp(username = 'bank-a-viewer'): Promise<{ client: TestClient; secret: string; recoveryCodes: string[] }> {
  const client = browser(await app.signIn(username))
  const { secret } = (await client.post('/api/v1/me/totp')).body
  const confirmed = await client.post('/api/v1/me/totp/confirm', { code: codeNow(secret) })
  expect(confirmed.status).toBe(200)
  return { client, secret, recoveryCodes: confirmed.body.recoveryCodes }
}

async function withPasskey(username = 'bank-a-viewer'): Promise<{ client: TestClient; key: Authenticator }> {
  const client = browser(await app.signIn(username))
  const key = new Authenticator(ORIGIN)
  const options = (await client.post('/api/v1/me/passkeys/options')).body
  const added = await client.post('/api/v1/me/passkeys', { label: '办公室的钥匙', attestation: key.create(options) })
  expect(added.status).toBe(201)
  return { client, key }
}

describe('an authenticator app', () => {
  test('is offered as a key to type and as a code to scan, and counts from its first code on', async () => {
    const client = browser(await app.signIn('operator'))
    const { body } = await client.post('/api/v1/me/totp')
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(new URL(body.uri).searchParams.get('secret')).toBe(body.secret)
    expect(body.qrSvg).toMatch(/^<svg /)
    // Not proven yet: the password alone still does.
    expect((await password(browser(), 'operator')).status).toBe(201)
    expect(said(await client.post('/api/v1/me/totp/confirm', { code: codeNow(body.secret, 3600) }))).toEqual([401, 'code_wrong'])
    const { recoveryCodes } = (await client.post('/api/v1/me/totp/confirm', { code: codeNow(body.secret) })).body
    expect(new Set(recoveryCodes).size).toBe(10)
    expect(said(await client.post('/api/v1/me/totp'))).toEqual([409, 'totp_present'])
    expect((await password(browser(), 'operator')).body).toEqual({ pending: 'second_factor', methods: ['totp', 'recovery'] })
  })

  test('is kept sealed, and the recovery codes as hashes', async () => {
    const { secret, recoveryCodes } = await withTotp()
    const { rows } = (await app.database.db.execute(
      'select (select json_agg(t)::text from totp_keys t) || (select json_agg(r)::text from recovery_codes r) as kept',
    )) as unknown as { rows: { kept: string }[] }
    const kept = rows[0]!.kept
    expect(kept).toContain('sealed_secret')
    for (const text of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', ''))]) expect(kept).not.toContain(text)
  })

  test.each([
    ['two steps ago', -60, 401],
    ['a step ago', -30, 201],
    ['now', 0, 201],
    ['a step ahead', 30, 201],
    ['two steps ahead', 60, 401],
  ])('is right with the code of %s', async (_, seconds, status) => {
    const { secret } = await withTotp()
    await age(300)
    const client = browser()
    await password(client)
    expect((await client.post('/api/v1/sessions/second-factor', { code: codeNow(secret, seconds) })).status).toBe(status)
  })

  test('’s code is taken once, by whichever comes first', async () => {
    const { secret } = await withTotp()
    await age(60)
    const [one, other] = [browser(), browser()]
    await password(one)
    await password(other)
    const answers = await Promise.all([one, other].map((client) => client.post('/api/v1/sessions/second-factor', { code: codeNow(secret) })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401])
    expect(answers.find(({ status }) => status === 401)!.body.code).toBe('code_used')
    // An older one of the same half minute neither.
    expect(said(await other.post('/api/v1/sessions/second-factor', { code: codeNow(secret, -30) }))).toEqual([401, 'code_used'])
  })

  test('cannot be guessed: five wrong codes in a quarter of an hour, from however many sign-ins', async () => {
    const { secret } = await withTotp()
    await age(60)
    const wrong = codeNow(secret) === '000000' ? '111111' : '000000'
    for (let i = 0; i < 5; i++) {
      const client = browser()
      await password(client)
      expect((await client.post('/api/v1/sessions/second-factor', { code: wrong })).status).toBe(401)
    }
    const client = browser()
    await password(client)
    const refused = await client.post('/api/v1/sessions/second-factor', { code: codeNow(secret) })
    expect(said(refused)).toEqual([429, 'too_many_attempts'])
    expect(refused.headers.get('ratelimit-policy')).toBe('"second-factor";q=5;w=900')
  })
})

describe('a sign-in whose second factor is still to come', () => {
  test('can do nothing but finish, and goes on under a new secret', async () => {
    const { secret } = await withTotp()
    await age(60)
    const client = browser()
    const begun = await password(client)
    expect(begun.status).toBe(200)
    expect(begun.headers.getSetCookie().join()).not.toContain('-device')
    for (const path of ['/api/v1/me', '/api/v1/lender/applications', '/api/v1/sessions', '/api/v1/me/security'])
      expect(said(await client.get(path))).toEqual([401, 'second_factor_pending'])
    for (const path of ['/api/v1/sessions/step-up', '/api/v1/me/passkeys/options', '/api/v1/sessions/sign-out-elsewhere'])
      expect(said(await client.post(path, path.endsWith('up') ? { password: DEMO_PASSWORD } : undefined))).toEqual([401, 'second_factor_pending'])
    const done = await client.post('/api/v1/sessions/second-factor', { code: codeNow(secret) })
    expect([done.status, done.body.secondFactor]).toEqual([201, 'shown'])
    expect(cookieOf(done)).not.toBe(cookieOf(begun))
    expect((await client.get('/api/v1/me')).status).toBe(200)
    // What was seen of it before is worth nothing now.
    expect((await app.nobody.get('/api/v1/me', { headers: { cookie: cookieOf(begun) } })).status).toBe(401)
    expect(said(await client.post('/api/v1/sessions/second-factor', { code: codeNow(secret) }))).toEqual([409, 'not_pending'])
  })

  test('waits ten minutes', async () => {
    const { secret } = await withTotp()
    const client = browser()
    await password(client)
    await age(599)
    expect((await client.get('/api/v1/me')).body.code).toBe('second_factor_pending')
    await age(1)
    expect(said(await client.post('/api/v1/sessions/second-factor', { code: codeNow(secret) }))).toEqual([401, 'sign_in_required'])
  })

  test('is finished by a recovery code, once', async () => {
    const { recoveryCodes } = await withTotp()
    const enter = async (recoveryCode: string) => {
      const client = browser()
      await password(client)
      return client.post('/api/v1/sessions/second-factor', { recoveryCode })
    }
    expect((await enter(recoveryCodes[3]!.toUpperCase().replace('-', ' '))).status).toBe(201)
    expect(said(await enter(recoveryCodes[3]!))).toEqual([401, 'code_wrong'])
    expect((await enter(recoveryCodes[4]!)).status).toBe(201)
  })

  test('is another person’s: a factor of one’s own does not finish it', async () => {
    const { secret } = await withTotp('bank-b-viewer')
    await withTotp('bank-a-viewer')
    await age(60)
    const client = browser()
    await password(client, 'bank-a-viewer')
    expect(said(await client.post('/api/v1/sessions/second-factor', { code: codeNow(secret) }))).toEqual([401, 'code_wrong'])
  })
})

describe('a passkey', () => {
  test('finishes a sign-in, signs in alone, and steps up', async () => {
    const { key } = await withPasskey()
    const client = browser()
    expect((await password(client)).body.methods).toEqual(['passkey', 'recovery'])
    const asked = (await client.post('/api/v1/passkey-challenges')).body
    expect(asked.allowCredentials).toMatchObject([{ id: key.id }])
    expect((await client.post('/api/v1/sessions/second-factor', { assertion: key.get(asked) })).status).toBe(201)

    const alone = browser()
    const open = (await alone.post('/api/v1/passkey-challenges')).body
    expect(open.allowCredentials).toEqual([])
    const entered = await alone.post('/api/v1/sessions/passkey', { assertion: key.get(open) })
    expect([entered.status, entered.body.username, entered.body.secondFactor]).toEqual([201, 'bank-a-viewer', 'shown'])

    await age(301)
    expect((await alone.get('/api/v1/me/security')).body.isSteppedUp).toBe(false)
    expect(said(await alone.post('/api/v1/sessions/step-up', { password: DEMO_PASSWORD }))).toEqual([403, 'second_factor_needed'])
    const again = (await alone.post('/api/v1/passkey-challenges')).body
    expect((await alone.post('/api/v1/sessions/step-up', { assertion: key.get(again) })).status).toBe(204)
    expect((await alone.get('/api/v1/me/security')).body.isSteppedUp).toBe(true)
  })

  const signInBy = async (spoil: (key: Authenticator, challenge: { challenge: string }) => unknown) => {
    const { key } = await withPasskey()
    const client = browser()
    const asked = (await client.post('/api/v1/passkey-challenges')).body
    return client.post('/api/v1/sessions/passkey', { assertion: spoil(key, asked) })
  }

  test.each<[string, string, (key: Authenticator, asked: { challenge: string }) => unknown]>([
    ['made on another site’s page', 'foreign_origin', (key, asked) => Object.assign(key, { origin: 'https://suixin.test.evil.example' }).get(asked)],
    ['made on a page of another port', 'foreign_origin', (key, asked) => Object.assign(key, { origin: `${ORIGIN}:8443` }).get(asked)],
    ['bound to another site', 'foreign_site', (key, asked) => Object.assign(key, { rpId: 'evil.example' }).get(asked)],
    ['without finger, face or PIN', 'passkey_unverified', (key, asked) => Object.assign(key, { userVerified: false }).get(asked)],
    ['to a challenge nobody gave', 'challenge_unknown', (key) => key.get({ challenge: 'A'.repeat(43) })],
    ['of a key nobody bound', 'passkey_unknown', (_, asked) => new Authenticator(ORIGIN).get(asked)],
    ['signed by another key', 'passkey_invalid', (key, asked) => ({ ...new Authenticator(ORIGIN).get(asked), id: key.id })],
    [
      'whose signature is of other data',
      'passkey_invalid',
      (key, asked) => {
        const honest = key.get(asked)
        const forged = Buffer.from(honest.response.authenticatorData, 'base64url')
        forged.writeUInt32BE(4_000_000, 33)
        return { ...honest, response: { ...honest.response, authenticatorData: forged.toString('base64url') } }
      },
    ],
    [
      'that is a registration',
      'passkey_invalid',
      (key, asked) => {
        const honest = key.get(asked)
        return { ...honest, response: { ...honest.response, clientDataJSON: key.create(asked).response.clientDataJSON } }
      },
    ],
    ['for another person', 'passkey_unknown', (key, asked) => ({ ...key.get(asked), response: { ...key.get(asked).response, userHandle: 'dXNyX290aGVy' } })],
  ])('’s answer %s is refused as %s', async (_, code, spoil) => {
    expect(said(await signInBy(spoil))).toEqual([401, code])
  })

  test('’s challenge is good for once, for five minutes and for whom it was given', async () => {
    const { key } = await withPasskey()
    const ask = async (client: TestClient) => (await client.post('/api/v1/passkey-challenges')).body
    const client = browser()
    const once = await ask(client)
    expect((await client.post('/api/v1/sessions/passkey', { assertion: key.get(once) })).status).toBe(201)
    expect(said(await browser().post('/api/v1/sessions/passkey', { assertion: key.get(once) }))).toEqual([401, 'challenge_unknown'])

    const [fresh, stale] = [await ask(browser()), await ask(browser())]
    await age(299)
    expect((await browser().post('/api/v1/sessions/passkey', { assertion: key.get(fresh) })).status).toBe(201)
    await age(1)
    expect(said(await browser().post('/api/v1/sessions/passkey', { assertion: key.get(stale) }))).toEqual([401, 'challenge_unknown'])

    // Asked by nobody: it signs nobody's pending sign-in.
    const pending = browser()
    await password(pending)
    const anonymous = await ask(browser())
    expect(said(await pending.post('/api/v1/sessions/second-factor', { assertion: key.get(anonymous) }))).toEqual([401, 'challenge_unknown'])
  })

  test('that counts backwards is a copy', async () => {
    const { key } = await withPasskey()
    const enter = async () => {
      const client = browser()
      return client.post('/api/v1/sessions/passkey', { assertion: key.get((await client.post('/api/v1/passkey-challenges')).body) })
    }
    key.counter = 41
    expect((await enter()).status).toBe(201)
    key.counter = 41
    expect(said(await enter())).toEqual([401, 'passkey_counter'])
    expect((await enter()).status).toBe(201)
  })

  test('is bound once, on this site, to the challenge its owner was given', async () => {
    const client = browser(await app.signIn('bank-a-viewer'))
    const other = browser(await app.signIn('bank-b-viewer'))
    const ask = async (of: TestClient) => (await of.post('/api/v1/me/passkeys/options')).body
    const bind = async (of: TestClient, attestation: unknown) => said(await of.post('/api/v1/me/passkeys', { label: '钥匙', attestation }))
    const key = new Authenticator(ORIGIN)
    expect(await bind(client, key.create(await ask(other)))).toEqual([422, 'challenge_unknown'])
    expect(await bind(client, Object.assign(new Authenticator(ORIGIN), { origin: 'https://evil.example' }).create(await ask(client)))).toEqual([
      422,
      'foreign_origin',
    ])
    expect(await bind(client, Object.assign(new Authenticator(ORIGIN), { rpId: 'evil.example' }).create(await ask(client)))).toEqual([422, 'foreign_site'])
    expect(await bind(client, Object.assign(new Authenticator(ORIGIN), { userVerified: false }).create(await ask(client)))).toEqual([422, 'passkey_invalid'])
    const options = await ask(client)
    expect(await bind(client, key.create(options))).toEqual([201, null])
    expect(await bind(client, key.create(options))).toEqual([422, 'challenge_unknown'])
    expect(await bind(other, key.create(await ask(other)))).toEqual([409, 'passkey_present'])
  })

  test('is removed by its owner after a step-up, and the codes that stood in for it go with the last one', async () => {
    const { client, key } = await withPasskey()
    const stranger = browser(await app.signIn('firm-hardware'))
    const { passkeys, recoveryCodesLeft } = (await client.get('/api/v1/me/security')).body
    expect(passkeys).toMatchObject([{ label: '办公室的钥匙', lastUsedAt: null }])
    expect(recoveryCodesLeft).toBe(10)
    const remove = (of: TestClient) => of.send('DELETE', `/api/v1/me/passkeys/${passkeys[0].id}`)
    expect(said(await remove(stranger))).toEqual([404, 'not_found'])
    await age(301)
    expect(said(await remove(client))).toEqual([403, 'step_up_required'])
    await client.post('/api/v1/sessions/step-up', { assertion: key.get((await client.post('/api/v1/passkey-challenges')).body) })
    expect((await remove(client)).status).toBe(204)
    expect((await client.get('/api/v1/me/security')).body).toMatchObject({ passkeys: [], recoveryCodesLeft: 0 })
    expect((await password(browser())).status).toBe(201)
  })
})

describe('a signature over a hash', () => {
  const hash = createHash('sha256').update('what was agreed').digest('hex')
  const over = (hex: string) => ({ challenge: Buffer.from(hex, 'hex').toString('base64url') })
  const judge = async (userId: string, hex: string, assertion: unknown) =>
    verifyAssertionOver(
      { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: 'test' },
      userId,
      hex,
      assertion as never,
      siteOf(ORIGIN),
    )

  test('holds for this person, this hash and this site alone', async () => {
    const { client, key } = await withPasskey('firm-hardware')
    const { userId } = (await client.get('/api/v1/me')).body
    const { userId: other } = (await (await app.signIn('firm-catering')).get('/api/v1/me')).body
    expect(await judge(userId, hash, key.get(over(hash)))).toBe(true)
    expect(await judge(other, hash, key.get(over(hash)))).toBe('passkey_unknown')
    expect(await judge(userId, '0'.repeat(64), key.get(over(hash)))).toBe('challenge_unknown')
    expect(await judge(userId, hash.slice(2), key.get(over(hash.slice(2))))).toBe('challenge_unknown')
    const honest = key.get(over(hash))
    expect(await judge(userId, hash, { ...honest, response: { ...honest.response, signature: 'AAAA' } })).toBe('passkey_invalid')
    expect(await judge(userId, hash, Object.assign(key, { origin: 'https://evil.example' }).get(over(hash)))).toBe('foreign_origin')
  })
})

describe('stepping up', () => {
  test('without a second factor is by password, renews the secret, and lasts five minutes', async () => {
    const client = browser(await app.signIn('firm-hardware'))
    const before = app.mode.sessionClock.now()
    await age(300)
    expect((await client.get('/api/v1/me/security')).body.isSteppedUp).toBe(false)
    expect(said(await client.post('/api/v1/me/totp'))).toEqual([403, 'step_up_required'])
    expect(said(await client.post('/api/v1/sessions/step-up', { password: 'wrong' }))).toEqual([401, 'password_wrong'])
    const done = await client.post('/api/v1/sessions/step-up', { password: DEMO_PASSWORD })
    expect([done.status, done.headers.getSetCookie().length]).toEqual([204, 1])
    await age(299)
    expect((await client.post('/api/v1/me/totp')).status).toBe(200)
    await age(1)
    expect(said(await client.post('/api/v1/me/totp'))).toEqual([403, 'step_up_required'])
    // It prolonged nothing: twelve hours from the sign-in it is over.
    app.mode.sessionClock.set(new Date(before.getTime() + 12 * 3_600_000))
    expect((await client.get('/api/v1/me')).status).toBe(401)
  })
})

describe('a change of what signs in', () => {
  test('ends every other session and renews this one', async () => {
    const elsewhere = await app.signIn('bank-a-viewer')
    const { client } = await withTotp()
    expect((await elsewhere.get('/api/v1/me')).status).toBe(401)
    expect((await client.get('/api/v1/me')).status).toBe(200)
  })

  test('of the recovery codes makes the old ones worthless', async () => {
    const { client, recoveryCodes } = await withTotp()
    const fresh = (await client.post('/api/v1/me/recovery-codes')).body.recoveryCodes
    const pending = browser()
    await password(pending)
    expect(said(await pending.post('/api/v1/sessions/second-factor', { recoveryCode: recoveryCodes[0] }))).toEqual([401, 'code_wrong'])
    expect((await pending.post('/api/v1/sessions/second-factor', { recoveryCode: fresh[0] })).status).toBe(201)
  })
})
