import { type Consent, readPrecheck } from '../../consent/index.ts'
import type { Context } from '../../platform/context.ts'
import { termsOfVersion } from '../../products/index.ts'
import { discloseTo } from '../../profiles/index.ts'
import type { Gateway } from '../../profiles/model.ts'

/**
 * The one look before an application: through the one door out, like any other.
 * @throws Fault not_found for another lender's; see `discloseTo`
 */
export async function disclosePrecheck(ctx: Context, gateway: Gateway, lenderId: string, actorId: string, id: string) {
  const { subjectId, artefact } = await readPrecheck(ctx, lenderId, id)
  const disclosure = await discloseTo(ctx, { subjectId, consentId: id, lenderId, applicationId: null, actorId }, gateway)
  return { ...disclosure, terms: await termsOf(ctx, artefact) }
}

export async function termsOf(ctx: Context, { binding }: Consent['artefact']) {
  return termsOfVersion(ctx, binding.product, binding.productVersion)
}
