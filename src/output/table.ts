import { cutTo, displayWidth, padEnd } from './display-width.ts';

/** One column. `freeText` marks prose: on a terminal the widest such column is cut so that a row stays on one line. */
export interface TableColumn {
  readonly header: string;
  readonly freeText?: boolean;
}

export interface TableOptions {
  readonly headers: boolean;
  /** Columns of the terminal; absent off a terminal, where nothing is ever cut. */
  readonly width?: number | undefined;
}

/** kubectl's distance between columns. */
const GAP = 3;

/** Control characters would break the row, or worse, talk to the terminal. */
const CONTROL = /\p{Cc}+/gu;

function clean(cell: string): string {
  return cell.replaceAll(CONTROL, ' ').trimEnd();
}

function widthsOf(columns: readonly TableColumn[], rows: readonly (readonly string[])[], options: TableOptions): number[] {
  const widths = columns.map((column, index) => {
    const cells = rows.map((row) => displayWidth(row[index] ?? ''));
    return Math.max(options.headers ? displayWidth(column.header) : 0, 0, ...cells);
  });
  if (options.width === undefined) return widths;
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP * (columns.length - 1);
  const widest = columns.reduce((best, column, index) => {
    if (column.freeText !== true) return best;
    return best < 0 || (widths[index] ?? 0) > (widths[best] ?? 0) ? index : best;
  }, -1);
  const header = displayWidth(columns[widest]?.header ?? '');
  if (total > options.width && widest >= 0) widths[widest] = Math.max(header, 8, (widths[widest] ?? 0) - (total - options.width));
  return widths;
}

/** Rows as aligned text, one line each, never wrapped. Cells hold plain text; an empty cell stays empty. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[], options: TableOptions): string {
  const cleaned = rows.map((row) => row.map(clean));
  const widths = widthsOf(columns, cleaned, options);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return padEnd(columns[index]?.freeText === true ? cutTo(cell, width) : cell, width);
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  const head = options.headers ? [line(columns.map((column) => column.header))] : [];
  return [...head, ...cleaned.map(line)].map((text) => `${text}\n`).join('');
}
