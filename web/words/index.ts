import { zh } from './zh/index.ts'

/** What every language must say. An English file is written against this type and stands beside `zh`. */
export type Words = typeof zh

/** All copy of the pages. Nothing outside this folder says anything to a reader. */
export const words = { zh } satisfies Record<string, Words>
