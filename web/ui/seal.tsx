import { words } from '../words/index.ts'
import { shortNo } from './format.ts'

export interface SealProps {
  /** The word in the ring: granted, revoked, … */
  word: string
  date: string
  /** Longer than the ring is wide (a whole id): its end is stamped. */
  no: string
  /** Grey once the consent has ended. */
  grey?: boolean
}

/** The round stamp. It keeps a place of its own in the flow, so it can never lie over text. */
export function Seal({ word, date, no, grey = false }: SealProps) {
  return (
    <svg class={grey ? 'seal grey' : 'seal'} width="100" height="100" viewBox="0 0 100 100" role="img" aria-label={words.zh.pieces.slip.seal(word, date, no)}>
      <g transform="rotate(-8 50 50)" fill="currentColor" text-anchor="middle" font-family="Songti SC,Noto Serif CJK SC,Noto Serif SC,SimSun,serif">
        <circle cx="50" cy="50" r="47.5" fill="none" stroke="currentColor" stroke-width="3" />
        <circle cx="50" cy="50" r="43.5" fill="none" stroke="currentColor" stroke-width=".8" />
        <text x="50" y="36" font-size="15" font-weight="700">
          {word}
        </text>
        <text x="50" y="56" font-size="14">
          {date}
        </text>
        <text x="50" y="74" font-size="13">
          {no.length > 9 ? shortNo(no) : no}
        </text>
      </g>
    </svg>
  )
}
