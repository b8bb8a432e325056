import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { BUILT_PATH, buildVerifiers, builtText } from '../../build-verifier.ts'

describe('what checks a file elsewhere', () => {
  it('is what the sources give: after a change, npm run verify:bundle', async () => {
    expect(readFileSync(BUILT_PATH, 'utf8') === builtText(await buildVerifiers()), 'web/assets/built is old: run npm run verify:bundle').toBe(true)
  })

  it('needs nothing but Node, and in a browser nothing at all', () => {
    const { node, page } = JSON.parse(readFileSync(BUILT_PATH, 'utf8')) as { node: string; page: string }
    const imports = [...node.matchAll(/^\s*(?:import|export)\b[^'"]*from\s*["']([^"']+)["']|\bimport\(["']([^"']+)/gm)].map(([, name, late]) => name ?? late)
    expect(imports.filter((name) => !name?.startsWith('node:'))).toEqual([])
    expect(imports).toContain('node:fs')
    expect(page).not.toMatch(/\bimport\b|\brequire\(|\beval\b|new Function|fetch\(|XMLHttpRequest|sendBeacon|WebSocket/)
  })

  it('weighs at most 12 KB on the page', () => {
    const { page } = JSON.parse(readFileSync(BUILT_PATH, 'utf8')) as { page: string }
    expect(gzipSync(page).length).toBeLessThanOrEqual(12 * 1024)
  })
})
