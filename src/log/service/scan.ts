import type { Context } from '../../platform/context.ts'
import { findPersonalData, listAllNames, type PersonalFind } from '../../subjects/index.ts'
import { listWholeLog } from '../store.ts'

const ENTRIES_A_PAGE = 1_000

export interface LeafFinding {
  logIndex: number
  finds: PersonalFind[]
}

/** Looks through every leaf for what could lead to a person, newest first; what was found is named by kind and never repeated. */
export async function scanLog(ctx: Context): Promise<{ leaves: number; findings: LeafFinding[] }> {
  const names = new Set(await listAllNames(ctx))
  const findings: LeafFinding[] = []
  let leaves = 0
  for (let before: number | null = null; ; ) {
    const page = await listWholeLog(ctx.db, ENTRIES_A_PAGE, before)
    for (const { logIndex, leaf } of page) {
      leaves++
      const finds = findPersonalData(leaf, names)
      if (finds.length > 0) findings.push({ logIndex, finds })
    }
    if (page.length < ENTRIES_A_PAGE) return { leaves, findings }
    before = page.at(-1)!.logIndex
  }
}
