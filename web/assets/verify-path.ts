import { createHash } from 'node:crypto'
import built from './built/verifiers.json' with { type: 'json' }

/** For Node, to be kept: one name for ever. */
export const VERIFIER_PATH = '/verify/suixin-verify.mjs'
/** `/assets/verify-page.<hash>.js`: a new script gets a new name. */
export const VERIFY_SCRIPT_PATH = `/assets/verify-page.${createHash('sha256').update(built.page).digest('hex').slice(0, 12)}.js`
