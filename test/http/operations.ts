/** The operations as the OpenAPI document has them, who may do what, and a sound request of each. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { insertBreakGlass } from '../../src/breakglass/store.ts'
import { insertInquiry } from '../../src/consent/store.ts'
import { insertDuty } from '../../src/deletions/store.ts'
import type { Role } from '../../src/identity/model.ts'
import { upsertNotices } from '../../src/matching/openings/store.ts'
import { rowsOf } from '../../src/platform/db/client.ts'
import { insertRecall } from '../../src/recalls/store.ts'
import { applyFor, NEED, productNamed, subjectOf, terms } from '../journeys/errand.ts'
import type { Answer, Sending, TestApp, TestClient } from '../support/test-app.ts'

// biome-ignore lint/suspicious/noExplicitAny: JSON Schema, walked by hand
export type Json = any

export interface Operation {
  id: string
  method: string
  path: string
  parameters: { name: string; in: string; required?: boolean; schema: Json }[]
  body: Record<string, Json> | null
  security: Json[]
  responses: Record<string, Json>
}

export async function operationsOf(app: TestApp): Promise<Operation[]> {
  const { body } = await app.nobody.get('/openapi.json')
  return Object.entries<Json>(body.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, o]) => ({
      id: o.operationId,
      method: method.toUpperCase(),
      path,
      parameters: o.parameters ?? [],
      body: o.requestBody?.content ?? null,
      security: o.security,
      responses: o.responses,
    })),
  )
}

/** What is pointed at by the {id} of an operation. */
export type Thing =
  | 'subject'
  | 'product'
  | 'consent'
  | 'precheck'
  | 'request'
  | 'proposal'
  | 'receipt'
  | 'application'
  | 'guarantor'
  | 'match'
  | 'proof'
  | 'batch'
  | 'recall'
  | 'deletion'
  | 'breakGlass'
  | 'screening'
  | 'session'
  | 'passkey'
  | 'client'
  | 'webhook'
  | 'event'
  | 'delivery'

export interface Policy {
  /** Who may; `everyone` also without signing in, `person` anybody signed in, `webhook` whoever signs as a source. */
  roles: readonly Role[] | 'everyone' | 'person' | 'webhook'
  /** What other roles are told: 404 where even the existence is not theirs, 403 where only the operation is not for them. */
  others?: 403 | 404
  /** What a machine's token must allow; absent: no machine is let in. */
  scope?: string
  thing?: Thing
  /** Roles for which no such thing is foreign. */
  seesAll?: readonly Role[]
}

const SUBJECTS = ['firm', 'farmer'] as const
const LENDERS = ['lender_viewer', 'lender_approver'] as const

/** Operation × role, written by hand: an operation without a row fails. */
export const POLICY: Readonly<Record<string, Policy>> = {
  healthz: { roles: 'everyone' },
  readyz: { roles: 'everyone' },
  signIn: { roles: 'everyone' },
  signOut: { roles: 'everyone' },
  listSessions: { roles: 'person' },
  endSession: { roles: 'person', thing: 'session' },
  signOutElsewhere: { roles: 'person' },
  finishSignIn: { roles: 'everyone' },
  signInByPasskey: { roles: 'everyone' },
  askPasskey: { roles: 'everyone' },
  acceptInvitation: { roles: 'everyone' },
  departForCityIdentity: { roles: 'everyone' },
  arriveFromCityIdentity: { roles: 'everyone' },
  stepUp: { roles: 'person' },
  readSecurity: { roles: 'person' },
  changePassword: { roles: 'person' },
  offerTotp: { roles: 'person' },
  confirmTotp: { roles: 'person' },
  removeTotp: { roles: 'person' },
  renewRecoveryCodes: { roles: 'person' },
  offerPasskey: { roles: 'person' },
  addPasskey: { roles: 'person' },
  removePasskey: { roles: 'person', thing: 'passkey' },
  checkIdentifiers: { roles: 'everyone' },
  quoteLoan: { roles: 'everyone' },
  annualRate: { roles: 'everyone' },
  listSources: { roles: 'everyone' },
  readCatalogue: { roles: 'everyone' },
  listRefusals: { roles: ['operator'], others: 403 },
  listImportRecords: { roles: ['operator'], others: 404, thing: 'batch', seesAll: ['operator'] },
  traceRecord: { roles: ['operator'], others: 404, thing: 'subject', seesAll: ['operator'] },
  readQuarantinedRow: { roles: ['operator'], others: 404, thing: 'batch', seesAll: ['operator'] },
  replayQuarantinedRow: { roles: ['operator'], others: 403, thing: 'batch', seesAll: ['operator'] },
  dismissQuarantinedRow: { roles: ['operator'], others: 403, thing: 'batch', seesAll: ['operator'] },
  listProducts: { roles: 'everyone' },
  readCriteriaSchema: { roles: 'everyone' },
  readConsentText: { roles: 'everyone' },
  listDeclineReasons: { roles: 'everyone' },
  /** The thing here is a draft: a published product is everybody's to read. */
  readProduct: { roles: LENDERS, others: 404, thing: 'product' },
  readMe: { roles: 'person' },
  listSubjects: { roles: 'person' },
  listConsents: { roles: 'person' },
  listApplications: { roles: 'person' },
  readSubject: { roles: [...SUBJECTS, 'operator'], others: 404, thing: 'subject', seesAll: ['operator'] },
  readProfile: { roles: SUBJECTS, others: 404, thing: 'subject' },
  listOpenings: { roles: SUBJECTS, others: 404, thing: 'subject' },
  readOpening: { roles: SUBJECTS, others: 404, thing: 'subject' },
  readAccessLog: { roles: SUBJECTS, others: 404, thing: 'subject' },
  matchSubject: { roles: SUBJECTS, others: 404 },
  issueProof: { roles: SUBJECTS, others: 404 },
  listProofs: { roles: 'person' },
  readProof: { roles: SUBJECTS, others: 404, thing: 'proof' },
  withdrawProof: { roles: SUBJECTS, others: 404, thing: 'proof' },
  verifyProof: { roles: 'everyone' },
  readSigningKeys: { roles: 'everyone' },
  readMatch: { roles: SUBJECTS, others: 404, thing: 'match' },
  readExposure: { roles: [...LENDERS, 'operator', 'regulator'], others: 403 },
  readMatchOffer: { roles: SUBJECTS, others: 404, thing: 'match' },
  adviseOnMatch: { roles: SUBJECTS, others: 404, thing: 'match' },
  whatIf: { roles: SUBJECTS, others: 404 },
  replayMatch: { roles: ['operator'], others: 404, thing: 'match', seesAll: ['operator'] },
  grantConsent: { roles: SUBJECTS, others: 404 },
  readConsent: { roles: SUBJECTS, others: 404, thing: 'consent' },
  revokeConsent: { roles: SUBJECTS, others: 404, thing: 'consent' },
  grantConsentBundle: { roles: SUBJECTS, others: 404 },
  pauseConsent: { roles: SUBJECTS, others: 404, thing: 'consent' },
  resumeConsent: { roles: SUBJECTS, others: 404, thing: 'consent' },
  confirmConsent: { roles: SUBJECTS, others: 404, thing: 'consent' },
  denyConsent: { roles: SUBJECTS, others: 404, thing: 'consent' },
  signConsent: { roles: SUBJECTS, others: 404, thing: 'consent' },
  supersedeConsent: { roles: SUBJECTS, others: 404, thing: 'consent' },
  readConsentReceipt: { roles: [...SUBJECTS, ...LENDERS], others: 404, thing: 'receipt' },
  listConsentTemplates: { roles: 'everyone' },
  listConsentRequests: { roles: 'person' },
  grantConsentRequest: { roles: SUBJECTS, others: 404, thing: 'request' },
  denyConsentRequest: { roles: SUBJECTS, others: 404, thing: 'request' },
  requestConsent: { roles: LENDERS, others: 403 },
  listLenderRequests: { roles: LENDERS, others: 403 },
  listLenderConsents: { roles: LENDERS, others: 403 },
  proposeConsent: { roles: ['village_officer'], others: 403 },
  listProposals: { roles: ['village_officer'], others: 403 },
  findHouseholdRequest: { roles: ['village_officer'], others: 403 },
  confirmProposal: { roles: ['village_officer'], others: 403, thing: 'proposal' },
  recordGrantor: { roles: ['operator'], others: 403, thing: 'subject', seesAll: ['operator'] },
  listGrantors: { roles: [...SUBJECTS, 'operator'], others: 404, thing: 'subject', seesAll: ['operator'] },
  acceptOffer: { roles: SUBJECTS, others: 404, thing: 'application' },
  apply: { roles: SUBJECTS, others: 404 },
  readApplication: { roles: SUBJECTS, others: 404, thing: 'application' },
  withdrawApplication: { roles: SUBJECTS, others: 404, thing: 'application' },
  nameGuarantor: { roles: SUBJECTS, others: 404, thing: 'application' },
  listGuarantors: { roles: SUBJECTS, others: 404, thing: 'application' },
  withdrawGuarantor: { roles: SUBJECTS, others: 404, thing: 'guarantor' },
  listGuarantees: { roles: 'person' },
  listCaseGuarantors: { roles: LENDERS, others: 404, thing: 'application', scope: 'cases.read' },
  discloseGuarantor: { roles: LENDERS, others: 404, thing: 'guarantor', scope: 'profiles.read' },
  listQueue: { roles: LENDERS, others: 403, scope: 'cases.read' },
  countScreening: { roles: LENDERS, others: 403 },
  orderBatch: { roles: LENDERS, others: 403 },
  listBatches: { roles: LENDERS, others: 403 },
  readBatch: { roles: LENDERS, others: 404, thing: 'screening' },
  cancelBatch: { roles: LENDERS, others: 404, thing: 'screening' },
  listBatchEntries: { roles: LENDERS, others: 404, thing: 'screening' },
  readCase: { roles: LENDERS, others: 404, thing: 'application', scope: 'cases.read' },
  listPrechecks: { roles: LENDERS, others: 403, scope: 'cases.read' },
  readPrecheck: { roles: LENDERS, others: 404, thing: 'precheck', scope: 'cases.read' },
  disclosePrecheck: { roles: LENDERS, others: 404, thing: 'precheck', scope: 'profiles.read' },
  exportProfiles: { roles: LENDERS, others: 403 },
  discloseProfile: { roles: LENDERS, others: 404, thing: 'application', scope: 'profiles.read' },
  decideApplication: { roles: ['lender_approver'], others: 404, thing: 'application', scope: 'decisions.write' },
  createProduct: { roles: LENDERS, others: 403 },
  putDraft: { roles: LENDERS, others: 403, thing: 'product' },
  submitProduct: { roles: LENDERS, others: 403, thing: 'product' },
  publishProduct: { roles: ['lender_approver'], others: 403, thing: 'product' },
  pauseProduct: { roles: ['lender_approver'], others: 403, thing: 'product' },
  importFile: { roles: ['operator'], others: 403 },
  listImports: { roles: ['operator'], others: 403 },
  readImport: { roles: ['operator'], others: 404, thing: 'batch', seesAll: ['operator'] },
  listQuarantine: { roles: ['operator'], others: 404, thing: 'batch', seesAll: ['operator'] },
  listRecalls: { roles: LENDERS, others: 403, scope: 'cases.read' },
  readRecall: { roles: LENDERS, others: 404, thing: 'recall', scope: 'cases.read' },
  acknowledgeRecall: { roles: LENDERS, others: 404, thing: 'recall', scope: 'recalls.write' },
  answerRecall: { roles: LENDERS, others: 404, thing: 'recall', scope: 'recalls.write' },
  listSubjectRecalls: { roles: SUBJECTS, others: 404, thing: 'subject' },
  listAllRecalls: { roles: ['operator'], others: 403 },
  listDeletions: { roles: LENDERS, others: 403, scope: 'cases.read' },
  attestDeletion: { roles: LENDERS, others: 404, thing: 'deletion', scope: 'recalls.write' },
  listSubjectDeletions: { roles: SUBJECTS, others: 404, thing: 'subject' },
  listAllDeletions: { roles: ['operator', 'regulator'], others: 403 },
  readErasure: { roles: SUBJECTS, others: 404, thing: 'subject' },
  eraseSubject: { roles: SUBJECTS, others: 404, thing: 'subject' },
  listBreakGlass: { roles: ['operator', 'regulator', 'auditor'], others: 403 },
  requestBreakGlass: { roles: ['operator'], others: 403 },
  answerBreakGlass: { roles: ['regulator', 'auditor'], others: 403, thing: 'breakGlass', seesAll: ['regulator', 'auditor'] },
  readBreakGlass: { roles: ['operator'], others: 403, thing: 'breakGlass', seesAll: ['operator'] },
  listSubjectBreakGlass: { roles: SUBJECTS, others: 404, thing: 'subject' },
  readQualityDay: { roles: ['operator', 'regulator'], others: 403 },
  listFindings: { roles: ['operator', 'regulator'], others: 403 },
  readNotice: { roles: ['operator', 'regulator'], others: 404, thing: 'batch', seesAll: ['operator', 'regulator'] },
  issueNotice: { roles: ['operator'], others: 404, thing: 'batch', seesAll: ['operator'] },
  listFeeds: { roles: ['operator', 'regulator'], others: 403 },
  listFeedRuns: { roles: ['operator', 'regulator'], others: 403 },
  pullFeed: { roles: ['operator'], others: 403 },
  /** Each of its refusals: test/sources/channels/push.test.ts. */
  takeFeedEvent: { roles: 'webhook' },
  querySource: { roles: SUBJECTS, others: 404, thing: 'subject' },
  presentCode: { roles: SUBJECTS, others: 404, thing: 'subject' },
  listClients: { roles: LENDERS, others: 403 },
  readClient: { roles: LENDERS, others: 403, thing: 'client' },
  listTokenRefusals: { roles: ['operator', 'auditor'], others: 403 },
  registerClient: { roles: ['lender_approver'], others: 403 },
  addClientKey: { roles: ['lender_approver'], others: 403, thing: 'client' },
  retireClientKey: { roles: ['lender_approver'], others: 403, thing: 'client' },
  closeClient: { roles: ['lender_approver'], others: 403, thing: 'client' },
  listSandboxFirms: { roles: 'everyone' },
  listSandboxCases: { roles: LENDERS, others: 403, scope: 'cases.read' },
  makeSandboxCases: { roles: LENDERS, others: 403 },
  listWebhooks: { roles: LENDERS, others: 403, scope: 'webhooks.write' },
  readWebhook: { roles: LENDERS, others: 403, thing: 'webhook', scope: 'webhooks.write' },
  createWebhook: { roles: ['lender_approver'], others: 403, scope: 'webhooks.write' },
  changeWebhook: { roles: ['lender_approver'], others: 403, thing: 'webhook', scope: 'webhooks.write' },
  rotateWebhookSecret: { roles: ['lender_approver'], others: 403, thing: 'webhook', scope: 'webhooks.write' },
  enableWebhook: { roles: ['lender_approver'], others: 403, thing: 'webhook', scope: 'webhooks.write' },
  closeWebhook: { roles: ['lender_approver'], others: 403, thing: 'webhook', scope: 'webhooks.write' },
  testWebhook: { roles: LENDERS, others: 403, thing: 'webhook', scope: 'webhooks.write' },
  listEvents: { roles: LENDERS, others: 403, scope: 'events.read' },
  readEvent: { roles: LENDERS, others: 403, thing: 'event', scope: 'events.read' },
  replayEvent: { roles: LENDERS, others: 403, thing: 'event', scope: 'events.read' },
  listDeliveries: { roles: LENDERS, others: 403, scope: 'events.read' },
  retryDelivery: { roles: LENDERS, others: 403, thing: 'delivery', scope: 'events.read' },
  /** Each of its refusals: test/machines/tokens.test.ts. */
  issueToken: { roles: 'everyone' },
  readAuthorizationServer: { roles: 'everyone' },
  readCheckpoint: { roles: 'everyone' },
  listCheckpoints: { roles: 'everyone' },
  listLogKeys: { roles: 'everyone' },
  proveInclusion: { roles: 'everyone' },
  proveConsistency: { roles: 'everyone' },
  readLogTile: { roles: 'everyone' },
  readLogEntries: { roles: ['auditor'], others: 403 },
  /** The first entry is the hardware firm's and bank A's; who else gets none: test/log/answers.test.ts. */
  readLogReceipt: { roles: [...SUBJECTS, ...LENDERS, 'auditor'], others: 404 },
  listAuditEvents: { roles: ['auditor'], others: 403 },
  /** A lender gets its own entries and the others as hashes: test/consent/audit/export.pg.test.ts. */
  dumpAudit: { roles: ['auditor', ...LENDERS], others: 403 },
  testReset: { roles: 'everyone' },
  testClock: { roles: 'everyone' },
  testDrain: { roles: 'everyone' },
  testDigest: { roles: 'everyone' },
  testRoutes: { roles: 'everyone' },
}

export const PEOPLE = [
  'firm-hardware',
  'firm-catering',
  'farmer',
  'bank-a-viewer',
  'bank-a-approver',
  'bank-b-viewer',
  'bank-b-approver',
  'officer',
  'regulator',
  'operator',
  'auditor',
] as const
export type Person = (typeof PEOPLE)[number]

/** One of each thing, belonging to the hardware firm, to bank A, or to the operator. */
export interface Stage {
  clients: Readonly<Record<Person, TestClient>>
  roles: Readonly<Record<Person, Role>>
  things: Readonly<Record<Thing, string>>
  subjectId: string
  /** On offer by bank A. */
  productId: string
  /** On offer too. */
  otherProductId: string
  /** Granted and not yet used. */
  spareConsentId: string
}

export const OWNERS: Readonly<Record<Thing, readonly Person[]>> = {
  subject: ['firm-hardware'],
  match: ['firm-hardware'],
  proof: ['firm-hardware'],
  consent: ['firm-hardware'],
  request: ['firm-hardware'],
  proposal: ['officer'],
  receipt: ['firm-hardware', 'bank-a-viewer', 'bank-a-approver'],
  precheck: ['bank-a-viewer', 'bank-a-approver'],
  application: ['firm-hardware', 'bank-a-viewer', 'bank-a-approver'],
  guarantor: ['firm-hardware', 'bank-a-viewer', 'bank-a-approver'],
  product: ['bank-a-viewer', 'bank-a-approver'],
  batch: ['operator'],
  recall: ['bank-a-viewer', 'bank-a-approver'],
  deletion: ['bank-a-viewer', 'bank-a-approver'],
  breakGlass: ['operator', 'regulator', 'auditor'],
  screening: ['bank-a-viewer', 'bank-a-approver'],
  client: ['bank-a-viewer', 'bank-a-approver'],
  webhook: ['bank-a-viewer', 'bank-a-approver'],
  event: ['bank-a-viewer', 'bank-a-approver'],
  delivery: ['bank-a-viewer', 'bank-a-approver'],
  session: ['firm-hardware'],
  passkey: ['firm-hardware'],
}

export const TAX_FILE =
  '纳税人识别号,纳税人名称,评价年度,纳税信用级别,评价日期\n91440199MADEM0B386,广州示例鲜达餐饮管理有限公司,2025,M,2026-04-27\n91440199MADEM0B386,广州示例鲜达餐饮管理有限公司,2024,Z,2025-04-27\n'

export async function setStage(app: TestApp): Promise<Stage> {
  const clients = {} as Record<Person, TestClient>
  const roles = {} as Record<Person, Role>
  for (const person of PEOPLE) {
    clients[person] = await app.signIn(person)
    roles[person] = (await clients[person].get('/api/v1/me')).body.role
  }
  const firm = clients['firm-hardware']
  const subjectId = await subjectOf(firm)
  const { id: productId, lenderId } = await productNamed(firm, '示例税易贷')
  const { id: otherProductId } = await productNamed(firm, '示例穗税通')
  const { consentId, applicationId } = await applyFor(firm, productId, { reads: 20 })
  const guarantor = await firm.post(`/api/v1/applications/${applicationId}/guarantors`, { code: '91440199MADEM0B386' })
  const spare = await firm.post('/api/v1/consents', { subjectId, productId: otherProductId, data: [{ category: 'tax' }] })
  const precheck = await firm.post('/api/v1/consents', { subjectId, productId, purpose: 'PRECHECK', data: [{ category: 'tax' }] })
  const match = await firm.post('/api/v1/matches', { subjectId, ...NEED })
  const proof = await firm.post('/api/v1/proofs', { productId })
  const draft = await clients['bank-a-viewer'].post('/api/v1/products', terms('示例草稿', 50))
  const batch = await clients.operator.post('/api/v1/imports?source=gz-tax&record=tax_grade', TAX_FILE, { headers: { 'content-type': 'text/csv' } })
  // The batch is checked by a job: only then can its notice be issued.
  await app.nobody.post('/__test/outbox/drain')
  await upsertNotices(app.database.db, [
    {
      subjectId,
      productId,
      version: 1,
      productName: '示例税易贷',
      lenderId,
      lenderName: '示例银行甲',
      cause: 'facts',
      sentence: '您的纳税信用升到 A 级',
      createdAt: app.mode.clock.now(),
      readAt: null,
    },
  ])
  const recall = await recallFor(app, subjectId, lenderId, consentId, applicationId)
  const ordered = await clients['bank-a-viewer'].post('/api/v1/lender/batches', { productId, version: 1, area: '440114' })
  const client = await clients['bank-a-approver'].post('/api/v1/clients', { name: '甲行风控系统', scopes: ['cases.read'], keys: [exampleJwk(1)] })
  // A second browser of the firm's.
  await app.signIn('firm-hardware')
  const session = (await firm.get('/api/v1/sessions')).body.items.find(({ isHere }: { isHere: boolean }) => !isHere).id
  const webhook = await clients['bank-a-approver'].post('/api/v1/webhooks', {
    ...{ clientId: client.body.id, url: 'https://hooks.bank.example/suixin', types: ['consent.revoked'] },
  })
  const event = await clients['bank-a-approver'].post(`/api/v1/webhooks/${webhook.body.id}/test`)
  const delivery = await clients['bank-a-viewer'].get('/api/v1/deliveries?limit=1')
  const farm = (await clients.farmer.get('/api/v1/products?purpose=farming&limit=100')).body.items[0].id
  const proposal = await clients.officer.post('/api/v1/officer/consents', proposalFor(farm))
  const things = {
    request: await requestFor(app, subjectId, lenderId, productId, applicationId),
    proposal: proposal.body.id,
    receipt: consentId,
    precheck: precheck.body.id,
    webhook: webhook.body.id,
    event: event.body.id,
    delivery: delivery.body.items[0].id,
    session,
    passkey: 'pky_01jd7w9k8m0000000000000000',
    client: client.body.id,
    screening: ordered.body.id,
    subject: subjectId,
    product: draft.body.id,
    consent: consentId,
    application: applicationId,
    guarantor: guarantor.body.id,
    match: match.body.id,
    proof: proof.body.id,
    batch: batch.body.id,
    recall,
    deletion: await deletionFor(app, subjectId, lenderId, consentId, applicationId),
    breakGlass: await breakGlassFor(app, subjectId),
  }
  return { clients, roles, things, subjectId, productId, otherProductId, spareConsentId: spare.body.id }
}

function proposalFor(productId: string): object {
  const sha256 = 'ab'.repeat(32)
  return {
    ...{ householdNo: 'H440114103206-9001', productId, data: [{ category: 'village', separateConsent: true }], method: 'written', evidenceSha256: sha256 },
    mandate: { sha256, scope: ['UNDERWRITE'], from: '2026-11-01', to: '2028-12-31' },
    witness: { role: 'neighbour', sha256 },
  }
}

async function requestFor({ database, mode }: TestApp, subjectId: string, lenderId: string, productId: string, applicationId: string): Promise<string> {
  const id = mode.ids.next('consent')
  const askedAt = mode.clock.now()
  await insertInquiry(database.db, {
    ...{ subjectId, id, lenderId, askedBy: 'x', purpose: 'POSTLOAN', productId, productVersion: 1, applicationId, hash: 'ab'.repeat(32), status: 'requested' },
    asked: { templateId: 'postloan-1', validDays: 30, reads: 2, deleteAfterDays: 90, data: [{ category: 'tax', lookbackMonths: 6 }] },
    ...{ askedAt, answerBy: new Date(askedAt.getTime() + 259_200_000), answeredAt: null, reason: null },
  })
  return id
}

async function deletionFor({ database, mode }: TestApp, subjectId: string, lenderId: string, consentId: string, applicationId: string): Promise<string> {
  const id = mode.ids.next('deletion')
  await insertDuty(database.db, {
    ...{ subjectId, id, lenderId, consentId, applicationId, artefactHash: 'ab'.repeat(32), cause: 'decided', fields: ['taxGrade'] },
    ...{ requestedAt: mode.clock.now(), dueOn: '2026-12-23', answer: null, legalGround: null, answeredBy: null, answeredAt: null, overdueAt: null },
  })
  return id
}

/** Approved a moment ago. */
async function breakGlassFor({ database, mode }: TestApp, subjectId: string): Promise<string> {
  const id = mode.ids.next('breakGlass')
  const now = mode.clock.now()
  const people = await rowsOf<{ role: string; id: string }>(
    database.db,
    sql`select role, min(id) as id from users where role in ('operator', 'auditor') group by role`,
  )
  const who = (role: string) => people.find((person) => person.role === role)!.id
  await insertBreakGlass(database.db, {
    ...{ id, subjectId, basis: 'court_evidence', documentNo: '示例（2026）调字第1号', documentSha256: 'cd'.repeat(32), status: 'approved' },
    ...{
      requestedBy: who('operator'),
      requestedAt: now,
      answeredBy: who('auditor'),
      answeredAt: now,
      readUntil: new Date(now.getTime() + 1_800_000),
      reads: 0,
    },
  })
  return id
}

async function recallFor({ database, mode }: TestApp, subjectId: string, lenderId: string, consentId: string, applicationId: string): Promise<string> {
  const id = mode.ids.next('recall')
  await insertRecall(database.db, {
    ...{ subjectId, id, lenderId, applicationId, consentId, logIndex: 1, attribute: 'penalties', item: 'x', documentNo: '示例罚字〔2025〕1号', asOf: null },
    ...{ reason: 'repaired', fields: ['penalties'], status: 'issued', issuedAt: mode.clock.now(), dueOn: '2026-11-30' },
    ...{ answer: null, legalGround: null, answeredBy: null, answeredAt: null, restatedAt: null },
  })
  return id
}

/** The public half of a key that this number makes. */
function exampleJwk(n: number): Json {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, n)])
  return createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' })
}

/** A body that the operation would take; undefined where it takes none. */
export function soundBody(id: string, stage: Stage): Json {
  switch (id) {
    case 'signIn':
      return { username: 'nobody-we-know', password: 'a password' }
    case 'finishSignIn':
    case 'confirmTotp':
      return { code: '000000' }
    case 'stepUp':
      return { password: 'not the password' }
    case 'signInByPasskey':
      return { assertion: { id: 'AAAA', response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA', userHandle: null } } }
    case 'acceptInvitation':
      return { token: 'no-such-token', password: 'nine unrelated words' }
    case 'departForCityIdentity':
      return { invitation: 'no-such-token' }
    case 'arriveFromCityIdentity':
      return { state: 'no-such-state', code: 'code', iss: 'https://id.example', error: 'access_denied' }
    case 'changePassword':
      return { current: 'not the password', next: 'nine unrelated words' }
    case 'addPasskey':
      return { label: '我的手机', attestation: { id: 'AAAA', response: { clientDataJSON: 'e30', attestationObject: 'AAAA', transports: ['usb'] } } }
    case 'checkIdentifiers':
      return { codes: ['91440101MA5XXXXXXX'] }
    case 'quoteLoan':
      return {
        principalFen: '20000000',
        termMonths: 12,
        rateBp: 345,
        method: 'equal_instalment',
        fees: [
          { kind: 'upfront_bp', label: '担保费', bp: 50 },
          { kind: 'at_end_fen', label: '手续费', fen: '1000' },
        ],
        subsidyBp: 100,
      }
    case 'annualRate':
      return {
        flows: [
          { period: 0, amountFen: '10000000' },
          { period: 12, amountFen: '-10500000' },
        ],
      }
    case 'createProduct':
    case 'putDraft':
      return {
        ...terms('示例草稿', 50),
        criteria: [{ any: [{ attr: 'ageMonths', op: '>=', value: 12 }, { not: { attr: 'taxGrade', op: 'in', value: ['D'] } }] }],
        pricing: {
          spreadBp: 50,
          tiers: [{ label: '好', when: { attr: 'taxGrade', op: 'in', value: ['A'] }, addBp: -10 }],
          floorBp: 200,
          capBp: 900,
          fees: [{ kind: 'upfront_bp', label: '手续费', bp: 10 }],
        },
      }
    case 'pauseProduct':
      return { paused: true, until: '2026-12-01', reason: '本月额度已满' }
    case 'countScreening':
      return {
        criteria: [{ any: [{ attr: 'ageMonths', op: '>=', value: 12 }, { not: { attr: 'taxGrade', op: 'in', value: ['D'], maxAgeDays: 400 } }] }],
        audience: ['enterprise'],
        district: '440114',
      }
    case 'orderBatch':
      return { productId: stage.productId, version: 1, area: '440114' }
    case 'grantConsent':
      return {
        subjectId: stage.subjectId,
        productId: stage.productId,
        purpose: 'UNDERWRITE',
        data: [{ category: 'tax', separateConsent: true }],
        validDays: 30,
        reads: 5,
      }
    case 'revokeConsent':
    case 'denyConsent':
    case 'denyConsentRequest':
      return { reason: '不借了' }
    case 'grantConsentBundle':
      return {
        ...{ subjectId: stage.subjectId, productIds: [stage.productId, stage.otherProductId], purpose: 'UNDERWRITE', settles: true },
        ...{ data: [{ category: 'tax', separateConsent: true, lookbackMonths: 12 }], validDays: 30, reads: 5, deleteAfterDays: 10 },
      }
    case 'supersedeConsent':
      return { data: [{ category: 'tax', separateConsent: true }], validDays: 30, reads: 5 }
    case 'signConsent':
      return { assertion: { id: 'AAAA', response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA', userHandle: 'AAAA' } } }
    case 'grantConsentRequest':
      return { data: [{ category: 'tax', separateConsent: true }], validDays: 30, reads: 1 }
    case 'requestConsent':
      return { applicationId: stage.things.application, purpose: 'POSTLOAN', data: [{ category: 'tax', lookbackMonths: 6 }], validDays: 30, reads: 2 }
    case 'proposeConsent':
      return proposalFor(stage.productId)
    case 'confirmProposal':
      return { callBackSha256: 'cd'.repeat(32) }
    case 'recordGrantor':
      return { username: 'firm-hardware', role: 'legal_rep', mandate: null, evidence: [{ what: 'appointment', sha256: 'ab'.repeat(32) }] }
    case 'nameGuarantor':
      return { code: '91440199MADEM0B386' }
    case 'issueProof':
      return { productId: stage.productId }
    case 'verifyProof':
      return { proof: 'a.b.c', lenderId: 'ins_01jd7w9k8m0000000000000000', productId: stage.productId, code: '91440199MADEM0B386', salt: 'salt' }
    case 'matchSubject':
      return { subjectId: stage.subjectId, ...NEED, method: 'equal_instalment', prefer: 'surest' }
    case 'whatIf':
      return { subjectId: stage.subjectId, purpose: NEED.purpose, amountsFen: ['10000000', '20000000'], termsMonths: [6, 12], prefer: 'fastest' }
    case 'apply':
      return { consentId: stage.spareConsentId, ...NEED }
    case 'decideApplication':
      return { outcome: 'declined', reasons: ['tax_record'], note: '说明' }
    case 'answerRecall':
      return { answer: 'kept_for_law', legalGround: '《反洗钱法》第三十四条' }
    case 'attestDeletion':
      return { answer: 'kept_for_law', legalGround: '《反洗钱法》第三十四条' }
    case 'eraseSubject':
      return { words: '删除我的数据' }
    case 'requestBreakGlass':
      return { code: '91440199MADEM0A155', basis: 'court_evidence', documentNo: '示例（2026）调字第2号', documentSha256: 'ef'.repeat(32) }
    case 'answerBreakGlass':
      return { approve: true }
    case 'importFile':
      return TAX_FILE
    case 'replayQuarantinedRow':
      // Still wrong: the row stays for the next test.
      return { cells: { 纳税信用级别: 'Y' }, subjectCode: '91440199MADEM0B386' }
    case 'querySource':
      return { source: 'cash-flow', record: 'cash_flow' }
    case 'presentCode':
      return { source: 'gz-tax', code: 'a.b.c' }
    case 'takeFeedEvent':
      return '{}'
    case 'registerClient':
      return { name: '甲行贷后系统', scopes: ['cases.read', 'events.read'], keys: [exampleJwk(2)] }
    case 'addClientKey':
      return { key: exampleJwk(3) }
    case 'retireClientKey':
      return { kid: 'x'.repeat(43) }
    case 'createWebhook':
      return { clientId: stage.things.client, url: 'https://hooks.bank.example/other', types: ['consent.granted', 'recall.issued'] }
    case 'changeWebhook':
      return { url: 'https://hooks.bank.example/third' }
    case 'rotateWebhookSecret':
      return { overlapHours: 24 }
    case 'issueToken':
      return 'grant_type=client_credentials'
    case 'testClock':
      return { advanceSeconds: 0 }
    default:
      return undefined
  }
}

const QUERIES: Readonly<Record<string, string>> = {
  importFile: '?source=gz-tax&record=tax_grade',
  proveInclusion: '?index=0',
  proveConsistency: '?from=1',
}

/** Sends an operation as it should be sent, but for what the caller changes. */
export function request(
  client: TestClient,
  operation: Operation,
  stage: Stage,
  { id, path, ...change }: Sending & { id?: string; path?: string } = {},
): Promise<Answer> {
  const thing = POLICY[operation.id]?.thing
  const at =
    path ??
    operation.path
      .replace('{id}', id ?? (thing ? stage.things[thing] : ''))
      .replace('{productId}', stage.productId)
      .replace('{level}', '0')
      .replace('{index}', operation.id === 'readLogReceipt' ? '1' : '000.p/1')
      .replace('{rowNo}', '3')
      .replace('{source}', 'gz-credit')
      .replace('{record}', 'licence') + (QUERIES[operation.id] ?? '')
  const body = 'body' in change ? change.body : soundBody(operation.id, stage)
  const headers = {
    ...(['putDraft', 'pauseProduct', 'changeWebhook'].includes(operation.id) ? { 'if-match': '*' } : {}),
    ...(operation.id === 'issueToken' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    ...(operation.id === 'importFile'
      ? { 'content-type': 'text/csv' }
      : operation.body?.['application/json'] && body !== undefined
        ? { 'content-type': 'application/json' }
        : {}),
    ...change.headers,
  }
  return client.send(operation.method, at, { ...change, body, headers })
}
