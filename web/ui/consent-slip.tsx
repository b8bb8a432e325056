import type { Child } from 'hono/jsx'
import type { ConsentStatus } from '../../src/consent/model.ts'
import { words } from '../words/index.ts'
import { Seal } from './seal.tsx'
import { type Term, TermList } from './term-list.tsx'

export type SlipState = 'draft' | ConsentStatus

export interface ConsentSlipProps {
  title: string
  sub?: Child
  state: SlipState
  /** Number of the consent and the day of the state; stamped once it is no longer a draft. */
  no?: string
  date?: string
  terms?: readonly Term[]
  children?: Child
}

/** The tear-off slip: perforated edge, red seal once granted, grey when it has ended. */
export function ConsentSlip({ title, sub, state, no = '', date = '', terms, children }: ConsentSlipProps) {
  const live = state === 'granted'
  return (
    <section class={`slip${state === 'draft' ? '' : live || state === 'provisional' ? ' sealed' : ' sealed ended'}`}>
      <div class="slip-head">
        <div>
          <h2>{title}</h2>
          {sub ? <p class="source">{sub}</p> : null}
        </div>
        {state === 'draft' ? null : <Seal word={words.zh.pieces.slip[state]} date={date} no={no} grey={!live} />}
      </div>
      {terms ? <TermList terms={terms} /> : null}
      {children}
    </section>
  )
}
