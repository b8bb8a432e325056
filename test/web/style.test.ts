import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { STYLE } from '../../web/ui/style.ts'

/** The custom properties of one rule, by name. */
function tokens(selector: string): Record<string, string> {
  const rule = new RegExp(`${selector.replace('.', '\\.')}\\{([^}]*)\\}`).exec(STYLE)?.[1] ?? ''
  return Object.fromEntries([...rule.matchAll(/--([\w-]+):(#[0-9a-f]{3,6})/g)].map((m) => [m[1]!, m[2]!]))
}

/** WCAG 2.2 relative luminance and contrast. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const full = hex.length === 4 ? [...hex.slice(1)].map((c) => c + c).join('') : hex.slice(1)
    const [r, g, bl] = [0, 2, 4]
      .map((i) => Number.parseInt(full.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * bl!
  }
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high! + 0.05) / (low! + 0.05)
}

describe('the style sheet', () => {
  test('is at most 14 KB gzip', () => {
    expect(gzipSync(STYLE).length).toBeLessThanOrEqual(14 * 1024)
  })

  test('loads nothing from anywhere', () => {
    expect(STYLE).not.toMatch(/url\(|@import|@font-face/)
  })

  test.each(['.code.long', '.cards .code'])('breaks a path in %s, which is wider than a telephone', (selector) => {
    const rules = [...STYLE.matchAll(/([^{}]+)\{([^{}]*)\}/g)].filter(([, selectors]) => selectors!.trim().split(',').includes(selector))
    expect(rules.map(([, , body]) => body)).toEqual(['white-space:normal;overflow-wrap:anywhere'])
  })

  describe.each([':root', '.dark'])('in %s', (selector) => {
    const t = tokens(selector)
    test.each(['ink', 'muted', 'primary', 'red', 'jade', 'ochre'])('%s reads on sheet, paper and wash with at least 4.5 to 1', (name) => {
      for (const ground of ['sheet', 'paper', 'wash']) expect(contrast(t[name]!, t[ground]!)).toBeGreaterThanOrEqual(4.5)
    })

    test('a main button reads with at least 4.5 to 1', () => {
      expect(contrast(t['on-primary']!, t.primary!)).toBeGreaterThanOrEqual(4.5)
    })

    test('the edge of a field stands out from its sheet with at least 3 to 1', () => {
      expect(contrast(t.field!, t.sheet!)).toBeGreaterThanOrEqual(3)
    })

    test.each(['c1', 'c2', 'c3', 'c4', 'c5', 'c6'])('chart colour %s stands out from the sheet with at least 3 to 1', (name) => {
      expect(contrast(t[name]!, t.sheet!)).toBeGreaterThanOrEqual(3)
    })
  })
})
