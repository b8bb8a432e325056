import type { LegalTextView } from '../../../src/consent/contract.ts'
import { PROXY_METHODS, WITNESSES } from '../../../src/consent/model.ts'
import type { ProductView } from '../../../src/products/contract.ts'
import { CATEGORIES, CATEGORY_INFO, type Category } from '../../../src/profiles/model.ts'
import { askedCategories } from '../../borrowing/asked-data.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { ChoiceField, ConsentTicks, FileField, FormKey, SelectField, TextField } from '../../ui/field.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TermList } from '../../ui/term-list.tsx'
import { words } from '../../words/index.ts'
import { type Desk, OfficerFrame } from './frame.tsx'
import type { HouseholdRequest, Paper, ProposalValues } from './proposal-form.ts'

/** What a household's records are; a firm's are not asked of it. */
const OF_HOUSEHOLDS: readonly Category[] = ['registration', 'credit_history', 'village']

/** Which household, which product. */
export function StartPage({
  desk,
  products,
  values,
  errors,
}: {
  desk: Desk
  products: readonly ProductView[]
  values: Pick<ProposalValues, 'household' | 'product' | 'request'>
  errors: readonly FormError[]
}) {
  const w = words.zh.officer.start
  return (
    <OfficerFrame title={w.title} current="/officer/propose" desk={desk}>
      <ErrorSummary errors={errors} />
      <PageTitle title={w.title} lead={w.lead} step={{ now: 1, of: 2 }} />
      {products.length === 0 ? (
        <EmptyState kind="none_yet" text={w.noProducts} />
      ) : (
        <Sheet>
          <form method="get" action="/officer/propose" class="form">
            <input type="hidden" name="go" value="1" />
            <TextField name="household" label={w.household} hint={w.householdHint} value={values.household} error={errorOf(errors, 'household')} />
            <ChoiceField
              name="product"
              label={w.product}
              value={values.product}
              error={errorOf(errors, 'product')}
              options={products.map((p) => ({ value: p.id, label: p.terms.name, hint: p.lenderName }))}
            />
            <TextField
              name="request"
              width="m"
              label={w.requestNo}
              hint={w.requestHint}
              optional
              maxlength={40}
              value={values.request}
              error={errorOf(errors, 'request')}
            />
            <Buttons>
              <Button kind="main">{w.next}</Button>
            </Buttons>
          </form>
        </Sheet>
      )}
    </OfficerFrame>
  )
}

export interface ReadPageProps {
  desk: Desk
  /** A product on offer that the household applies for, or a lender's request that it answers. */
  to: { product: ProductView } | { inquiry: HouseholdRequest }
  legal: LegalTextView
  values: ProposalValues
  formKey: string
  errors: readonly FormError[]
  requestId?: string
}

/** The text to be read aloud, what the household nods to, and the papers by which the officer acts. */
export function ReadPage({ desk, to, legal, values, formKey, errors, requestId }: ReadPageProps) {
  const w = words.zh.officer.read
  const said = words.zh.farmer.consent
  const { lenderName, asked, offered, aloud } = 'product' in to ? applying(to.product, legal) : answering(to.inquiry)
  const items = (sensitive: boolean) =>
    offered
      .filter((category) => CATEGORY_INFO[category].sensitive === sensitive)
      .map((category) => ({
        value: category,
        name: CATEGORY_INFO[category].zh,
        text: (sensitive ? said.separateItem : said.item)(said.plain[category] ?? CATEGORY_INFO[category].plainZh),
        source: asked.has(category) ? <Tag tone="info">{w.asked}</Tag> : <span class="source">{said.notAsked}</span>,
      }))
  const separate = items(true)
  return (
    <OfficerFrame title={w.title} current="/officer/propose" desk={desk}>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={w.title} lead={w.lead(values.household)} step={{ now: 2, of: 2 }} />
      <form method="post" action="/officer/propose" enctype="multipart/form-data" class="stack">
        <FormKey value={formKey} />
        <input type="hidden" name="household" value={values.household} />
        <input type="hidden" name="product" value={values.product} />
        <input type="hidden" name="request" value={values.request} />
        <Sheet title={w.aloud}>
          <div class="stack-s">
            <p>{aloud}</p>
            <details>
              <summary>{w.full}</summary>
              <div class="stack-s">
                {legal.text.split('\n').map((line) => (
                  <p>{line}</p>
                ))}
              </div>
            </details>
          </div>
        </Sheet>
        <Sheet title={w.ordinary}>
          <ConsentTicks name="data" label={w.ordinary} items={items(false)} ticked={values.data} error={errorOf(errors, 'data')} />
          {separate.length === 0 ? null : (
            <div class="apart">
              <h3>{w.separate}</h3>
              <ConsentTicks name="separate" label={w.separate} items={separate} ticked={values.separate} error={errorOf(errors, 'separate')} />
            </div>
          )}
        </Sheet>
        <Sheet title={w.papers}>
          <div class="form">
            <PaperField name="mandate" label={w.mandate} values={values} errors={errors} />
            <TextField name="from" type="date" width="m" label={w.from} value={values.from} error={errorOf(errors, 'from')} />
            <TextField name="to" type="date" width="m" label={w.to} value={values.to} error={errorOf(errors, 'to')} />
            <ChoiceField
              name="method"
              label={w.method}
              value={values.method}
              error={errorOf(errors, 'method')}
              options={PROXY_METHODS.map((value) => ({ value, label: w.methods[value] }))}
            />
            <PaperField name="evidence" label={w.evidence} values={values} errors={errors} />
            <SelectField
              name="witness"
              width="m"
              label={w.witness}
              hint={w.witnessHint}
              value={values.witness}
              error={errorOf(errors, 'witness')}
              options={[{ value: '', label: w.witnessNone }, ...WITNESSES.map((value) => ({ value, label: w.witnesses[value] }))]}
            />
            <PaperField name="witnessPaper" label={w.witnessPaper} values={values} errors={errors} />
          </div>
        </Sheet>
        <TermList terms={[{ term: said.toWhom, detail: lenderName }]} />
        <Buttons equal>
          <ButtonLink href="/officer">{w.back}</ButtonLink>
          <Button>{w.submit}</Button>
        </Buttons>
      </form>
    </OfficerFrame>
  )
}

interface Aloud {
  lenderName: string
  /** What the product looks at, or what the lender asks for. */
  asked: ReadonlySet<Category>
  offered: readonly Category[]
  aloud: string
}

function applying({ terms, lenderName }: ProductView, { defaultReads, defaultDays }: LegalTextView): Aloud {
  const asked = askedCategories(terms)
  const offered = CATEGORIES.filter((category) => OF_HOUSEHOLDS.includes(category) || asked.has(category))
  return { lenderName, asked, offered, aloud: words.zh.officer.read.aloudText(lenderName, terms.name, defaultReads, defaultDays) }
}

/** Nothing beyond what the lender asked for can be given. */
function answering({ lenderName, purpose, data, reads, validDays }: HouseholdRequest): Aloud {
  const offered = CATEGORIES.filter((category) => data.some((d) => d.category === category))
  return { lenderName, asked: new Set(offered), offered, aloud: words.zh.officer.read.askedText(lenderName, purpose.text, reads, validDays) }
}

/** A file that is hashed and let go; the hash of one chosen before an error stays. */
function PaperField({ name, label, values, errors }: { name: Paper; label: string; values: ProposalValues; errors: readonly FormError[] }) {
  const w = words.zh.officer.read
  const hash = values.hashes[name]
  return (
    <>
      {hash === null ? null : <input type="hidden" name={`${name}Sha256`} value={hash} />}
      <FileField name={name} label={label} hint={hash === null ? w.mandateHint : w.kept(hash.slice(0, 12))} error={errorOf(errors, name)} />
    </>
  )
}
