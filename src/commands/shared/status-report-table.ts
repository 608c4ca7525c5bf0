import { formatAge } from '../../output/age.ts';
import { paintStatus } from '../../output/paint-status.ts';
import { formatTable } from '../../output/table.ts';
import type { EntryPoint } from './entry-point.ts';
import type { KindIdentity } from './kind-identity.ts';
import { HEALTHS, shortName, type StatusItem } from './status-report.ts';

/** A row of the table, with what only the table needs. */
export interface StatusRow {
  readonly item: StatusItem;
  /** How the object is called: `instance/demo`. */
  readonly label: string;
}

/** How the table is laid out. */
export interface StatusTableOptions {
  readonly now: number;
  readonly namespaces: boolean;
  readonly headers: boolean;
  /** Columns of the terminal; absent off one. */
  readonly width: number | undefined;
  readonly paints: boolean;
}

/** The row of an object. Where several systems are shown, names are not shortened: two of them have tenants. */
export function statusRow(item: StatusItem, kind: KindIdentity, entry: EntryPoint): StatusRow {
  return { item, label: entry.system === undefined ? `${kind.singular}/${item.name}` : shortName(item, kind) };
}

/** `3 objects: 2 healthy, 1 failed`. */
export function totalsLine(items: readonly StatusItem[]): string {
  const counts = HEALTHS.map((health) => [items.filter((item) => item.health === health).length, health] as const);
  const told = counts.filter(([count]) => count > 0).map(([count, health]) => `${String(count)} ${health}`);
  return `${String(items.length)} ${items.length === 1 ? 'object' : 'objects'}: ${told.join(', ')}\n`;
}

/** The objects as a table; with headers a line of totals follows. */
export async function statusTable(rows: readonly StatusRow[], options: StatusTableOptions): Promise<string> {
  const paint = options.paints ? paintStatus : undefined;
  const columns = [
    ...(options.namespaces ? [{ header: 'NAMESPACE' }] : []),
    { header: 'NAME' },
    { header: 'PHASE', paint },
    { header: 'READY', paint },
    { header: 'REASON' },
    { header: 'MESSAGE', freeText: true },
    { header: 'AGE' },
  ];
  const cells = rows.map(({ item, label }) => [
    ...(options.namespaces ? [item.namespace ?? ''] : []),
    label,
    item.phase,
    item.ready,
    item.reason,
    item.message,
    formatAge(options.now - Date.parse(item.created)),
  ]);
  const table = await formatTable(columns, cells, { headers: options.headers, width: options.width });
  return options.headers ? `${table}\n${totalsLine(rows.map(({ item }) => item))}` : table;
}
