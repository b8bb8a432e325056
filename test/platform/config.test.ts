import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { lockFolder } from '../../src/platform/db/lock.ts'

describe('the environment', () => {
  it('has defaults for a newcomer', () => {
    const log = { origin: 'suixin.gz.example/log', witnesses: [], quorum: 0, quorumCloses: false, lagLimitSeconds: 30 }
    const signIn = { proxies: 0, passwordHash: 'argon2id' }
    expect(readConfig({})).toMatchObject({ port: 8787, dataDir: '.data', mode: 'demo', requestLog: false, log, ...signIn })
    for (const absent of ['databaseUrl', 'secret', 'signingKey', 'masterKey', 'logKey', 'origin'] as const)
      expect(readConfig({})[absent], absent).toBe(undefined)
  })

  it.each([
    [{ PORT: 'abc' }, /PORT/],
    [{ PORT: '65536' }, /PORT/],
    [{ APP_MODE: 'prod' }, /APP_MODE/],
    [{ APP_MODE: 'test', NODE_ENV: 'production' }, /refuses to start/],
    [{ APP_MODE: 'live' }, /DATABASE_URL/],
    [{ APP_MODE: 'live', DATABASE_URL: 'postgres://x' }, /MASTER_KEY/],
    [{ APP_MODE: 'live', DATABASE_URL: 'postgres://x', MASTER_KEY: Buffer.alloc(32, 1).toString('base64url') }, /LOG_KEY/],
    [{ APP_MODE: 'live', DATABASE_URL: 'postgres://x', MASTER_KEY: Buffer.alloc(32, 1).toString('base64url'), LOG_KEY: 'k' }, /SIGNING_KEY/],
    [{ APP_MODE: 'live', DATABASE_URL: 'postgres://x', MASTER_KEY: Buffer.alloc(32, 1).toString('base64url'), LOG_KEY: 'k', SIGNING_KEY: '' }, /SIGNING_KEY/],
    [{ DATABASE_URL: 'mysql://x' }, /postgres:/],
    [{ SECRET: 'short' }, /32 characters/],
  ])('%j is refused with what to do', (env, sentence) => {
    expect(() => readConfig(env)).toThrow(sentence)
  })
})

describe('the data folder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'suixin-lock-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const lock = () => join(folder, 'suixin.lock')

  it('belongs to one process and is given back', () => {
    const release = lockFolder(folder)
    expect(readFileSync(lock(), 'utf8').trim()).toBe(String(process.pid))
    release()
    expect(() => readFileSync(lock())).toThrow()
  })

  it('is refused to a second process while the first lives, saying whose it is', () => {
    writeFileSync(lock(), `${process.ppid}\n`)
    expect(() => lockFolder(folder)).toThrow(new RegExp(`pid ${process.ppid}`))
  })

  it.each(['999999999', '', 'garbage', '-1'])('is taken over from a dead owner (%j)', (owner) => {
    writeFileSync(lock(), owner)
    lockFolder(folder)()
  })
})
