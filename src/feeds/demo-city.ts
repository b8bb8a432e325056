import type { CivilDate } from '../platform/kernel/time.ts'
import type { SentRow } from '../sources/model.ts'
import type { SubjectKind } from '../subjects/model.ts'

/** One inhabitant of the demo city, as far as an outside system needs to know it to play its part. */
export interface DemoSubject {
  /** Credit code, or household number of a household; always synthetic. */
  code: string
  name: string
  kind: SubjectKind
  /** District code, `440106`; null where the register has none. */
  district: string | null
  registeredOn: CivilDate | null
  /** One of the demo's own firms, whose errands are told: nothing adverse is played of it beyond what the city's files say. */
  named?: true
  /** A number from 0 to 999 999 for this subject and a word: the same at every start. */
  dice(word: string): number
}

/** What a demo server plays with: the city's subjects and the day. */
export interface DemoCity {
  subjects: readonly DemoSubject[]
  /** What the city's files say, so that a source asked by its interface tells the same as its file; absent: no files. */
  rowsOf?(source: string, record: string): readonly SentRow[]
  /** The day in Guangzhou, by the app's own clock. */
  today(): CivilDate
  /** The instant by the app's own clock. */
  now(): Date
}

/** Where a source's demo server answers. The name can never exist (RFC 2606). */
export function demoOrigin(source: string): string {
  return `https://${source}.feeds.suixin.test`
}

/** What the platform shows a demo server: no secret, it opens nothing but the play. */
export function demoCredentials(source: string): { clientId: string; clientSecret: string; webhookSecret: string } {
  return { clientId: 'suixin', clientSecret: `demo-client-secret-${source}`, webhookSecret: `whsec_${btoa(`suixin demo webhook ${source}`)}` }
}
