import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { words } from '../../web/words/index.ts'

const WEB = new URL('../../web/', import.meta.url)
const CJK = /[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/

const sources = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path))

describe('copy', () => {
  test('lives in web/words alone', () => {
    const elsewhere = sources.filter((path) => !path.startsWith('words/') && CJK.test(readFileSync(new URL(path, WEB), 'utf8')))
    expect(elsewhere).toEqual([])
  })

  test('is never empty, but for the portal that has no name of its own', () => {
    const empty: string[] = []
    walk(words.zh, 'zh', (path, value) => {
      if (value === '') empty.push(path)
    })
    expect(empty).toEqual(['zh.frame.portals.public'])
  })
})

describe('the source of the pages', () => {
  test('carries no inline style, no inline script and no event handler: the CSP forbids them', () => {
    const inline = /\sstyle=|<style|<script(?! src=\{(?:SCRIPT_PATH|script)\} type="module" \/>)|\son[a-z]+=\{|dangerouslySetInnerHTML/
    const offending = sources.filter((path) => inline.test(readFileSync(new URL(path, WEB), 'utf8')))
    expect(offending).toEqual([])
  })
})

function walk(value: unknown, path: string, visit: (path: string, value: unknown) => void): void {
  if (value !== null && typeof value === 'object') for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`, visit)
  else visit(path, value)
}
