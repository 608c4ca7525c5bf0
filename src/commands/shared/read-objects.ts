import type { ListOptions, Table } from '../../cluster/kube-api.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { Session } from './session.ts';
import type { Target } from './targets.ts';

/** Which objects of a target are wanted. `namespace` absent: all namespaces. */
export interface Scope {
  readonly namespace: string | undefined;
  readonly selector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly ignoreNotFound: boolean;
  readonly signal: AbortSignal;
}

/** Objects per page of a list, kubectl's default. */
const PAGE = 500;

function listOptions(target: Target, scope: Scope): ListOptions {
  return {
    signal: scope.signal,
    limit: PAGE,
    ...(target.kind.scope === 'Namespaced' && scope.namespace !== undefined && { namespace: scope.namespace }),
    ...(scope.selector !== undefined && { labelSelector: scope.selector }),
    ...(scope.fieldSelector !== undefined && { fieldSelector: scope.fieldSelector }),
  };
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
): Promise<{ found: T[]; missing: CliError[] }> {
  const found: T[] = [];
  const missing: CliError[] = [];
  for (const name of target.names) {
    try {
      found.push(await session.during({ verb: 'get', type: target.kind, namespace: namespaceOf(target, scope), name }, () => read(name)));
    } catch (error) {
      if (!(error instanceof CliError) || error.exit !== EXIT.notFound) throw error;
      if (!scope.ignoreNotFound) missing.push(error);
    }
  }
  return { found, missing };
}

/** The objects of a target, and an error for each name that there is not. */
export async function readObjects(session: Session, target: Target, scope: Scope): Promise<{ found: KubeObject[]; missing: CliError[] }> {
  const namespace = namespaceOf(target, scope);
  if (target.names.length > 0) {
    return await eachName(session, target, scope, (name) =>
      session.api.get(target.kind, { name, ...(namespace !== undefined && { namespace }) }, { signal: scope.signal }),
    );
  }
  const found: KubeObject[] = [];
  let options = listOptions(target, scope);
  for (;;) {
    const page = await session.during({ verb: 'list', type: target.kind, namespace }, () => session.api.list(target.kind, options));
    found.push(...page.items);
    if (page.continue === undefined) return { found, missing: [] };
    options = { ...options, continue: page.continue };
  }
}

function joined(tables: readonly Table[]): Table {
  return {
    columnDefinitions: tables[0]?.columnDefinitions ?? [],
    rows: tables.flatMap((table) => table.rows),
    resourceVersion: tables[0]?.resourceVersion ?? '',
  };
}

/** The server's Table of a target, and an error for each name that there is not. */
export async function readTable(session: Session, target: Target, scope: Scope): Promise<{ table: Table; missing: CliError[] }> {
  const namespace = namespaceOf(target, scope);
  if (target.names.length > 0) {
    const at = namespace === undefined ? {} : { namespace };
    const { found, missing } = await eachName(session, target, scope, (name) =>
      session.api.table(target.kind, { ...at, name, signal: scope.signal }),
    );
    return { table: joined(found), missing };
  }
  const pages: Table[] = [];
  let options = listOptions(target, scope);
  for (;;) {
    const page = await session.during({ verb: 'list', type: target.kind, namespace }, () => session.api.table(target.kind, options));
    pages.push(page);
    if (page.continue === undefined) return { table: joined(pages), missing: [] };
    options = { ...options, continue: page.continue };
  }
}
