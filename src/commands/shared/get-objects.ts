import { EXIT } from '../../output/exit-codes.ts';
import type { ExitCode } from '../../output/exit-codes.ts';
import { formatError } from '../../output/format-error.ts';
import type { GetOptions } from './get/get-options.ts';
import { partialWarning, readAll } from './get/read-all.ts';
import { tableView } from './get/table-view.ts';
import type { View } from './get/view.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';
import type { Target } from './targets.ts';

function nothingFound({ scope }: GetOptions, targets: readonly Target[]): string {
  const namespaced = targets.some((target) => target.kind.scope === 'Namespaced');
  return scope.namespace === undefined || !namespaced ? 'No resources found\n' : `No resources found in ${scope.namespace} namespace.\n`;
}

async function viewFor(session: Session, targets: readonly Target[], runtime: Runtime, options: GetOptions): Promise<View> {
  if (options.printer === undefined) return tableView(session, targets, runtime, options, runtime.stderr);
  const { objectView } = await import('./get/object-view.ts');
  return objectView(session, targets, options.printer, options, runtime.stderr);
}

/**
 * Prints the objects of the targets, and then their changes where those are asked for: that ends only when `watch.signal` is aborted, with its
 * reason thrown. What is missing, and what may not be read, is told on stderr. Gives the exit code.
 */
export async function getObjects(session: Session, targets: readonly Target[], runtime: Runtime, options: GetOptions): Promise<ExitCode> {
  const { scope, watch } = options;
  const view = await viewFor(session, targets, runtime, options);
  const { results, leftOut } = await readAll(targets, runtime, (target) => view.read(target));
  const missing = results.flatMap(({ result }) => result.missing);
  const isEmpty = results.every(({ result }) => result.objects.length === 0);
  if (watch?.only !== true) runtime.stdout(await (watch === undefined ? view.all(results) : view.start(results)));
  const isWorthANote =
    options.printer === undefined && isEmpty && missing.length === 0 && !scope.ignoreNotFound && !options.quiet && watch === undefined;
  if (isWorthANote) runtime.stderr(nothingFound(options, targets));
  const blanks = isEmpty && !options.quiet ? (options.whereBlanks?.() ?? []) : [];
  if (blanks.length > 0) runtime.stderr(`warning: no object has ${blanks.join(', ')} of --where\n`);
  if (leftOut.length > 0) runtime.stderr(partialWarning(leftOut));
  for (const error of missing) runtime.stderr(formatError(error, options.verbosity));
  if (watch !== undefined && missing.length === 0) {
    const { watchTargets } = await import('./get/watch-targets.ts');
    await watchTargets(session, results, view, runtime, options, watch.signal);
  }
  if (leftOut.length > 0) return EXIT.partial;
  return missing.length > 0 ? EXIT.notFound : EXIT.ok;
}
