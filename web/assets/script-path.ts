import { createHash } from 'node:crypto'
import { LIVE_FORM } from '../islands/live-form.ts'

/** `/assets/live-form.<hash>.js`: a new script gets a new name. */
export const SCRIPT_PATH = `/assets/live-form.${createHash('sha256').update(LIVE_FORM).digest('hex').slice(0, 12)}.js`
