import { account } from './account.ts'
import { audit } from './audit.ts'
import { bank } from './bank.ts'
import { breakGlass } from './break-glass.ts'
import { catalogue } from './catalogue.ts'
import { choosing } from './choosing.ts'
import { guarantee } from './consent/guarantee.ts'
import { consents } from './consent/held.ts'
import { cost } from './cost.ts'
import { dev } from './dev.ts'
import { developers } from './developers.ts'
import { deletions, erasing } from './erasing.ts'
import { errors } from './errors.ts'
import { facts } from './facts.ts'
import { farmer } from './farmer.ts'
import { frame } from './frame.ts'
import { health } from './health.ts'
import { measures } from './measures.ts'
import { officer } from './officer.ts'
import { openings } from './openings.ts'
import { ops } from './ops.ts'
import { pieces } from './pieces.ts'
import { prechecks } from './prechecks.ts'
import { products } from './products.ts'
import { proof } from './proof.ts'
import { quality } from './quality.ts'
import { recalls } from './recalls.ts'
import { screening } from './screening.ts'
import { signIn } from './sign-in.ts'
import { sme } from './sme.ts'
import { start } from './start.ts'
import { tokenRefusals } from './token-refusals.ts'
import { trade } from './trade.ts'
import { verify } from './verify.ts'

export const zh = {
  account,
  breakGlass,
  catalogue,
  choosing,
  consents,
  frame,
  guarantee,
  measures,
  pieces,
  trade,
  deletions,
  erasing,
  errors,
  start,
  signIn,
  prechecks,
  products,
  proof,
  cost,
  facts,
  sme,
  farmer,
  audit,
  bank,
  officer,
  recalls,
  screening,
  openings,
  ops,
  quality,
  health,
  dev,
  developers,
  tokenRefusals,
  verify,
}
