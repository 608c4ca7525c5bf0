import type { Table } from '../../cluster/kube-api.ts';
import { formatTable } from '../../output/table.ts';
import type { TableColumn } from '../../output/table.ts';

export interface PrintTableOptions {
  /** Also the columns that the type shows only with `-o wide`. */
  readonly wide: boolean;
  /** Put NAMESPACE first. */
  readonly namespaces: boolean;
  readonly headers: boolean;
  readonly width?: number | undefined;
  /** Put before each name, as kubectl does where several types are printed: `maiatenant.maia.cuemby.com/`. */
  readonly prefix?: string;
}

/** A cell is a string, a number, a boolean or null; anything else is shown as JSON. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

/** The server's Table as text: its columns upper case, NAMESPACE first where asked for, AGE last. */
export async function printTable(table: Table, options: PrintTableOptions): Promise<string> {
  const shown = table.columnDefinitions
    .map((column, index) => ({ ...column, index }))
    .filter((column) => options.wide || column.priority === 0);
  const isAge = (name: string): boolean => name.toLowerCase() === 'age';
  const ordered = [...shown.filter((column) => !isAge(column.name)), ...shown.filter((column) => isAge(column.name))];
  const columns: TableColumn[] = ordered.map((column) => ({
    header: column.name.toUpperCase(),
    freeText: column.type === 'string' && column.format !== 'name',
  }));
  const rows = table.rows.map((row) => {
    const cells = ordered.map((column) => `${column.format === 'name' ? (options.prefix ?? '') : ''}${cellText(row.cells[column.index])}`);
    return options.namespaces ? [row.object.metadata.namespace ?? '', ...cells] : cells;
  });
  return await formatTable(options.namespaces ? [{ header: 'NAMESPACE' }, ...columns] : columns, rows, {
    headers: options.headers,
    width: options.width,
  });
}
