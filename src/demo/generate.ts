/** `npx tsx src/demo/generate.ts` writes the demo city's files anew. The same seed gives the same bytes; a test holds them together. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { demoOutput } from './city/output.ts'

mkdirSync(new URL('files/', import.meta.url), { recursive: true })
for (const [path, bytes] of demoOutput()) writeFileSync(new URL(path, import.meta.url), bytes)
