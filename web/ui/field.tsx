import type { Child } from 'hono/jsx'
import { words } from '../words/index.ts'

interface FieldProps {
  name: string
  label: string
  hint?: string
  error?: string
  /** Says "may be left empty" behind the label. */
  optional?: boolean
}

function Frame({ name, label, hint, error, optional, children }: FieldProps & { children?: Child }) {
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={`f-${name}`}>
        {label}
        {optional ? <span class="muted small">{words.zh.pieces.form.optional}</span> : null}
      </label>
      <Said name={name} hint={hint} error={error} />
      {children}
    </div>
  )
}

function Said({ name, hint, error }: { name: string; hint?: string | undefined; error?: string | undefined }) {
  return (
    <>
      {hint ? (
        <p class="hint" id={`h-${name}`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p class="field-error" id={`e-${name}`}>
          <span class="sr">{words.zh.pieces.errors.field}</span>
          {error}
        </p>
      ) : null}
    </>
  )
}

function describedBy(name: string, hint?: string, error?: string): string | undefined {
  return [hint ? `h-${name}` : '', error ? `e-${name}` : ''].filter(Boolean).join(' ') || undefined
}

export interface TextFieldProps extends FieldProps {
  value?: string
  type?: 'text' | 'password' | 'date' | 'datetime-local' | 'search' | 'tel'
  inputmode?: 'text' | 'numeric' | 'decimal' | 'tel'
  autocomplete?: string
  required?: boolean
  maxlength?: number
  /** Stands behind the box. */
  unit?: string
  /** s: a few digits; m: a name; otherwise the whole column. */
  width?: 's' | 'm'
  spellcheck?: boolean
  autofocus?: boolean
}

export function TextField({
  name,
  label,
  hint,
  error,
  optional,
  value,
  type = 'text',
  inputmode,
  autocomplete = 'off',
  required,
  maxlength,
  unit,
  width,
  autofocus,
}: TextFieldProps) {
  const input = (
    <input
      class={width ? `w-${width}` : undefined}
      id={`f-${name}`}
      name={name}
      type={type}
      value={value}
      inputmode={inputmode}
      autocomplete={autocomplete}
      required={required}
      maxlength={maxlength}
      aria-describedby={describedBy(name, hint, error)}
      aria-invalid={error ? 'true' : undefined}
      autofocus={autofocus || undefined}
    />
  )
  return (
    <Frame name={name} label={label} hint={hint} error={error} optional={optional}>
      {unit ? (
        <div class="control">
          {input}
          <span class="unit">{unit}</span>
        </div>
      ) : (
        input
      )}
    </Frame>
  )
}

export interface Option {
  value: string
  label: string
  hint?: string
}

export interface OptionGroup {
  label: string
  options: readonly Option[]
}

export function SelectField({
  name,
  label,
  hint,
  error,
  optional,
  value,
  options,
  groups = [],
  width,
  autofocus,
}: FieldProps & { value?: string; options: readonly Option[]; groups?: readonly OptionGroup[]; width?: 's' | 'm'; autofocus?: boolean }) {
  const choice = (o: Option) => (
    <option value={o.value} selected={o.value === value}>
      {o.label}
    </option>
  )
  return (
    <Frame name={name} label={label} hint={hint} error={error} optional={optional}>
      <select
        class={width ? `w-${width}` : undefined}
        id={`f-${name}`}
        name={name}
        aria-describedby={describedBy(name, hint, error)}
        aria-invalid={error ? 'true' : undefined}
        autofocus={autofocus || undefined}
      >
        {options.map(choice)}
        {groups.map((group) => (
          <optgroup label={group.label}>{group.options.map(choice)}</optgroup>
        ))}
      </select>
    </Frame>
  )
}

export function TextAreaField({
  name,
  label,
  hint,
  error,
  optional,
  value,
  rows = 4,
  maxlength,
}: FieldProps & { value?: string; rows?: number; maxlength?: number }) {
  return (
    <Frame name={name} label={label} hint={hint} error={error} optional={optional}>
      <textarea
        id={`f-${name}`}
        name={name}
        rows={rows}
        maxlength={maxlength}
        aria-describedby={describedBy(name, hint, error)}
        aria-invalid={error ? 'true' : undefined}
      >
        {value ?? ''}
      </textarea>
    </Frame>
  )
}

export function FileField({ name, label, hint, error, accept, required }: FieldProps & { accept?: string; required?: boolean }) {
  return (
    <Frame name={name} label={label} hint={hint} error={error}>
      <input
        id={`f-${name}`}
        name={name}
        type="file"
        accept={accept}
        required={required}
        aria-describedby={describedBy(name, hint, error)}
        aria-invalid={error ? 'true' : undefined}
      />
    </Frame>
  )
}

/** One of several, all visible: for up to six choices. Nothing is chosen unless `value` says so. */
export function ChoiceField({ name, label, hint, error, value, options }: FieldProps & { value?: string; options: readonly Option[] }) {
  return (
    <fieldset class={error ? 'field wrong' : 'field'} id={`f-${name}`} tabindex={error ? -1 : undefined} aria-describedby={describedBy(name, hint, error)}>
      <legend>{label}</legend>
      <Said name={name} hint={hint} error={error} />
      {options.map((o) => (
        <Pick kind="radio" name={name} option={o} picked={o.value === value} />
      ))}
    </fieldset>
  )
}

/** Several of several. */
export function TicksField({ name, label, hint, error, values, options }: FieldProps & { values: readonly string[]; options: readonly Option[] }) {
  return (
    <fieldset class={error ? 'field wrong' : 'field'} id={`f-${name}`} tabindex={error ? -1 : undefined} aria-describedby={describedBy(name, hint, error)}>
      <legend>{label}</legend>
      <Said name={name} hint={hint} error={error} />
      {options.map((o) => (
        <Pick kind="checkbox" name={name} option={o} picked={values.includes(o.value)} />
      ))}
    </fieldset>
  )
}

/** Several of few, side by side: a row of a table-like form has no room for a column of ticks. */
export function TickRow({ name, label, error, values, options }: FieldProps & { values: readonly string[]; options: readonly Option[] }) {
  return (
    <fieldset
      class={error ? 'field wide wrong' : 'field wide'}
      id={`f-${name}`}
      tabindex={error ? -1 : undefined}
      aria-describedby={describedBy(name, undefined, error)}
    >
      <legend>{label}</legend>
      <Said name={name} error={error} />
      <div class="tick-row">
        {options.map((o) => (
          <label class="choice">
            <input type="checkbox" name={name} value={o.value} checked={values.includes(o.value)} />
            {o.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** A box or a dot with its label; the whole row is the target. `beside` stands under the label (a source line). */
export function Pick({
  kind,
  name,
  option,
  picked,
  beside,
}: {
  kind: 'radio' | 'checkbox'
  name: string
  option: Option & { text?: Child }
  picked: boolean
  beside?: Child
}) {
  const id = `f-${name}-${option.value}`
  return (
    <div class="pick">
      <input type={kind} id={id} name={name} value={option.value} checked={picked} aria-describedby={option.hint || beside ? `${id}-h` : undefined} />
      <label for={id}>{option.text ?? option.label}</label>
      {option.hint || beside ? (
        <div class="beside source" id={`${id}-h`}>
          {option.hint ?? null}
          {beside ?? null}
        </div>
      ) : null}
    </div>
  )
}

export interface ConsentItem {
  value: string
  name: string
  text: string
  source: Child
}

/** What may be seen, one tick each. Never pre-ticked: `ticked` holds only what the reader chose before an error. */
export function ConsentTicks({
  name,
  label,
  items,
  ticked = [],
  error,
}: {
  name: string
  label: string
  items: readonly ConsentItem[]
  ticked?: readonly string[]
  error?: string
}) {
  return (
    <fieldset
      class={error ? 'field ticks wrong' : 'field ticks'}
      id={`f-${name}`}
      tabindex={error ? -1 : undefined}
      aria-describedby={describedBy(name, undefined, error)}
    >
      <legend class="sr">{label}</legend>
      <Said name={name} error={error} />
      {items.map((item) => (
        <Pick
          kind="checkbox"
          name={name}
          picked={ticked.includes(item.value)}
          option={{
            value: item.value,
            label: item.name,
            text: (
              <span>
                <b>{item.name}</b>
                {item.text}
              </span>
            ),
          }}
          beside={item.source}
        />
      ))}
    </fieldset>
  )
}

/** The form's own Idempotency-Key: sending the same form twice does the thing once. */
export function FormKey({ value }: { value: string }) {
  return <input type="hidden" name="_key" value={value} />
}

/** The version the form was filled against; becomes If-Match. */
export function FormVersion({ etag }: { etag: string }) {
  return <input type="hidden" name="_etag" value={etag} />
}
