import { type Canonical, canonicalJson } from '../platform/kernel/canonical.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import { sha256Hex } from './artefact.ts'
import { legalTextOf } from './legal-text.ts'
import { type PurposeCode, TEMPLATES } from './template.ts'

/** What a purpose may ask for at most, and the text that is shown with it, as one. */
export interface Edition {
  /** The template's id, as artefacts name it. */
  id: string
  code: PurposeCode
  /** SHA-256, hex, of both: what was changed in place is another edition. */
  hash: string
}

/** Every edition whose first day has come, in order of their templates. */
export function editionsBy(day: CivilDate): Edition[] {
  return TEMPLATES.filter(({ from }) => from <= day).map((template) => {
    const { textId, version, lang, sha256, notice } = legalTextOf(template.code, day)
    const whole = { template: template as unknown as Canonical, legal: { textId, version, lang, sha256, notice } }
    return { id: template.id, code: template.code, hash: sha256Hex(canonicalJson(whole)) }
  })
}
