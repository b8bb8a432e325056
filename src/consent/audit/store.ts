import { sql } from 'drizzle-orm'
import type { Db } from '../../platform/db/client.ts'
import { rowsOf } from '../../platform/db/client.ts'
import type { Artefact, ArtefactSignatures } from '../artefact.ts'

export interface IssuedArtefact {
  id: string
  artefact: Artefact
  hash: string
  signatures: ArtefactSignatures | null
}

/** What was agreed to, as it stands in the table; of a consent that is not there, nothing. */
export async function listArtefacts(db: Db, wanted: readonly { subjectId: string; consentId: string }[]): Promise<IssuedArtefact[]> {
  if (wanted.length === 0) return []
  return rowsOf<IssuedArtefact & Record<string, unknown>>(
    db,
    sql`
      select c.id, c.artefact, c.hash, c.signatures from json_array_elements(${JSON.stringify(wanted)}::json) w
      join consents c on c.subject_id = w ->> 'subjectId' and c.id = w ->> 'consentId'`,
  )
}
