import type { Child } from 'hono/jsx'

export type ButtonKind = 'main' | 'plain' | 'danger'

interface Look {
  kind?: ButtonKind
  children?: Child
}

function look(kind: ButtonKind): string {
  return kind === 'plain' ? 'button' : `button ${kind}`
}

/** Submits the form it stands in (or the form named by `form`). */
export function Button({
  kind = 'plain',
  name,
  value,
  form,
  formaction,
  formnovalidate,
  autofocus,
  disabled,
  children,
}: Look & {
  name?: string
  value?: string
  form?: string
  formaction?: string
  /** For a step on the way, which takes the form as it is. */
  formnovalidate?: boolean
  autofocus?: boolean
  disabled?: boolean
}) {
  return (
    <button
      class={look(kind)}
      type="submit"
      name={name}
      value={value}
      form={form}
      formaction={formaction}
      formnovalidate={formnovalidate || undefined}
      autofocus={autofocus || undefined}
      disabled={disabled}
    >
      {children}
    </button>
  )
}

/** A link with the weight of a button: it goes somewhere and changes nothing. */
export function ButtonLink({ kind = 'plain', href, children }: Look & { href: string }) {
  return (
    <a class={look(kind)} href={href}>
      {children}
    </a>
  )
}

/** Buttons in a row; `equal` makes two of the same size, as consent demands. */
export function Buttons({ equal, children }: { equal?: boolean; children?: Child }) {
  return <div class={equal ? 'buttons equal' : 'buttons'}>{children}</div>
}
