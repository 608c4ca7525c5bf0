import { cutTo, measureFor, padEnd } from './display-width.ts';
import type { MeasureText } from './display-width.ts';

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

/** A cut column keeps at least this. */
const LEAST_PROSE = 8;

/** Control characters would break the row, or worse, talk to the terminal. */
const CONTROL = /\p{Cc}+/gu;

function clean(cell: string): string {
  return cell.replaceAll(CONTROL, ' ').trimEnd();
}

function naturalWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  headers: boolean,
  measure: MeasureText,
): number[] {
  return columns.map((column, index) => {
    let width = headers ? measure(column.header) : 0;
    for (const row of rows) width = Math.max(width, measure(row[index] ?? ''));
    return width;
  });
}

/** Narrows the widest free-text column by what a row is too long. */
function fit(columns: readonly TableColumn[], widths: readonly number[], limit: number): readonly number[] {
  const excess = widths.reduce((sum, width) => sum + width, GAP * (columns.length - 1)) - limit;
  if (excess <= 0) return widths;
  const prose = widths.map((width, index) => (columns[index]?.freeText === true ? width : 0));
  const widest = prose.indexOf(Math.max(...prose));
  const least = Math.max(columns[widest]?.header.length ?? 0, LEAST_PROSE);
  return widths.map((width, index) =>
    index === widest && columns[index]?.freeText === true ? Math.max(Math.min(width, least), width - excess) : width,
  );
}

/** Rows as aligned text, one line each, never wrapped. Cells hold plain text; an empty cell stays empty. */
export async function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  options: TableOptions,
): Promise<string> {
  const cleaned = rows.map((row) => row.map(clean));
  const measure = await measureFor([...columns.map((column) => column.header), ...cleaned.flat()]);
  const natural = naturalWidths(columns, cleaned, options.headers, measure);
  const widths = options.width === undefined ? natural : fit(columns, natural, options.width);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return padEnd(columns[index]?.freeText === true ? cutTo(cell, width, measure) : cell, width, measure);
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  const head = options.headers ? [line(columns.map((column) => column.header))] : [];
  return [...head, ...cleaned.map(line)].map((text) => `${text}\n`).join('');
}
