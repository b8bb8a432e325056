import { createHash } from 'node:crypto'
import { HttpResponse, type RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity, DemoSubject } from '../demo-city.ts'
import { demoDesk, refusal } from '../demo-desk.ts'
import { between, figuresOf, happens, lastMonthEnd, yuan } from '../demo-figures.ts'
import { GATEWAY_PURPOSES } from './gateway.ts'

/** The bureau, and the licensed gateway that it is for personal data. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'local-bureau', city })
  const figures = figuresOf(city)
  const tickets = new Map<string, string>()

  /** One firm in five is not on its books, which is not the same as having no loan. */
  function rowsAbout(subject: DemoSubject): SentRow[] {
    if (subject.kind === 'household' || happens(subject, 'bureau/none', 2000)) return []
    const { salesYuan } = figures(subject)
    const borrows = happens(subject, 'bureau/borrows', 6200) && salesYuan > 0
    const overdue = borrows && subject.named !== true && happens(subject, 'bureau/overdue', 450) ? between(subject, 'bureau/times', 1, 3) : 0
    const asOf = lastMonthEnd(city.today())
    return [
      {
        统一社会信用代码: subject.code,
        企业名称: subject.name,
        报告编号: `SL-CR-${asOf.replaceAll('-', '')}-${String(subject.dice('bureau/report')).padStart(6, '0')}`,
        数据截止日: asOf,
        '贷款余额（元）': yuan(borrows ? (salesYuan * between(subject, 'bureau/balance', 4, 30)) / 100 : 0),
        有贷款机构数: String(borrows ? between(subject, 'bureau/lenders', 1, 4) : 0),
        近24个月逾期次数: String(overdue),
      },
    ]
  }

  function register(body: unknown): Response {
    const fault = deliveryFault(body)
    if (fault !== null) return fault
    const { consentRef, recipient, purpose, subjectKind, fields, sha256 } = body as Record<string, unknown>
    const ticket = `GW${digestOf([consentRef, recipient, purpose, subjectKind, fields, sha256]).slice(0, 16).toUpperCase()}`
    const at = tickets.get(ticket) ?? city.now().toISOString()
    tickets.set(ticket, at)
    return HttpResponse.json({ ticket, at }, { status: 201 })
  }

  return [
    desk.token,
    desk.consented('/v1/credit-records/queries', rowsAbout),
    desk.guarded('oauth2', 'post', '/gateway/v1/deliveries', ({ body }) => register(body)),
  ]
}

function deliveryFault(body: unknown): Response | null {
  const { consentRef, recipient, purpose, subjectKind, fields, sha256 } = (body ?? {}) as Record<string, unknown>
  const isShaped =
    [consentRef, recipient, purpose, subjectKind].every((text) => typeof text === 'string' && text !== '') &&
    Array.isArray(fields) &&
    fields.every((field) => typeof field === 'string') &&
    typeof sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(sha256)
  if (!isShaped) return refusal(422, 'malformed', '登记内容不完整：授权编号、接收机构、用途、主体类型、字段和摘要缺一不可。')
  if (!(GATEWAY_PURPOSES as readonly unknown[]).includes(purpose)) return refusal(422, 'unknown_purpose', '用途不在许可范围内。')
  return (fields as unknown[]).length === 0 ? refusal(422, 'no_fields', '没有要提供的字段。') : null
}

function digestOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
