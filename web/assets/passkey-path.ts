import { createHash } from 'node:crypto'
import { PASSKEY } from '../islands/passkey.ts'

/** `/assets/passkey.<hash>.js`: a new script gets a new name. */
export const PASSKEY_PATH = `/assets/passkey.${createHash('sha256').update(PASSKEY).digest('hex').slice(0, 12)}.js`
