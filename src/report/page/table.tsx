import type { ComponentChildren, VNode } from 'preact';

export interface Column {
  readonly title: string;
  /** Numbers stand under each other. */
  readonly align?: 'end';
  /** The cell names its row, as its heading. */
  readonly heads?: true;
}

/** Rows of cells; where the page is narrow each row becomes a card, so the roles are written out. */
export function Table({ caption, columns, rows, visibleCaption = false }: {
  caption: string; columns: readonly Column[]; rows: readonly (readonly ComponentChildren[])[]; visibleCaption?: boolean;
}): VNode {
  return (
    <table role="table">
      <caption class={visibleCaption ? undefined : 'hidden'}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">{columns.map(({ title, align }) => <th role="columnheader" scope="col" class={align}>{title}</th>)}</tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => <tr role="row">{row.map((cell, at) => <Cell column={columns[at]}>{cell}</Cell>)}</tr>)}
      </tbody>
    </table>
  );
}

function Cell({ column, children }: { column: Column | undefined; children: ComponentChildren }): VNode {
  if (column?.heads === true) return <th role="rowheader" scope="row" class={column.align}>{children}</th>;
  return <td role="cell" class={column?.align} data-label={column?.title}>{children}</td>;
}

/** Longer lists are laid out when they come into view. */
const longList = 200;

/** Many short texts. */
export function NameList({ label, names }: { label: string; names: readonly string[] }): VNode {
  return <ul class={names.length > longList ? 'names long' : 'names'} aria-label={label}>{names.map((name) => <li>{name}</li>)}</ul>;
}
