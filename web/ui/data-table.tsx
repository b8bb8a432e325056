// biome-ignore-all lint/a11y/noRedundantRoles: on a phone the rows are display:block, which takes the implied roles away
import type { Child } from 'hono/jsx'

export interface Column {
  label: string
  /** Right-aligned figures. */
  numeric?: boolean
  /** On a phone the cell stands alone, without its label in front. */
  bare?: boolean
}

export interface DataTableProps {
  caption?: string
  /** Reads the caption to screen readers only. */
  captionHidden?: boolean
  columns: readonly Column[]
  rows: readonly (readonly Child[])[]
  foot?: readonly Child[]
  /** On a phone two cells share a line: for long tables of figures. */
  tight?: boolean
  /** Item, value, source: columns of one width in every table of the page. */
  ledger?: boolean
}

/**
 * A table that on a phone becomes one small list per row, so that no page scrolls sideways. The roles are
 * written out because `display: block` would otherwise take them away from screen readers.
 */
export function DataTable({ caption, captionHidden, columns, rows, foot, tight, ledger }: DataTableProps) {
  return (
    <table class={tight ? 'cards tight' : ledger ? 'cards ledger' : 'cards'} role="table">
      {caption ? <caption class={captionHidden ? 'sr' : undefined}>{caption}</caption> : null}
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th role="columnheader" scope="col" class={column.numeric ? 'num' : undefined}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <Row columns={columns} cells={row} />
        ))}
      </tbody>
      {foot ? (
        <tfoot role="rowgroup">
          <Row columns={columns} cells={foot} />
        </tfoot>
      ) : null}
    </table>
  )
}

function Row({ columns, cells }: { columns: readonly Column[]; cells: readonly Child[] }) {
  return (
    <tr role="row">
      {cells.map((cell, i) => {
        const column = columns[i]
        const classes = [column?.numeric ? 'num' : '', column?.bare ? 'bare' : ''].filter(Boolean).join(' ') || undefined
        return (
          <td role="cell" class={classes} data-label={column?.bare ? undefined : column?.label}>
            {cell === null || cell === '' ? null : <div>{cell}</div>}
          </td>
        )
      })}
    </tr>
  )
}
