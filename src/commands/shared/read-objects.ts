import type { Table } from '../../cluster/kube-api.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { listTarget } from './get/list-target.ts';
import type { Scope } from './get/scope.ts';
import { suggestName } from './get/suggest-name.ts';
import type { Session } from './session.ts';
import type { Target } from './targets.ts';

export type { Scope } from './get/scope.ts';

/** What was read besides the objects. */
export interface Reading {
  /** An error for each name that there is not. */
  readonly missing: CliError[];
  /** Where the objects were looked for; undefined stands for all namespaces, or for none. */
  readonly namespaces: readonly (string | undefined)[];
  /** What may not be read, where only a part was: `agents in 3 of 5 namespaces`. */
  readonly leftOut?: string;
}

/** The namespace that a message or a call about the target names. */
function namespaceOf(target: Target, scope: Scope): string | undefined {
  return target.kind.scope === 'Namespaced' ? scope.namespace : undefined;
}

/** Calls `read` per name; a name that is not found is skipped where that is allowed, else told when the others were read. */
async function eachName<T>(
  session: Session,
  target: Target,
  scope: Scope,
  read: (name: string) => Promise<T>,
): Promise<Reading & { found: T[] }> {
  const namespace = namespaceOf(target, scope);
  const found: T[] = [];
  const missing: CliError[] = [];
  for (const name of target.names) {
    try {
      found.push(await session.during({ verb: 'get', type: target.kind, namespace, name }, () => read(name)));
    } catch (error) {
      if (!(error instanceof CliError) || error.exit !== EXIT.notFound) throw error;
      if (scope.ignoreNotFound) continue;
      missing.push(await suggestName(session, error, { type: target.kind, namespace, name, signal: scope.signal }));
    }
  }
  return { found, missing, namespaces: [namespace] };
}

/** The objects of a target. */
export async function readObjects(session: Session, target: Target, scope: Scope): Promise<Reading & { found: KubeObject[] }> {
  const namespace = namespaceOf(target, scope);
  if (target.names.length > 0) {
    return await eachName(session, target, scope, (name) =>
      session.api.get(target.kind, { name, ...(namespace !== undefined && { namespace }) }, { signal: scope.signal }),
    );
  }
  const { pages, ...where } = await listTarget(session, target, scope, (options) => session.api.list(target.kind, options));
  const found = pages.flatMap((page) => page.items);
  return { found: scope.where === undefined ? found : found.filter(scope.where), missing: [], ...where };
}

function joined(tables: readonly Table[]): Table {
  const columnDefinitions = tables.find((table) => table.columnDefinitions.length > 0)?.columnDefinitions ?? [];
  return { columnDefinitions, rows: tables.flatMap((table) => table.rows), resourceVersion: tables[0]?.resourceVersion ?? '' };
}

/** The server's Table of a target, its rows with their objects. */
export async function readTable(session: Session, target: Target, scope: Scope): Promise<Reading & { table: Table }> {
  const namespace = namespaceOf(target, scope);
  if (target.names.length > 0) {
    const at = namespace === undefined ? {} : { namespace };
    const { found, ...reading } = await eachName(session, target, scope, (name) =>
      session.api.table(target.kind, { ...at, name, signal: scope.signal }),
    );
    return { table: joined(found), ...reading };
  }
  const { pages, ...where } = await listTarget(session, target, scope, (options) => session.api.table(target.kind, options));
  const table = joined(pages);
  const holds = scope.where;
  const rows = holds === undefined ? table.rows : table.rows.filter(({ object }) => holds(object));
  return { table: { ...table, rows }, missing: [], ...where };
}
