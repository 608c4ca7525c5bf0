import type { Table } from '../../../cluster/kube-api.ts';
import { timestamp } from '../../../kernel/clock.ts';
import { keyOf } from '../../../kernel/kube-object.ts';
import { compareResourceVersions } from '../../../kernel/resource-version.ts';
import { tableStream } from '../../../output/table-stream.ts';
import { printTable } from '../print-table.ts';
import type { LeadingColumn } from '../print-table.ts';
import { readTable } from '../read-objects.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';
import type { GetOptions } from './get-options.ts';
import { sortedObjects } from './sorted-objects.ts';
import type { Change, View, ViewReading } from './view.ts';

type TableReading = ViewReading & { readonly table: Table };
type Result = Parameters<View['all']>[0][number];

/** What the view remembers of a target in a watch: the server's columns, and of each object the row that was shown last. */
interface Shown {
  readonly columnDefinitions: Table['columnDefinitions'];
  readonly rows: Map<string, Table['rows'][number]>;
}

/**
 * Objects as the server's tables, one for each type. Off a terminal the rows of a watch begin with the time. A watch brings objects, and rows are
 * the server's to make: each change is looked up as a row of its own, and changes that such a row shows already are passed over.
 */
export function tableView(
  session: Session,
  targets: readonly Target[],
  runtime: Pick<Runtime, 'columns' | 'now'>,
  options: GetOptions,
  warn: (text: string) => void,
): View {
  const { scope, watch, wide } = options;
  const width = wide ? undefined : runtime.columns;
  const stream = tableStream({ headers: options.headers, width });
  const shown = new Map<Target, Shown>();

  const leadingOf = (type: Change['type']): readonly LeadingColumn[] => [
    ...(watch !== undefined && runtime.columns === undefined ? [{ header: 'TIME', cellOf: () => timestamp(runtime.now()) }] : []),
    ...(watch?.events === true ? [{ header: 'EVENT', cellOf: () => type }] : []),
  ];

  const cellsOf = (target: Target, table: Table, type: Change['type']): ReturnType<typeof printTable> =>
    printTable(table, {
      wide,
      namespaces: scope.namespace === undefined && target.kind.scope === 'Namespaced',
      ...((targets.length > 1 || options.showKind) && { prefix: `${target.kind.singular}.${target.kind.group}/` }),
      leading: leadingOf(type),
      labels: options.labels,
      showLabels: options.showLabels,
      paints: options.paints,
    });

  const sortedTable = async ({ result }: Result): Promise<Table> => {
    const { table } = result as TableReading;
    return { ...table, rows: await sortedObjects(table.rows, ({ object }) => object, options.sortBy, warn) };
  };

  const blocks = async (results: readonly Result[], next: typeof stream.next): Promise<string> => {
    let text = '';
    for (const each of results) {
      const table = await sortedTable(each);
      if (table.rows.length === 0) continue;
      const { columns, rows } = cellsOf(each.target, table, 'ADDED');
      text += `${text === '' || watch !== undefined ? '' : '\n'}${await next(columns, rows)}`;
    }
    return text;
  };

  const rowOf = async (target: Target, { object, type }: Change, known: Shown): Promise<Table | undefined> => {
    const key = keyOf(object.metadata);
    const before = known.rows.get(key);
    if (type === 'DELETED') {
      known.rows.delete(key);
      return before && { columnDefinitions: known.columnDefinitions, rows: [before], resourceVersion: '' };
    }
    const version = before?.object.metadata.resourceVersion;
    if (version !== undefined && compareResourceVersions(object.metadata.resourceVersion, version) <= 0) return undefined;
    const { namespace, name } = object.metadata;
    const table = await session.during({ verb: 'list', type: target.kind, namespace }, () =>
      session.api.table(target.kind, {
        fieldSelector: `metadata.name=${name}`,
        signal: scope.signal,
        ...(namespace !== undefined && { namespace }),
      }),
    );
    const [row] = table.rows;
    if (row === undefined) return undefined;
    known.rows.set(key, row);
    return table;
  };

  return {
    async read(target): Promise<TableReading> {
      const { table, ...reading } = await readTable(session, target, scope);
      const rows = new Map(table.rows.map((row) => [keyOf(row.object.metadata), row] as const));
      if (watch !== undefined) shown.set(target, { columnDefinitions: table.columnDefinitions, rows });
      return { ...reading, table, objects: table.rows.map((row) => row.object) };
    },
    // Several tables have headers of their own, though they may look alike.
    all: async (results) =>
      await blocks(results, async (columns, rows) => await tableStream({ headers: options.headers, width }).next(columns, rows)),
    start: async (results) => await blocks(results, stream.next),
    async change(target, change) {
      const known = shown.get(target);
      const table = known && (await rowOf(target, change, known));
      if (table === undefined) return '';
      const { columns, rows } = cellsOf(target, table, change.type);
      return await stream.next(columns, rows);
    },
  };
}
