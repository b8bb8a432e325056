import { words } from '../words/index.ts'

/** The red square with the one character, cut like a name seal. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg class="mark-xin" width={size} height={size} viewBox="0 0 28 28" aria-hidden="true" focusable="false">
      <rect width="28" height="28" rx="2" fill="#b3261e" />
      <text
        x="14"
        y="20.6"
        font-family="Songti SC,Noto Serif CJK SC,Noto Serif SC,SimSun,serif"
        font-size="18"
        font-weight="700"
        text-anchor="middle"
        fill="#fff"
      >
        {words.zh.frame.mark}
      </text>
    </svg>
  )
}
