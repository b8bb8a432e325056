/** The platform's signature over an artefact: a detached statement of a type of its own. */
import { openStatement, type StatementKeys } from '../../log/audit/model.ts'

const TYPE = 'xyd-consent+jws'

/** @param payload the artefact's canonical text */
export async function signatureHolds(jws: string, payload: string, keys: StatementKeys): Promise<boolean> {
  return !('why' in (await openStatement(jws, TYPE, keys, payload)))
}
