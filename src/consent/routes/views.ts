import { PLATFORM_ACTOR, parseLeaf } from '../../log/index.ts'
import { civilDateOf } from '../../platform/kernel/time.ts'
import { artefactBytes } from '../artefact.ts'
import { type DataCatalogue, hiddenBy } from '../bounds.ts'
import type { ConsentView, InquiryView, ReceiptView } from '../contract.ts'
import type { Consent, Inquiry } from '../model.ts'
import type { Receipt } from '../service/receipt.ts'
import { templateNamed, templateOf } from '../template.ts'

export function consentView(consent: Consent, catalogue: DataCatalogue): ConsentView {
  const { artefact, confirmation } = consent
  return {
    ...{ id: consent.id, subjectId: consent.subjectId, status: consent.status },
    ...{ lenderId: consent.lenderId, lenderName: artefact.grantee.name },
    ...{ productId: artefact.binding.product, productVersion: artefact.binding.productVersion, applicationId: consent.applicationId },
    purpose: { code: artefact.purpose.code, text: artefact.purpose.text },
    data: artefact.data.map(({ category, fields, sensitive, lookback }) => ({
      ...{ category, fields, sensitive, label: catalogue[category]?.zh ?? category },
      // The first consents did not say how far back.
      lookback: lookback ?? null,
    })),
    ...{ readsTotal: artefact.access.total, readsUsed: consent.readsUsed },
    ...{ validFrom: artefact.validity.from, validTo: artefact.validity.to, deleteAfter: artefact.retention.deleteAfter },
    grantedAt: consent.grantedAt?.toISOString() ?? null,
    answerBy: consent.answerBy?.toISOString() ?? null,
    pausedAt: consent.pausedAt?.toISOString() ?? null,
    endedAt: consent.endedAt?.toISOString() ?? null,
    endReason: consent.endReason,
    proxy: artefact.proxy && {
      ...{ method: artefact.proxy.method, village: artefact.proxy.village, coolingOffUntil: artefact.proxy.coolingOffUntil },
      ...{ confirmedBy: confirmation?.by ?? null, confirmedAt: confirmation?.at ?? null },
    },
    bundle: consent.bundleId === null ? null : { id: consent.bundleId, settles: consent.bundleSettles },
    ...{ rev: artefact.rev, replacedBy: consent.replacedBy, hash: consent.hash },
    artefact: artefact as unknown as Record<string, unknown>,
  }
}

/** What a lender sees of a consent in its list: whose it is stays with the application. */
export function lenderConsentView(consent: Consent, catalogue: DataCatalogue): Omit<ConsentView, 'subjectId' | 'artefact' | 'endReason' | 'bundle'> {
  const { subjectId: _subject, artefact: _artefact, endReason: _reason, bundle: _bundle, ...view } = consentView(consent, catalogue)
  return view
}

export function inquiryView(inquiry: Inquiry, catalogue: DataCatalogue, lenderName: string): InquiryView {
  const { asked } = inquiry
  return {
    ...{ id: inquiry.id, status: inquiry.status, lenderId: inquiry.lenderId, lenderName, applicationId: inquiry.applicationId },
    ...{ productId: inquiry.productId, productVersion: inquiry.productVersion },
    purpose: { code: inquiry.purpose, text: templateNamed(asked.templateId)?.text ?? inquiry.purpose },
    data: asked.data.map(({ category, lookbackMonths }) => {
      const { zh = category, fields = [], sensitive = false } = catalogue[category] ?? {}
      return { category, label: zh, fields: [...fields].sort(), sensitive, lookbackMonths, tooShortFor: hiddenBy(lookbackMonths, catalogue[category]) }
    }),
    ...{ validDays: asked.validDays, reads: asked.reads, deleteAfterDays: asked.deleteAfterDays },
    deleteTrigger: (templateNamed(asked.templateId) ?? templateOf(inquiry.purpose, civilDateOf(inquiry.askedAt))).trigger,
    ...{ askedAt: inquiry.askedAt.toISOString(), answerBy: inquiry.answerBy.toISOString(), answeredAt: inquiry.answeredAt?.toISOString() ?? null },
    ...{ reason: inquiry.reason, hash: inquiry.hash },
  }
}

export function receiptView({ consent, life, verified }: Receipt, catalogue: DataCatalogue): ReceiptView {
  const { endReason: _reason, bundle: _bundle, ...view } = consentView(consent, catalogue)
  return {
    consent: view,
    ...{ text: artefactBytes(consent.artefact), hash: consent.hash, sig: consent.signatures, verified, keys: '/.well-known/jwks.json' },
    life: life.map(({ logIndex, kind, at, actorId, leaf, sealedIn }) => {
      const { why, rid } = parseLeaf(leaf)
      return {
        ...{ index: logIndex, kind, at: at.toISOString(), why, byPlatform: actorId === PLATFORM_ACTOR, requestId: rid, leaf },
        ...{ sealedIn, proof: `/api/v1/log/entries/${logIndex}/receipt` },
      }
    }),
  }
}
