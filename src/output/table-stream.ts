import { layOutTable } from './table.ts';
import type { TableColumn, TableOptions } from './table.ts';

/** A table whose rows come little by little: the header is printed once, and columns never get narrower. */
export interface TableStream {
  /** The text of the next rows. Where the columns are others than before, a table of its own begins. */
  next(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): Promise<string>;
}

function sameHeaders(left: readonly TableColumn[], right: readonly TableColumn[]): boolean {
  return left.length === right.length && left.every(({ header }, index) => header === right[index]?.header);
}

/** Makes a {@link TableStream}. */
export function tableStream(options: Omit<TableOptions, 'least'>): TableStream {
  let shown: { readonly columns: readonly TableColumn[]; readonly widths: readonly number[] } | undefined;
  return {
    async next(columns, rows) {
      const goesOn = shown !== undefined && sameHeaders(shown.columns, columns);
      const { text, widths } = await layOutTable(columns, rows, {
        ...options,
        headers: options.headers && !goesOn,
        ...(goesOn && { least: shown?.widths ?? [] }),
      });
      shown = { columns, widths };
      return text;
    },
  };
}
