import { type Bound, boundOf, type ConsentStatus, type CustomerCase } from '../../consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { emit } from '../../platform/jobs/service.ts'
import { Fault, notFound } from '../../platform/kernel/fault.ts'
import { discloseTo } from '../../profiles/index.ts'
import type { Gateway } from '../../profiles/model.ts'
import { findSubjectByCode } from '../../subjects/index.ts'
import { checkNaming, codeOf, type Guarantor, unknownGuarantor } from '../guarantor.ts'
import type { Application } from '../model.ts'
import { endGuarantee, readApplication, readCase } from '../service.ts'
import { findGuarantor, findGuarantorOfLender, insertGuarantor, listGuarantors, listNamings, lockApplication, markWithdrawn } from './store.ts'

/** A naming, and what the named one was asked since and gave. */
export interface Standing {
  guarantor: Guarantor
  bound: Bound | null
}

/** From here on the lender may ask it again; a no, and a consent taken back, stand for this naming. */
const MAY_BE_ASKED: readonly string[] = ['named', 'lapsed', 'expired', 'consumed']

/** As its consent stands; before the lender asked, as named. */
export function statusOf({ bound }: Standing): 'named' | ConsentStatus {
  return bound === null ? 'named' : (bound.consent?.status ?? bound.inquiry.status)
}

/** May the lender ask now? */
export function mayBeAsked(standing: Standing, { status }: Pick<Application, 'status'>): boolean {
  return status === 'submitted' && standing.guarantor.withdrawnAt === null && MAY_BE_ASKED.includes(statusOf(standing))
}

async function standingOf(ctx: Context, guarantor: Guarantor): Promise<Standing> {
  const { guarantorId, applicationId, namedAt: from, withdrawnAt: to } = guarantor
  return { guarantor, bound: await boundOf(ctx, guarantorId, applicationId, 'GUARANTEE', { from, to }) }
}

async function standings(ctx: Context, guarantors: readonly Guarantor[]): Promise<Standing[]> {
  const all: Standing[] = []
  for (const guarantor of guarantors) all.push(await standingOf(ctx, guarantor))
  return all
}

async function openApplication(ctx: Context, subjectId: string, id: string): Promise<Application> {
  const application = await lockApplication(ctx.db, subjectId, id)
  if (!application) throw notFound()
  if (application.status !== 'submitted')
    throw new Fault('conflict', 'application_ended', '这笔申请已有结果或已撤回，不能再改担保人。 The application has ended; its guarantors stand as they are.')
  return application
}

/**
 * The applicant names a guarantor: from here on its lender may ask that firm, and the firm may learn for whose loan.
 * @throws Fault not_found; conflict `application_ended`; see `codeOf`, `unknownGuarantor` and `checkNaming`
 */
export async function nameGuarantor(ctx: Context, subjectId: string, actorId: string, applicationId: string, code: string): Promise<Standing> {
  const { lenderId } = await openApplication(ctx, subjectId, applicationId)
  const subject = await findSubjectByCode(ctx, codeOf(code))
  if (!subject) throw unknownGuarantor()
  checkNaming(subjectId, subject.id, await listGuarantors(ctx.db, subjectId, applicationId))
  const guarantor: Guarantor = {
    ...{ subjectId, id: ctx.ids.next('guarantor'), applicationId, lenderId, guarantorId: subject.id },
    ...{ namedBy: actorId, namedAt: ctx.clock.now(), withdrawnAt: null },
  }
  await insertGuarantor(ctx.db, guarantor)
  await emit(ctx, 'guarantor.named', { lenderId, applicationId, guarantorId: guarantor.id })
  return { guarantor, bound: null }
}

/**
 * The applicant takes a naming back while the application is open: what was asked or given for it ends.
 * @throws Fault not_found; conflict `application_ended`, `guarantor_withdrawn`
 */
export async function withdrawGuarantor(ctx: Context, subjectId: string, id: string): Promise<Standing> {
  const found = await findGuarantor(ctx.db, subjectId, id)
  if (!found) throw notFound()
  await openApplication(ctx, subjectId, found.applicationId)
  const guarantor = (await findGuarantor(ctx.db, subjectId, id))!
  if (guarantor.withdrawnAt !== null) throw withdrawn()
  const withdrawnAt = ctx.clock.now()
  await markWithdrawn(ctx.db, guarantor, withdrawnAt)
  await endGuarantee(ctx, guarantor.guarantorId, guarantor.applicationId)
  return standingOf(ctx, { ...guarantor, withdrawnAt })
}

function withdrawn(): Fault {
  return new Fault('conflict', 'guarantor_withdrawn', '借款人已经不请这一家担保了。 The applicant took this naming back.')
}

/** @throws Fault not_found */
export async function guarantorsOf(ctx: Context, subjectId: string, applicationId: string): Promise<Standing[]> {
  await readApplication(ctx, subjectId, applicationId)
  return standings(ctx, await listGuarantors(ctx.db, subjectId, applicationId))
}

/** @throws Fault not_found */
export async function guarantorsOfCase(ctx: Context, lenderId: string, applicationId: string): Promise<{ application: Application; all: Standing[] }> {
  const application = await readCase(ctx, lenderId, applicationId)
  return { application, all: await standings(ctx, await listGuarantors(ctx.db, application.subjectId, applicationId)) }
}

/** What a subject was asked to stand guarantor for, with the application; nothing before a lender asked. */
export async function guaranteesOf(ctx: Context, guarantorId: string): Promise<(Standing & { application: Application })[]> {
  const all: (Standing & { application: Application })[] = []
  for (const standing of await standings(ctx, await listNamings(ctx.db, guarantorId))) {
    const { subjectId, applicationId } = standing.guarantor
    if (standing.bound !== null) all.push({ ...standing, application: await readApplication(ctx, subjectId, applicationId) })
  }
  return all
}

/**
 * Whom a lender may ask for a consent as guarantor. The application stays locked until the request is there: who ends it first
 * is seen, who comes later finds the request.
 * @throws Fault not_found; conflict `application_ended`, `guarantor_withdrawn`, `guarantor_refused`
 */
export async function guarantorCase(ctx: Context, lenderId: string, applicationId: string, id: string): Promise<Omit<CustomerCase, 'isApproved'>> {
  const found = await findGuarantorOfLender(ctx.db, lenderId, id)
  if (found?.applicationId !== applicationId) throw notFound()
  const application = await openApplication(ctx, found.subjectId, applicationId)
  const standing = await standingOf(ctx, (await findGuarantorOfLender(ctx.db, lenderId, id))!)
  if (standing.guarantor.withdrawnAt !== null) throw withdrawn()
  // Still asked, or given already: the request itself says so.
  if (['denied', 'revoked'].includes(statusOf(standing)))
    throw new Fault(
      'conflict',
      'guarantor_refused',
      '这位担保人没有同意，或已经撤回，不能再问。借款人可以换一家，或重新提名。 The guarantor said no; the applicant may name another, or it again.',
    )
  return { subjectId: found.guarantorId, product: { id: application.productId, version: application.productVersion } }
}

/**
 * A guarantor's consented profile: through the one door out, under its own consent.
 * @throws Fault not_found; forbidden `guarantor_not_agreed`; see `discloseTo`
 */
export async function discloseGuarantor(ctx: Context, gateway: Gateway, lenderId: string, actorId: string, id: string) {
  const guarantor = await findGuarantorOfLender(ctx.db, lenderId, id)
  if (!guarantor) throw notFound()
  const { bound } = await standingOf(ctx, guarantor)
  if (!bound?.consent)
    throw new Fault('forbidden', 'guarantor_not_agreed', '这位担保人还没有同意，什么也看不到。 The guarantor has not agreed; there is nothing to see.')
  const { guarantorId: subjectId, applicationId } = guarantor
  const disclosure = await discloseTo(ctx, { subjectId, consentId: bound.consent.id, lenderId, applicationId, actorId }, gateway)
  return { ...disclosure, applicationId }
}
