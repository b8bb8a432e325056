import type { ProductView } from '../../../src/products/contract.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { FormKey, TextField } from '../../ui/field.tsx'
import { day, money, months, percent } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { OfferCard } from '../../ui/offer-card.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk, isApprover } from './frame.tsx'
import type { Refusal } from './refusal.ts'

export type ProductsDone = keyof typeof words.zh.bank.products.done

export interface ProductsPageProps {
  desk: Desk
  products: readonly ProductView[]
  /** A new key for every product's button. */
  newKey: () => string
  done?: ProductsDone
  failure: Refusal | null
}

/** The lender's own products, those with something pending first. */
export function ProductsPage({ desk, products, newKey, done, failure }: ProductsPageProps) {
  const w = words.zh.bank.products
  return (
    <BankFrame title={w.title} current="/bank/products" desk={desk}>
      {failure ? <ErrorSummary {...failure} kept={false} /> : null}
      <PageTitle
        title={w.title}
        lead={w.lead}
        aside={
          <ButtonLink kind="main" href="/bank/products/new">
            {w.create}
          </ButtonLink>
        }
      />
      <div class="stack">
        {done ? <Notice tone="good">{w.done[done]}</Notice> : null}
        {products.length === 0 && !failure ? (
          <EmptyState kind="none_yet" text={w.empty} />
        ) : products.length === 0 ? null : (
          <div class="sheet rows">
            {products.map((product) => (
              <ProductRow product={product} desk={desk} newKey={newKey} />
            ))}
          </div>
        )}
      </div>
    </BankFrame>
  )
}

function ProductRow({ product, desk, newKey }: { product: ProductView; desk: Desk; newKey: () => string }) {
  const w = words.zh.bank.products
  const { measures, products: p, trade } = words.zh
  const { draft } = product
  const shown = draft ?? product
  const t = shown.terms
  const live = product.status === 'published'
  return (
    <OfferCard
      name={t.name}
      tags={
        <>
          {live ? <Tag tone="good">{w.status.published}</Tag> : null}
          {product.pausedUntil ? <Tag tone="warn">{w.paused(product.pausedUntil)}</Tag> : null}
          {product.upcoming ? <Tag tone="info">{w.upcoming(product.upcoming.version, product.upcoming.terms.validFrom ?? '')}</Tag> : null}
          {draft ? <Tag tone="warn">{w.pending(draft.version, w.status[draft.status])}</Tag> : null}
        </>
      }
      sub={product.publishedAt === null ? w.neverPublished : `${w.version(product.version)} \u00b7 ${w.publishedOn(day(product.publishedAt))}`}
    >
      <TermList
        across
        terms={[
          { term: p.amount, detail: measures.range(money(t.minFen), money(t.maxFen)) },
          { term: p.term, detail: measures.range(months(t.minMonths), months(t.maxMonths)) },
          { term: p.rates, detail: measures.range(percent(t.pricing.floorBp), percent(t.pricing.capBp)) },
          { term: p.who, detail: measures.listed(t.audience.map((a) => trade.subjectKind[a])) },
        ]}
      />
      <details>
        <summary>{w.criteria}</summary>
        <ul>
          {shown.criteriaZh.length === 0 ? <li>{w.noCriteria}</li> : null}
          {shown.criteriaZh.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
      </details>
      <Buttons>
        <ButtonLink href={`/bank/products/${product.id}/edit`}>
          {draft ? w.editDraft : w.edit}
          <span class="sr"> {t.name}</span>
        </ButtonLink>
        {draft?.status === 'draft' ? <StepButton verb="submit" label={w.submit} product={product} name={t.name} newKey={newKey} /> : null}
        {draft?.status === 'submitted' && isApprover(desk) ? (
          <StepButton verb="publish" label={w.publish} product={product} name={t.name} newKey={newKey} />
        ) : null}
        {live && isApprover(desk) ? <PauseForm product={product} name={t.name} /> : null}
        {draft?.status === 'submitted' && !isApprover(desk) ? <span class="muted">{w.waitsForApprover}</span> : null}
      </Buttons>
    </OfferCard>
  )
}

function StepButton({
  verb,
  label,
  product,
  name,
  newKey,
}: {
  verb: 'submit' | 'publish'
  label: string
  product: ProductView
  name: string
  newKey: () => string
}) {
  return (
    <form method="post" action={`/bank/products/${product.id}/${verb}`}>
      <FormKey value={newKey()} />
      <Button kind="main">
        {label}
        <span class="sr"> {name}</span>
      </Button>
    </form>
  )
}

/** The quota is full until a day, or open again: no new version, at once. */
function PauseForm({ product, name }: { product: ProductView; name: string }) {
  const w = words.zh.bank.products
  const action = `/bank/products/${product.id}/pause`
  if (product.pausedUntil !== null) {
    return (
      <form method="post" action={action}>
        <Button>
          {w.resume}
          <span class="sr"> {name}</span>
        </Button>
      </form>
    )
  }
  return (
    <details>
      <summary>
        {w.pause}
        <span class="sr"> {name}</span>
      </summary>
      <form class="filters" method="post" action={action}>
        <TextField name={`until-${product.id}`} label={w.pauseUntil} type="date" required width="s" />
        <TextField name={`reason-${product.id}`} label={w.pauseReason} value={w.pauseReasonUsual} required maxlength={100} />
        <Button>{w.pauseNow}</Button>
      </form>
    </details>
  )
}
