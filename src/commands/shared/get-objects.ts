import type { JsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { formatError } from '../../output/format-error.ts';
import type { OutputFormat } from '../../output/output-format.ts';
import { resourceName } from '../../output/resource-line.ts';
import { forServed } from './for-served.ts';
import { printTable } from './print-table.ts';
import { readObjects, readTable } from './read-objects.ts';
import type { Scope } from './read-objects.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';
import type { Target } from './targets.ts';

export interface GetOptions {
  readonly format: OutputFormat;
  readonly headers: boolean;
  readonly managedFields: boolean;
  readonly scope: Scope;
}

function shown(object: KubeObject, options: GetOptions): JsonObject {
  if (options.managedFields || !('managedFields' in object.metadata)) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function nothingFound(scope: Scope, targets: readonly Target[]): string {
  const namespaced = targets.some((target) => target.kind.scope === 'Namespaced');
  return scope.namespace === undefined || !namespaced ? 'No resources found\n' : `No resources found in ${scope.namespace} namespace.\n`;
}

async function asTables(session: Session, targets: readonly Target[], runtime: Runtime, options: GetOptions): Promise<readonly CliError[]> {
  const results = await forServed(targets, runtime, (target) => readTable(session, target, options.scope));
  const filled = results.filter(({ result }) => result.table.rows.length > 0);
  for (const [index, { target, result }] of filled.entries()) {
    if (index > 0) runtime.stdout('\n');
    const text = await printTable(result.table, {
      wide: options.format === 'wide',
      namespaces: options.scope.namespace === undefined && target.kind.scope === 'Namespaced',
      headers: options.headers,
      width: options.format === 'wide' ? undefined : runtime.columns,
      ...(targets.length > 1 && { prefix: `${target.kind.singular}.${target.kind.group}/` }),
    });
    runtime.stdout(text);
  }
  const missing = results.flatMap(({ result }) => result.missing);
  if (filled.length === 0 && missing.length === 0 && !options.scope.ignoreNotFound) runtime.stderr(nothingFound(options.scope, targets));
  return missing;
}

async function asObjects(
  session: Session,
  targets: readonly Target[],
  runtime: Runtime,
  options: GetOptions,
): Promise<readonly CliError[]> {
  const results = await forServed(targets, runtime, (target) => readObjects(session, target, options.scope));
  const found = results.flatMap(({ result }) => result.found);
  const missing = results.flatMap(({ result }) => result.missing);
  if (options.format === 'name') {
    runtime.stdout(found.map((object) => `${resourceName(object)}\n`).join(''));
    return missing;
  }
  const { toJson, toList, toYaml } = await import('../../output/print-object.ts');
  const [only] = found;
  const single = targets.length === 1 && targets[0]?.names.length === 1;
  if (single && only === undefined) return missing;
  const whole = single && only !== undefined ? shown(only, options) : toList(found.map((object) => shown(object, options)));
  runtime.stdout(options.format === 'json' ? toJson(whole) : toYaml(whole));
  return missing;
}

/** Prints the objects of the targets; what is missing is told on stderr, and whether something was is returned. */
export async function getObjects(session: Session, targets: readonly Target[], runtime: Runtime, options: GetOptions): Promise<boolean> {
  const tables = options.format === 'table' || options.format === 'wide';
  const missing = await (tables ? asTables : asObjects)(session, targets, runtime, options);
  for (const error of missing) runtime.stderr(formatError(error, 0));
  return missing.some((error) => error.exit === EXIT.notFound);
}
