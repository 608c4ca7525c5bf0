import { cutTo, measureFor, padEnd } from './display-width.ts';
import type { MeasureText } from './display-width.ts';

/** One column. `freeText` marks prose: on a terminal the widest such column is cut so that a row stays on one line. */
export interface TableColumn {
  readonly header: string;
  readonly freeText?: boolean;
  /** Puts colours around the text of a cell; it must not change its width. */
  readonly paint?: ((cell: string) => string) | undefined;
}

export interface TableOptions {
  readonly headers: boolean;
  /** Columns of the terminal; absent off a terminal, where nothing is ever cut. */
  readonly width?: number | undefined;
  /** Least width of each column: what rows before these took. */
  readonly least?: readonly number[];
}

/** A table as text, and how wide its columns are. */
export interface TableLayout {
  readonly text: string;
  readonly widths: readonly number[];
}

/** kubectl's distance between columns, and the least width of one. */
const GAP = 3;
const LEAST_COLUMN = 3;

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
  options: TableOptions,
  measure: MeasureText,
): number[] {
  return columns.map((column, index) => {
    let width = Math.max(LEAST_COLUMN, options.headers ? measure(column.header) : 0, options.least?.[index] ?? 0);
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

/** Rows as aligned text, one line each, never wrapped, without blanks at the end. Cells hold plain text; an empty cell stays empty. */
export async function layOutTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  options: TableOptions,
): Promise<TableLayout> {
  const cleaned = rows.map((row) => row.map(clean));
  const measure = await measureFor([...columns.map((column) => column.header), ...cleaned.flat()]);
  const natural = naturalWidths(columns, cleaned, options, measure);
  const widths = options.width === undefined ? natural : fit(columns, natural, options.width);
  const line = (cells: readonly string[], paints: boolean): string => {
    const last = cells.findLastIndex((cell) => cell !== '');
    return cells
      .slice(0, last + 1)
      .map((cell, index) => {
        const column = columns[index];
        const width = widths[index] ?? 0;
        const shown = column?.freeText === true ? cutTo(cell, width, measure) : cell;
        const padded = index === last ? shown : padEnd(shown, width, measure);
        return paints && column?.paint !== undefined ? column.paint(shown) + padded.slice(shown.length) : padded;
      })
      .join(' '.repeat(GAP));
  };
  const head = options.headers
    ? [
        line(
          columns.map((column) => column.header),
          false,
        ),
      ]
    : [];
  const text = [...head, ...cleaned.map((row) => line(row, true))].map((row) => `${row}\n`).join('');
  return { text, widths };
}

/** The text of {@link layOutTable}. */
export async function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  options: TableOptions,
): Promise<string> {
  return (await layOutTable(columns, rows, options)).text;
}
