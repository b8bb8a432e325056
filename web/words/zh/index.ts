import { cost } from './cost.ts'
import { errors } from './errors.ts'
import { farmer } from './farmer.ts'
import { frame } from './frame.ts'
import { measures } from './measures.ts'
import { pieces } from './pieces.ts'
import { products } from './products.ts'
import { signIn } from './sign-in.ts'
import { sme } from './sme.ts'
import { start } from './start.ts'
import { trade } from './trade.ts'

export const zh = { frame, measures, pieces, trade, errors, start, signIn, products, cost, sme, farmer }
