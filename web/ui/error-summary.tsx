import { words } from '../words/index.ts'

export interface FormError {
  /** Name of the form field, or null for the request as a whole. */
  field: string | null
  message: string
  /** Where it is put right, if not in a field: opened beside the form, which stays as it was filled in. */
  href?: string
}

/** On top of a form that was refused: takes the focus, links to each field, names the request. */
export function ErrorSummary({
  errors,
  requestId,
  kept = true,
  title,
  page = '',
}: {
  errors: readonly FormError[]
  requestId?: string | null
  kept?: boolean
  /** Where there is nothing for the reader to put right. */
  title?: string | undefined
  /** Where the fields are, if not on this page. */
  page?: string
}) {
  const w = words.zh.pieces.errors
  if (errors.length === 0) return null
  return (
    <div class="errors" id="errors" role="alert" tabindex={-1} autofocus>
      <h2>{title ?? (errors.length === 1 ? w.titleOne : w.title)}</h2>
      <ul>
        {errors.map((e) => (
          <li>
            {e.field ? <a href={`${page}#f-${e.field}`}>{e.message}</a> : e.message}
            {e.href ? (
              <>
                {' '}
                <a href={e.href} target="_blank" rel="noopener">
                  {w.confirm}
                </a>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      {kept ? <p class="source">{w.kept}</p> : null}
      {requestId ? <p class="source">{w.requestId(requestId)}</p> : null}
    </div>
  )
}

/** The message for one field, to be said again beside it. */
export function errorOf(errors: readonly FormError[], field: string): string | undefined {
  return errors.find((e) => e.field === field)?.message
}
