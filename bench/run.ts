/**
 * `npm run bench -- NAME`: a table for people, then one JSON object on the last line: {"bench": NAME, …}.
 * Without a known name it lists the benchmarks and exits with 2.
 */
import type { Benchmark } from './measure.ts'

/** Loaded one at a time, so that no benchmark warms or burdens another. */
const BENCHMARKS: Record<string, () => Promise<Benchmark>> = {
  import: async () => (await import('./import.ts')).importing,
  rebuild: async () => (await import('./rebuild.ts')).rebuilding,
  freshness: async () => (await import('./freshness.ts')).freshness,
  refresh: async () => (await import('./refresh.ts')).refreshing,
  screen: async () => (await import('./screen.ts')).screening,
  disclose: async () => (await import('./disclose.ts')).disclosing,
  identifiers: async () => (await import('./identifiers.ts')).identifiers,
  likelihood: async () => (await import('./likelihood.ts')).likelihood,
  matching: async () => (await import('./matching.ts')).matching,
  matches: async () => (await import('./matches.ts')).matches,
  verify: async () => (await import('./verify.ts')).verifying,
  log: async () => (await import('./log.ts')).log,
}

const name = process.argv[2] ?? ''
const load = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined
if (load) {
  const { title, run } = await load()
  console.log(`${name}: ${title}\n`)
  const { rows, numbers } = await run()
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  for (const row of rows) console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '))
  console.log(`\n${JSON.stringify({ bench: name, ...numbers })}`)
} else {
  console.log(`${name ? `There is no benchmark ${name}. ` : ''}Benchmarks: ${Object.keys(BENCHMARKS).join(', ')}. Run one with: npm run bench -- NAME`)
  process.exitCode = 2
}
