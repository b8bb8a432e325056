import { createHash } from 'node:crypto'
import { STYLE } from '../ui/style.ts'

/** `/assets/suixin.<hash>.css`: a new sheet gets a new name. */
export const STYLE_PATH = `/assets/suixin.${createHash('sha256').update(STYLE).digest('hex').slice(0, 12)}.css`
