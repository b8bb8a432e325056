import { createHash } from 'node:crypto'
import { addDays, type CivilDate } from '../platform/kernel/time.ts'
import { CATERING, DEMO_PASSWORD, FARMER, LENDERS } from './people.ts'

/** The app's own way in, as a browser has it. */
export type SendRequest = (request: Request) => Promise<Response>

interface Person {
  get(path: string): Promise<Said>
  /** @param body a text is a file of CSV */
  post(path: string, body?: object | string): Promise<Said>
  leave(): Promise<void>
}
// biome-ignore lint/suspicious/noExplicitAny: an answer of the API, of which single members are taken
type Said = any

const ORIGIN = 'http://localhost'
const LOAN = { termMonths: 12, purpose: 'working_capital' }
/** Stand for papers that nobody has: the demo's household signed nothing. */
const paper = (name: string) => createHash('sha256').update(`demo ${name}`).digest('hex')
const ticks = (...categories: string[]) => categories.map((category) => ({ category, separateConsent: true }))

/**
 * What has happened before anybody comes to the demo city, so that its pages are not all empty. The catering firm has a
 * loan of the first bank, which asks for a consent to look after it, and which has to answer for a licence that it saw and
 * that was taken back since; a consent of the firm to the second bank is paused; and for the household the village officer
 * has proposed one. Done through the API, by the people it is about; what is on file is the same afterwards as before.
 * @throws Error when the API answers otherwise than it should
 */
export async function playErrands(send: SendRequest, today: CivilDate): Promise<void> {
  const firm = await enter(send, 'firm-catering')
  const bank = await enter(send, 'bank-a-approver')
  const officer = await enter(send, 'officer')
  const operator = await enter(send, 'operator')
  const subjectId: string = (await firm.get('/api/v1/me')).subjectId
  const apply = async (lender: number, amountFen: string): Promise<{ id: string; applicationId: string }> => {
    const productId = await productOf(firm, lender, 'working_capital')
    const consent = await firm.post('/api/v1/consents', { subjectId, productId, data: ticks('registration', 'tax', 'public_credit') })
    await firm.post('/api/v1/applications', { ...LOAN, consentId: consent.id, amountFen })
    return consent
  }

  const licence = (action: string, hour: number) => operator.post('/api/v1/imports?source=gz-credit&record=licence', licenceFile(today, action, hour))
  await licence('新增', 9)
  const { applicationId } = await apply(0, '50000000')
  const theCase = `/api/v1/lender/applications/${applicationId}`
  await bank.get(`${theCase}/profile`)
  await licence('撤销', 10)
  await bank.post(`${theCase}/decision`, { outcome: 'approved', amountFen: '50000000', termMonths: LOAN.termMonths, rateBp: 420 })
  const data = [{ category: 'tax' }, { category: 'registration' }]
  await bank.post('/api/v1/lender/consent-requests', { applicationId, purpose: 'POSTLOAN', data, validDays: 90, reads: 3 })
  // For whoever writes a program against the API.
  await bank.post('/api/v1/sandbox/cases')

  await firm.post(`/api/v1/consents/${(await apply(1, '30000000')).id}/pause`)

  await officer.post('/api/v1/officer/consents', {
    ...{ householdNo: FARMER.code, productId: await productOf(officer, 0, 'farming'), data: ticks('village') },
    ...{ method: 'read_aloud', evidenceSha256: paper('recording'), witness: { role: 'neighbour', sha256: paper('witness') } },
    mandate: { sha256: paper('mandate'), scope: ['UNDERWRITE'], from: today, to: `${Number(today.slice(0, 4)) + 1}-12-31` },
  })
  for (const person of [firm, bank, officer, operator]) await person.leave()
}

/** One row of the licences' file, of yesterday. */
function licenceFile(today: CivilDate, action: string, hour: number): string {
  const row = {
    ...{ 行政相对人名称: CATERING.name, 行政相对人类别: '法人及非法人组织', 统一社会信用代码: CATERING.code },
    ...{ 行政许可决定文书号: '示例许字〔2026〕第 9 号', 许可类别: '普通', 许可决定日期: addDays(today, -10), 许可机关: '示例市场监督管理局' },
    ...{ 数据操作: action, 更新时间: `${addDays(today, -1)} ${String(hour).padStart(2, '0')}:00:00` },
  }
  return `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`
}

/** One on offer of this lender, counted as in LENDERS, that takes both amounts above. */
async function productOf(person: Person, lender: number, purpose: string): Promise<string> {
  const { items } = await person.get(`/api/v1/products?purpose=${purpose}&limit=100`)
  const fits = ({ lenderName, terms }: Said) =>
    lenderName === LENDERS[lender]!.name &&
    (purpose === 'farming' || (terms.audience.includes('enterprise') && BigInt(terms.minFen) <= 30000000n && BigInt(terms.maxFen) >= 50000000n))
  const found = items.find(fits)
  if (!found) throw new Error(`no product of ${LENDERS[lender]!.name} for ${purpose}`)
  return found.id
}

async function enter(send: SendRequest, username: string): Promise<Person> {
  let cookie = ''
  let asked = 0
  const ask = async (method: string, path: string, body: object | string = {}): Promise<Response> => {
    const type = typeof body === 'string' ? 'text/csv' : 'application/json'
    const headers = { 'content-type': type, 'idempotency-key': `errand-${username}-${++asked}`, ...(cookie === '' ? {} : { cookie }) }
    const payload = method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const answer = await send(new Request(ORIGIN + path, { method, headers, ...payload }))
    if (!answer.ok) throw new Error(`${method} ${path} by ${username}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  const answer = await ask('POST', '/api/v1/sessions', { username, password: DEMO_PASSWORD })
  cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!
  return {
    get: async (path) => (await ask('GET', path)).json(),
    post: async (path, body) => (await ask('POST', path, body)).json(),
    leave: async () => void (await ask('DELETE', '/api/v1/sessions')),
  }
}
