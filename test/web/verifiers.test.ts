import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { BUILT_PATH, buildVerifiers, builtText, type Verifiers } from '../../web/assets/build.ts'

describe('what checks a file elsewhere', () => {
  it('is what the sources give: after a change, npm run verify:bundle', async () => {
    expect(readFileSync(BUILT_PATH, 'utf8') === builtText(await buildVerifiers()), 'web/assets/built is old: run npm run verify:bundle').toBe(true)
  })

  const { node, page } = JSON.parse(readFileSync(BUILT_PATH, 'utf8')) as Verifiers
  const named = (code: string) => [...code.matchAll(/\bfrom\s*["'`]\.\/([^"'`]+)|\bimport\s*["'`]\.\/([^"'`]+)/g)].map(([, name, plain]) => (name ?? plain)!)

  it('needs nothing but Node, and in a browser nothing but its own files', () => {
    const imports = [...node.matchAll(/^\s*(?:import|export)\b[^'"]*from\s*["']([^"']+)["']|\bimport\(["']([^"']+)/gm)].map(([, name, late]) => name ?? late)
    expect(imports.filter((name) => !name?.startsWith('node:'))).toEqual([])
    expect(imports).toContain('node:fs')
    for (const code of Object.values(page.files)) {
      expect(code).not.toMatch(/\brequire\(|\beval\b|new Function|fetch\(|XMLHttpRequest|sendBeacon|WebSocket/)
      for (const [, name] of code.matchAll(/\b(?:from|import)\b\s*\(?\s*["'`]([^"'`]+)/g))
        expect(Object.keys(page.files).map((file) => `./${file}`)).toContain(name)
    }
  })

  it('weighs at most 10 kB on the page before something is dropped, and leaves the rest until then', () => {
    const first = new Set([page.entry])
    for (const file of first) for (const name of named(page.files[file]!)) first.add(name)
    expect([...first].reduce((sum, file) => sum + gzipSync(page.files[file]!).length, 0)).toBeLessThanOrEqual(10_000)
    expect(first.size).toBeLessThan(Object.keys(page.files).length)
  })
})
