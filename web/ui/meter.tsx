export interface MeterPart {
  /** Share of the whole, 0 to 1,000. */
  permille: number
  /** 1 to 6: chart colour; 'red' for a clock that has run out. */
  colour: 1 | 2 | 3 | 4 | 5 | 6 | 'red'
}

/** A thin bar drawn with SVG attributes, because the CSP allows no inline style. What it shows is always said in words beside it. */
export function Meter({ parts, label }: { parts: readonly MeterPart[]; label: string }) {
  let from = 0
  return (
    <svg class="meter" viewBox="0 0 1000 6" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect class="t" width="1000" height="6" />
      {parts.map((part) => {
        const width = Math.max(0, Math.min(1000 - from, Math.round(part.permille)))
        const rect = <rect class={`f${part.colour}`} x={from} width={width} height="6" />
        from += width
        return rect
      })}
    </svg>
  )
}
