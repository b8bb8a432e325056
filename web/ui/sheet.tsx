import type { Child } from 'hono/jsx'

/** A white sheet with an optional heading and something small at its right. */
export function Sheet({ title, aside, id, class: more, children }: { title?: string; aside?: Child; id?: string; class?: string; children?: Child }) {
  return (
    <section class={more ? `sheet ${more}` : 'sheet'} id={id}>
      {title && aside ? (
        <div class="sheet-head">
          <h2>{title}</h2>
          <span class="source">{aside}</span>
        </div>
      ) : title ? (
        <h2>{title}</h2>
      ) : null}
      {children}
    </section>
  )
}
