import { type Fact, keepFor } from '../profiles/model.ts'
import { registerSources } from '../sources/model.ts'
import { cashFlow } from './cash-flow/source.ts'
import { commitments } from './commitments/source.ts'
import { courts } from './courts/source.ts'
import { creditChina } from './credit-china/source.ts'
import { dishonestyLists } from './dishonesty-lists/source.ts'
import { gzCredit } from './gz-credit/source.ts'
import { gzCustoms } from './gz-customs/source.ts'
import { gzEcology } from './gz-ecology/source.ts'
import { gzHrss } from './gz-hrss/source.ts'
import { gzQuality } from './gz-quality/source.ts'
import { gzTax } from './gz-tax/source.ts'
import { gzTrading } from './gz-trading/source.ts'
import { localBureau } from './local-bureau/source.ts'
import { nongrongtong } from './nongrongtong/source.ts'
import { samr } from './samr/source.ts'
import { sinosure } from './sinosure/source.ts'
import { socialInsurance } from './social-insurance/source.ts'
import { suitan } from './suitan/source.ts'
import { utilities } from './utilities/source.ts'
import { whiteList } from './white-list/source.ts'

export { bureauGateway } from './local-bureau/feed.ts'

/** Every outside system: a new one is a folder and a line here. */
export const feeds = registerSources<Fact>(
  [
    samr,
    gzCredit,
    gzTax,
    gzEcology,
    gzHrss,
    gzCustoms,
    suitan,
    nongrongtong,
    cashFlow,
    localBureau,
    gzQuality,
    gzTrading,
    sinosure,
    socialInsurance,
    utilities,
    commitments,
    courts,
    creditChina,
    dishonestyLists,
    whiteList,
  ],
  keepFor,
)
