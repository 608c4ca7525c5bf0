import { setTimeout as pause } from 'node:timers/promises';
import { createSystemClock } from '../../cluster/system-clock.ts';
import { timestamp } from '../../kernel/clock.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { followChanges } from './get/follow-changes.ts';
import type { Reading, Scope } from './read-objects.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';
import { statusItem, type StatusItem } from './status-report.ts';
import { statusRow, statusTable, type StatusRow, type StatusTableOptions } from './status-report-table.ts';
import type { Target } from './targets.ts';

/** What was read of a target, and is followed from there. */
export interface FollowedTarget {
  readonly target: Target;
  readonly result: Reading & { readonly found: readonly KubeObject[] };
}

export interface StatusWatchOptions {
  readonly scope: Scope;
  readonly format: 'table' | 'json';
  readonly quiet: boolean;
  readonly table: Omit<StatusTableOptions, 'now'>;
}

/** On a terminal a burst of changes gives one table. */
const BURST_MS = 250;

/** What makes a line of its own; ages and generations do not. */
function shown({ phase, ready, reason, message, health }: StatusItem): string {
  return JSON.stringify([phase, ready, reason, message, health]);
}

/** One change as one line, without any control character. */
export function changeLine(
  { item, label }: StatusRow,
  now: number,
  { namespaces }: Pick<StatusTableOptions, 'namespaces'>,
  deleted: boolean,
): string {
  const where = namespaces && item.namespace !== undefined ? `${item.namespace} ` : '';
  const head = `${timestamp(now)} ${where}${label}`;
  if (deleted) return `${head} deleted\n`;
  const state = [item.phase, `ready=${item.ready}`, item.reason].filter((part) => part !== '').join(' ');
  const message = item.message === '' ? '' : `: ${item.message}`;
  return `${`${head} ${state}${message}`.replaceAll(/\p{Cc}+/gu, ' ')}\n`;
}

/** Prints how the objects are, then each change: off a terminal as a line, on one as the table again. Ends when the signal is aborted. */
export async function watchStatus(
  session: Session,
  runtime: Runtime,
  followed: readonly FollowedTarget[],
  options: StatusWatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const rows = new Map<string, StatusRow>();
  const isTerminal = runtime.columns !== undefined && options.format === 'table';
  let isDue = false;
  let printing: Promise<void> = Promise.resolve();

  const tell = (row: StatusRow, deleted: boolean): void => {
    if (options.format === 'json') runtime.stdout(`${JSON.stringify({ type: deleted ? 'DELETED' : 'MODIFIED', object: row.item })}\n`);
    else if (!isTerminal) runtime.stdout(changeLine(row, runtime.now(), options.table, deleted));
    else if (!isDue) {
      isDue = true;
      printing = printing.then(tableAgain);
    }
  };

  const tableAgain = async (): Promise<void> => {
    await pause(BURST_MS, undefined, { signal }).catch(() => undefined);
    isDue = false;
    if (!signal.aborted) runtime.stdout(`\n${await statusTable([...rows.values()], { ...options.table, now: runtime.now() })}`);
  };

  for (const { target, result } of followed) {
    for (const object of result.found) {
      const row = statusRow(statusItem(object), target.kind, runtime.entry);
      rows.set(object.metadata.uid, row);
      if (!isTerminal) tell(row, false);
    }
  }
  if (isTerminal && rows.size > 0) runtime.stdout(await statusTable([...rows.values()], { ...options.table, now: runtime.now() }));

  const take = ({ kind, names }: Target, object: KubeObject, deleted: boolean): void => {
    if (names.length > 0 && !names.includes(object.metadata.name)) return;
    const { uid } = object.metadata;
    const before = rows.get(uid);
    const row = statusRow(statusItem(object), kind, runtime.entry);
    if (deleted) rows.delete(uid);
    else rows.set(uid, row);
    if (deleted || before === undefined || shown(before.item) !== shown(row.item)) tell(row, deleted);
  };

  const follow = async ({ target, result }: FollowedTarget, namespace: string | undefined): Promise<void> => {
    const { kind } = target;
    await session.during({ verb: 'watch', type: kind, namespace }, () =>
      followChanges(
        {
          api: session.api,
          type: kind,
          namespace,
          selector: options.scope.selector,
          fieldSelector: target.names.length === 1 ? `metadata.name=${target.names.join('')}` : options.scope.fieldSelector,
          known: result.found.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace),
          clock: createSystemClock({ holdsProcess: true }),
          random: Math.random,
          onChange: ({ type, object }) => take(target, object, type === 'DELETED'),
          onTrouble: (error) => {
            const why = error instanceof Error ? error.message : String(error);
            if (!options.quiet) runtime.stderr(`note: the watch of ${kind.plural} was lost (${why}); trying again\n`);
          },
        },
        signal,
      ),
    );
  };
  await Promise.all(followed.flatMap((one) => one.result.namespaces.map((namespace) => follow(one, namespace))));
  await printing;
}
