import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { RequestHandler } from 'msw'
import type { DemoCity, DemoSubject } from '../demo-city.ts'
import { answer, demoDesk, refusal } from '../demo-desk.ts'
import { between, cellOf, type Figures, figuresOf, happens, lastMonthEnd, yuan } from '../demo-figures.ts'
import { TAX_CODE_AUDIENCE, TAX_CODE_ISSUER, type TaxCodeClaims, taxCodePresented } from './tax-code-claims.ts'
import { taxGrade } from './tax-grade.ts'

const KEY_ID = 'gz-tax-demo'
/** A code is good for half an hour. */
const CODE_SECONDS = 1800

/** The tax office: publishes its keys and, in the demo only, issues a code to whoever names a firm: `POST /demo/codes {code: credit code}` answers `{taxCode: JWS}`. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'gz-tax', city })
  const figures = figuresOf(city)
  let made: ReturnType<typeof makeKeys> | null = null
  const keys = () => {
    made ??= makeKeys()
    return made
  }

  async function issue(subject: DemoSubject): Promise<string> {
    const issuedAt = Math.floor(city.now().getTime() / 1000)
    const claims = { ...gradeClaims(city, subject), ...figureClaims(subject, figures(subject), lastMonthEnd(city.today())) }
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: KEY_ID, typ: 'JWT' })
      .setIssuer(TAX_CODE_ISSUER)
      .setAudience(TAX_CODE_AUDIENCE)
      .setSubject(subject.code)
      .setJti(`SXM-${crypto.randomUUID()}`)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + CODE_SECONDS)
      .sign((await keys()).privateKey)
  }

  return [
    desk.open('get', taxCodePresented.keysPath, async () => answer({ keys: [(await keys()).published] })),
    desk.open('post', '/demo/codes', async ({ body }) => {
      const { code } = (body ?? {}) as { code?: unknown }
      const subject = city.subjects.find((each) => each.code === code)
      if (subject === undefined || !isTaxpayer(subject)) return refusal(404, 'no_taxpayer', '没有这个纳税人，无法签发税信码。')
      return answer({ taxCode: await issue(subject) })
    }),
  ]
}

async function makeKeys() {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  return { privateKey, published: { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'ES256', use: 'sig' } }
}

/** Households and collectives file no tax here, nor does one firm in twenty. */
function isTaxpayer(subject: DemoSubject): boolean {
  return subject.kind !== 'household' && subject.kind !== 'rural_collective' && (subject.named === true || !happens(subject, 'tax-code/none', 500))
}

/** The newest grade that the city's file has published; the code says none where there is none. */
function gradeClaims(city: DemoCity, subject: DemoSubject): TaxCodeClaims {
  const [newest] = (city.rowsOf?.('gz-tax', 'tax_grade') ?? [])
    .filter((row) => cellOf(taxGrade, row, '统一社会信用代码') === subject.code)
    .map((row) => ({ grade: cellOf(taxGrade, row, '纳税信用级别'), year: cellOf(taxGrade, row, '评价年度') }))
    .sort((a, b) => (a.year < b.year ? 1 : -1))
  return newest === undefined ? {} : { 纳税信用级别: newest.grade, 评价年度: newest.year }
}

function figureClaims(subject: DemoSubject, { salesYuan, months }: Figures, asOf: string): TaxCodeClaims {
  const invoiced = (salesYuan * between(subject, 'invoiced', 82, 100)) / 100
  const zeroFilings = salesYuan === 0 ? months : subject.named ? 0 : Math.max(0, between(subject, 'zero-filings', -9, 4))
  return {
    '近12个月纳税额（元）': yuan((invoiced * between(subject, 'tax-burden', 10, 42)) / 1000),
    '近12个月开票额（元）': yuan(invoiced),
    // Without a year before there is nothing to compare with.
    ...(months < 12 ? {} : { '开票额同比（%）': (between(subject, 'growth', subject.named ? 200 : -2600, 3400) / 100).toFixed(2) }),
    零申报次数: Math.min(zeroFilings, 12),
    数据截止日: asOf,
  }
}
