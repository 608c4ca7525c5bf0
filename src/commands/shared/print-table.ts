import type { Table } from '../../cluster/kube-api.ts';
import { isStatusColumn, paintStatus } from '../../output/paint-status.ts';
import type { TableColumn } from '../../output/table.ts';
import { statusItem } from './status-report.ts';

/** A row of the server's Table. */
export type TableRow = Table['rows'][number];

/** A column that we put before the server's. */
export interface LeadingColumn {
  readonly header: string;
  readonly cellOf: (row: TableRow) => string;
}

export interface PrintTableOptions {
  /** Also the columns that the type shows only with `-o wide`, and HEALTH where it has none. */
  readonly wide: boolean;
  /** Put NAMESPACE before the name. */
  readonly namespaces: boolean;
  /** Put before each name, as kubectl does where several types are printed: `maiatenant.maia.cuemby.com/`. */
  readonly prefix?: string;
  /** Put first of all. */
  readonly leading?: readonly LeadingColumn[];
  /** Labels that get a column. */
  readonly labels?: readonly string[];
  /** All labels in a last column. */
  readonly showLabels?: boolean;
  /** Colour words for states. */
  readonly paints?: boolean;
}

/** A table as text cells. */
export interface TableCells {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
}

type Column = TableColumn & { readonly cellOf: (row: TableRow) => string };

/** A cell is a string, a number, a boolean or null; anything else is shown as JSON. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

/** The part of a label's key behind the slash, as kubectl heads its column. */
function labelHeader(label: string): string {
  return label.slice(label.lastIndexOf('/') + 1).toUpperCase();
}

function allLabels({ object }: TableRow): string {
  const labels = Object.entries(object.metadata.labels ?? {}).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return labels.length === 0 ? '<none>' : labels.map(([key, value]) => `${key}=${value}`).join(',');
}

/** The server's columns, AGE last. */
function serverColumns(table: Table, options: PrintTableOptions): { readonly before: readonly Column[]; readonly age: readonly Column[] } {
  const columns = table.columnDefinitions.map((definition, index) => ({
    priority: definition.priority,
    header: definition.name.toUpperCase(),
    freeText: definition.type === 'string' && definition.format !== 'name',
    cellOf: ({ cells }: TableRow) => `${definition.format === 'name' ? (options.prefix ?? '') : ''}${cellText(cells[index])}`,
  }));
  const shown = columns.filter(({ priority }) => options.wide || priority === 0);
  const isAge = ({ header }: TableColumn): boolean => header === 'AGE';
  return { before: shown.filter((column) => !isAge(column)), age: shown.filter(isAge) };
}

/**
 * The server's Table as text: its columns upper case, NAMESPACE first where asked for, AGE last but for labels. With `wide` a type without a
 * column HEALTH gets ours.
 */
export function printTable(table: Table, options: PrintTableOptions): TableCells {
  const { before, age } = serverColumns(table, options);
  const wantsHealth = options.wide && !before.some(({ header }) => header === 'HEALTH');
  const columns: readonly Column[] = [
    ...(options.leading ?? []),
    ...(options.namespaces ? [{ header: 'NAMESPACE', cellOf: ({ object }: TableRow) => object.metadata.namespace ?? '' }] : []),
    ...before,
    ...(wantsHealth ? [{ header: 'HEALTH', cellOf: ({ object }: TableRow) => statusItem(object).health }] : []),
    ...age,
    ...(options.labels ?? []).map((label) => ({
      header: labelHeader(label),
      cellOf: ({ object }: TableRow) => object.metadata.labels?.[label] ?? '',
    })),
    ...(options.showLabels === true ? [{ header: 'LABELS', cellOf: allLabels }] : []),
  ];
  return {
    columns: columns.map(({ header, freeText = false }) => ({
      header,
      freeText,
      paint: options.paints === true && isStatusColumn(header) ? paintStatus : undefined,
    })),
    rows: table.rows.map((row) => columns.map((column) => column.cellOf(row))),
  };
}
