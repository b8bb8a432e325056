/** Units behind numbers. */
export const measures = {
  yuan: (text: string) => `${text} 元`,
  wan: (text: string) => `${text} 万元`,
  yi: (text: string) => `${text} 亿元`,
  yuanUnit: '元',
  wanUnit: '万元',
  percentUnit: '%',
  months: (n: number) => `${n} 个月`,
  monthsUnit: '个月',
  hours: (n: number) => `${n} 小时`,
  days: (n: number) => `${n} 天`,
  daysHours: (d: number, h: number) => (h === 0 ? `${d} 天` : `${d} 天 ${h} 小时`),
  hoursMinutes: (h: number, m: number) => (m === 0 ? `${h} 小时` : `${h} 小时 ${m} 分`),
  minutes: (n: number) => `${n} 分`,
  /** Basis points as people say them: 10 is 0.10 个百分点. */
  points: (bp: number) => `${Math.floor(bp / 100)}.${String(bp % 100).padStart(2, '0')} 个百分点`,
  range: (low: string, high: string) => (low === high ? low : `${low}至 ${high}`),
  listed: (items: readonly string[]) => items.join('、'),
  pair: (label: string, value: string) => `${label}：${value}`,
  /** Each with its full stop, the empty ones left out. */
  sentences: (all: readonly string[]) =>
    all
      .filter((one) => one !== '')
      .map((one) => (one.endsWith('。') ? one : `${one}。`))
      .join(''),
  none: '—',
}
