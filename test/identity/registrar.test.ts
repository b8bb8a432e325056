import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { argon2idHasher } from '../../src/identity/argon2/index.ts'
import { registrarCommand, scryptHasher } from '../../src/identity/index.ts'
import { readRegistration } from '../../src/identity/registration.ts'
import { type TestApp, testApp } from '../support/test-app.ts'
import { codeAt } from './authenticator.ts'
import { sweep } from './doorstep.ts'

/** A live city: staff must have a second factor. */
let app: TestApp
beforeAll(async () => {
  app = await testApp('pglite', { signIn: { hashers: [argon2idHasher, scryptHasher], needsFactor: true } })
})
beforeEach(async () => {
  await sweep(app)
  await app.database.db.execute(`delete from users where username like 'new-%'`)
})
afterAll(() => app.close())

async function type(command: string, words: string, password = '') {
  const lines: string[] = []
  const ctx = { db: app.database.db, clock: app.mode.clock, ids: app.mode.ids, master: app.mode.master, requestId: 'cli' }
  const terminal = {
    out: (l: string) => void lines.push(l),
    err: (l: string) => void lines.push(l),
    readPassword: () => password,
    origin: 'https://suixin.example',
    hasher: argon2idHasher,
  }
  const code = await registrarCommand(ctx, terminal, command, words.split(' '))
  return { code, said: lines.join('\n'), token: /token=([\w-]+)/.exec(lines.join('\n'))?.[1] ?? '' }
}

const accept = (token: string, password = 'kapok-rain73-ferry') => app.nobody.post('/api/v1/invitations/accept', { token, password })
const cookieOf = ({ headers }: { headers: Headers }) => headers.getSetCookie()[0]!.split(';')[0]!

describe('the terminal', () => {
  test.each([
    ['--role king --username new-op --institution demo-platform', /--role must be one of/],
    ['--role operator --username N --institution demo-platform', /--username must be/],
    ['--role operator --username new-op', /needs --institution/],
    ['--role firm --username new-firm --institution demo-platform', /needs --subject/],
    ['--role operator --username new-op --institution demo-platform --subject 9', /has no --subject/],
    ['--role operator --username new-op --institution demo-platform --password secret', /--password is unknown/],
    ['--role operator --username new-op --institution', /--institution is unknown or lacks/],
    ['--role farmer --username new-farmer --subject H440114103206-9001 --name 黄示例', /no --name/],
    ['--role farmer --username h440114103206-9001 --subject H440114103206-9001', /must not hold/],
  ])('does not take %s', (words, sentence) => {
    expect(readRegistration(words.split(' '))).toMatch(sentence)
  })

  test('calls the account of a household by its village: accounts lie in the open', () => {
    const words = '--role farmer --username new-farmer --subject H440114103206-9001'
    expect(readRegistration(words.split(' '))).toMatchObject({ username: 'new-farmer', displayName: '红山村农户' })
    const firm = '--role firm --username new-firm --subject 91440199MADEM9X999 --name 王经办'
    expect(readRegistration(firm.split(' '))).toMatchObject({ displayName: '王经办' })
  })

  test.each([
    ['add-user', '--role operator --username new-op --institution nowhere', 1, 'no institution nowhere'],
    ['add-user', '--role operator --username new-op --institution demo-bank-a', 1, 'does not work for a lender'],
    ['add-user', '--role lender_viewer --username new-op --institution demo-platform', 1, 'does not work for a platform'],
    ['add-user', '--role operator --username operator --institution demo-platform', 1, 'a user operator already'],
    ['add-user', '--role firm --username new-firm --subject 91440199MADEM9X999', 1, 'no subject'],
    ['add-institution', '--kind lender --code demo-bank-a --name x', 1, 'already'],
    ['invite', '--username new-nobody', 1, 'no user'],
    ['invite', '', 2, 'unknown'],
  ])('%s %s ends with %i', async (command, words, code, sentence) => {
    expect(await type(command, words)).toMatchObject({ code, said: expect.stringContaining(sentence) })
  })

  test('reads a first password from standard input and judges it as any other', async () => {
    const words = '--role auditor --username new-auditor --institution demo-platform --password-stdin'
    expect(await type('add-user', words, 'Password2026!\n')).toMatchObject({ code: 1, said: expect.stringContaining('密码') })
    expect((await type('add-user', words, 'kapok-rain73-ferry\n')).code).toBe(0)
    const answer = await app.nobody.post('/api/v1/sessions', { username: 'new-auditor', password: 'kapok-rain73-ferry' })
    expect([answer.status, answer.body.secondFactor]).toEqual([201, 'required'])
  })
})

describe('the first operator of a live city', () => {
  test('comes in by a link for once, sets up a second factor, and only then works', async () => {
    await type('add-institution', '--kind platform --code new-centre-1 --name 运营中心')
    const { code, token } = await type('add-user', '--role operator --username new-op --institution new-centre-1')
    expect(code).toBe(0)
    expect((await app.nobody.post('/api/v1/sessions', { username: 'new-op', password: 'none' })).status).toBe(401)
    expect((await accept(token, 'short')).body).toMatchObject({ status: 422, errors: [{ pointer: '/password' }] })
    const entered = await accept(token)
    expect([entered.status, entered.body.secondFactor]).toEqual([201, 'required'])
    expect((await accept(token)).body).toMatchObject({ status: 404, code: 'invitation_unknown' })

    const headers = { cookie: cookieOf(entered) }
    for (const path of ['/api/v1/imports', '/api/v1/subjects', '/api/v1/products/prd_01jd7w9k8m0000000000000000']) {
      const refused = await app.nobody.get(path, { headers })
      // What everybody may read, a held session reads as everybody.
      if (path.includes('products')) expect(refused.body.code).toBe('not_found')
      else expect(refused.body).toMatchObject({ status: 403, code: 'second_factor_required', detail: expect.stringContaining('/account') })
    }
    expect((await app.nobody.get('/api/v1/me/security', { headers })).body).toMatchObject({ needsFactor: true, hasTotp: false })
    const { secret } = (await app.nobody.post('/api/v1/me/totp', undefined, { headers })).body
    const confirmed = await app.nobody.post('/api/v1/me/totp/confirm', { code: codeAt(secret, app.mode.clock.now()) }, { headers })
    const renewed = { cookie: cookieOf(confirmed) }
    expect((await app.nobody.get('/api/v1/imports', { headers: renewed })).status).toBe(200)
  })

  test('’s link goes stale after three days, and a new one ends the one before', async () => {
    const { token } = await type('add-user', '--role operator --username new-op --institution demo-platform')
    const again = await type('invite', '--username new-op')
    expect((await accept(token)).status).toBe(404)
    app.advance(72 * 3600)
    expect((await accept(again.token)).status).toBe(404)
    const third = await type('invite', '--username new-op')
    app.advance(72 * 3600 - 1)
    expect((await accept(third.token)).status).toBe(201)
  })

  test('who lost everything begins anew when the operator at the terminal says so', async () => {
    const { token } = await type('add-user', '--role operator --username new-op --institution demo-platform')
    const headers = { cookie: cookieOf(await accept(token)) }
    const { secret } = (await app.nobody.post('/api/v1/me/totp', undefined, { headers })).body
    const confirmed = await app.nobody.post('/api/v1/me/totp/confirm', { code: codeAt(secret, app.mode.clock.now()) }, { headers })
    const lost = await accept((await type('invite', '--username new-op')).token)
    expect([lost.status, lost.body.pending]).toEqual([200, 'second_factor'])
    const anew = await accept((await type('invite', '--username new-op --reset-factors')).token)
    expect([anew.status, anew.body.secondFactor]).toEqual([201, 'required'])
    expect((await app.nobody.get('/api/v1/me', { headers: { cookie: cookieOf(confirmed) } })).status).toBe(401)
  })

  test('binds no one else: a firm and a farmer work without a second factor', async () => {
    for (const username of ['firm-hardware', 'farmer']) {
      const client = await app.signIn(username)
      expect((await client.get('/api/v1/subjects')).status).toBe(200)
    }
  })
})
