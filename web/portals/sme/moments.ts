import { isCivilDate } from '../../../src/platform/kernel/time.ts'
import type { FormError } from '../../ui/error-summary.tsx'
import { words } from '../../words/index.ts'

/** The boxes of the time machine, as typed. */
export interface MomentValues {
  asOf: string
  knownAt: string
}

/** What the reader asks of the past: civil day and ISO instant, as the API takes them. Nothing of both is today. */
export interface Moments {
  values: MomentValues
  asOf: string | null
  knownAt: string | null
  errors: readonly FormError[]
}

const LOCAL_TIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/

/** The boxes as an address carries them. What is no day or time is said beside its box and not asked. */
export function readMoments(ask: (name: string) => string | undefined): Moments {
  const w = words.zh.sme.data.past
  const values = { asOf: (ask('asOf') ?? '').trim().slice(0, 40), knownAt: (ask('knownAt') ?? '').trim().slice(0, 40) }
  const errors: FormError[] = []
  const day = values.asOf === '' || isCivilDate(values.asOf)
  const instant = values.knownAt === '' ? null : instantOf(values.knownAt)
  if (!day) errors.push({ field: 'asOf', message: w.badDay })
  if (values.knownAt !== '' && instant === null) errors.push({ field: 'knownAt', message: w.badMoment })
  const sound = errors.length === 0
  return { values, asOf: sound && values.asOf !== '' ? values.asOf : null, knownAt: sound ? instant : null, errors }
}

/** What a form of the past sends on: its boxes, empty ones left out. */
export function momentQuery({ values: { asOf, knownAt } }: Moments): string {
  const query = new URLSearchParams({ ...(asOf === '' ? {} : { asOf }), ...(knownAt === '' ? {} : { knownAt }) }).toString()
  return query === '' ? '' : `?${query}`
}

/** Local time of Asia/Shanghai (UTC+8 all year) as an instant. */
function instantOf(text: string): string | null {
  const match = LOCAL_TIME.exec(text)
  return match && isCivilDate(match[1]!) ? new Date(Date.parse(`${text}+08:00`)).toISOString() : null
}
