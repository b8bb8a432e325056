import { GUANGZHOU_DISTRICTS, type Region, townsOf, villagesOf } from '../../../src/subjects/model.ts'
import { Button, ButtonLink, Buttons } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorSummary, errorOf, type FormError } from '../../ui/error-summary.tsx'
import { FormKey, type Option, SelectField } from '../../ui/field.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { BankFrame, type Desk } from './frame.tsx'

/** What is chosen so far; '' for none. */
export interface OrderValues {
  /** `<product id> <version>` */
  product: string
  district: string
  town: string
  village: string
}

export interface BatchOrderPageProps {
  desk: Desk
  products: readonly Option[]
  values: OrderValues
  errors: readonly FormError[]
  requestId?: string | undefined
  formKey: string
}

/** Which product and which area. Each level of the area is there once the one above is chosen: it works without script. */
export function BatchOrderPage({ desk, products, values, errors, requestId, formKey }: BatchOrderPageProps) {
  const w = words.zh.screening.order
  const { district, town } = placed(values)
  return (
    <BankFrame title={w.title} current="/bank/batches" desk={desk}>
      <ErrorSummary errors={errors} requestId={requestId} />
      <PageTitle title={w.title} lead={w.lead} aside={<a href="/bank/batches">{w.back}</a>} />
      {products.length === 0 ? (
        <EmptyState kind="none_yet" text={w.noProducts} action={<ButtonLink href="/bank/products">{words.zh.screening.toProducts}</ButtonLink>} />
      ) : (
        <Sheet>
          <form class="form" method="post" action="/bank/batches/new">
            <SelectField name="product" label={w.product} value={values.product} options={products} error={errorOf(errors, 'product')} />
            <SelectField
              name="district"
              label={w.district}
              value={district}
              options={optionsOf(w.wholeCity, GUANGZHOU_DISTRICTS)}
              error={errorOf(errors, 'district')}
            />
            {district === '' ? null : <SelectField name="town" label={w.town} value={town} options={optionsOf(w.wholeDistrict, townsOf(district))} />}
            {town === '' ? null : <SelectField name="village" label={w.village} value={values.village} options={optionsOf(w.wholeTown, villagesOf(town))} />}
            <FormKey value={formKey} />
            <Buttons>
              <Button kind="main" name="step" value="order">
                {w.submit}
              </Button>
              {town === '' ? (
                <Button name="step" value="narrow">
                  {w.narrow}
                </Button>
              ) : null}
            </Buttons>
          </form>
        </Sheet>
      )}
    </BankFrame>
  )
}

/** A town of another district, or a village of another town, was chosen before the level above was changed: it goes. */
function placed({ district, town, village }: OrderValues): Omit<OrderValues, 'product'> {
  const kept = town.startsWith(district) && district !== '' ? town : ''
  return { district, town: kept, village: kept !== '' && village.startsWith(kept) ? village : '' }
}

/** The code of the narrowest level that is chosen. */
export function areaIn(values: OrderValues): string {
  const { district, town, village } = placed(values)
  return village || town || district || '4401'
}

function optionsOf(whole: string, regions: readonly Region[]): Option[] {
  return [{ value: '', label: whole }, ...regions.map(({ code, name }) => ({ value: code, label: name }))]
}
