import type { RequestHandler } from 'msw'
import { addDays, addMonths } from '../../platform/kernel/time.ts'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity, DemoSubject } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { between, cellOf, figuresOf, happens } from '../demo-figures.ts'
import { dayOf } from '../demo-life.ts'
import { customsGrade } from '../gz-customs/customs-grade.ts'

/** The export insurer: two in five of the firms that customs knows are insured, some under an older policy too. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'sinosure', city })
  const figures = figuresOf(city)

  function policies(): SentRow[] {
    const exporters = new Set((city.rowsOf?.('gz-customs', 'customs_grade') ?? []).map((row) => cellOf(customsGrade, row, '统一社会信用代码')))
    return city.subjects
      .filter((subject) => subject.kind === 'enterprise' && (exporters.has(subject.code) ? happens(subject, 'export', 4000) : happens(subject, 'export', 100)))
      .flatMap((subject) =>
        (happens(subject, 'export/twice', 4000) ? ['export/old', 'export/new'] : ['export/new']).flatMap((word) => policyRow(subject, word)),
      )
  }

  function policyRow(subject: DemoSubject, word: string): SentRow[] {
    const begins = word === 'export/old' ? dayOf(subject, word, '2024-10-01', '2025-10-31') : dayOf(subject, word, '2025-12-01', '2026-10-31')
    if (begins === null || begins > city.today()) return []
    const tenThousands = Math.max(10, Math.round((figures(subject).salesYuan * between(subject, `${word}/share`, 10, 45)) / 1_000_000))
    return [
      {
        统一社会信用代码: subject.code,
        企业名称: subject.name,
        保单号: `SCH0DEM${String(subject.dice(`${word}/number`)).padStart(6, '0')}`,
        '信用限额（元）': `${tenThousands}0000`,
        保险期间起: begins,
        保险期间止: addDays(addMonths(begins, 12), -1),
      },
    ]
  }

  return [desk.list('signed', '/v1/policies', policies)]
}
