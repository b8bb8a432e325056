import built from './built/verifiers.json' with { type: 'json' }

/** For Node, to be kept: one name for ever. */
export const VERIFIER_PATH = '/verify/suixin-verify.mjs'
/** Its files fetch one another by their names beside it: a new script gets a new name. */
export const VERIFY_FOLDER = '/assets'
export const VERIFY_SCRIPT_PATH = `${VERIFY_FOLDER}/${built.page.entry}`
