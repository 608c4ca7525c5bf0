import type { CliError } from '../../../output/cli-error.ts';
import { withoutManagedFields } from '../../../reconcile/engine/transform.ts';
import { partialWarning, readAll } from '../get/read-all.ts';
import { readObjects, type Scope } from '../read-objects.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';
import { clusterReader } from './cluster-reader.ts';
import { readDescription } from './description.ts';
import { formatDescription } from './format-description.ts';
import { loadKnowledge } from './load-knowledge.ts';

export interface DescribeOptions {
  readonly format: 'text' | 'json' | 'yaml';
  readonly scope: Scope;
  readonly quiet: boolean;
}

/** Prints the descriptions of all objects of the targets, in their order; gives an error for each name that there is not. */
export async function describeObjects(
  session: Session,
  targets: readonly Target[],
  runtime: Runtime,
  { format, scope, quiet }: DescribeOptions,
): Promise<{ readonly missing: readonly CliError[]; readonly isPartial: boolean }> {
  const { entry, now, columns: width } = runtime;
  const reader = clusterReader(session, scope.signal);
  const [knowledgeOf, { results, leftOut }] = await Promise.all([
    loadKnowledge(entry, session.outside()),
    readAll(targets, runtime, (target) => readObjects(session, target, scope)),
  ]);
  const missing = results.flatMap(({ result }) => result.missing);
  const end = { missing, isPartial: leftOut.length > 0 };
  if (end.isPartial) runtime.stderr(partialWarning(leftOut));
  const descriptions = await Promise.all(
    results.flatMap(({ target: { kind }, result }) =>
      result.found.map((object) => readDescription(reader, entry.domain, kind, withoutManagedFields(object), knowledgeOf(kind))),
    ),
  );
  const [only, ...others] = descriptions;
  if (only === undefined) {
    if (missing.length === 0 && !end.isPartial && !quiet)
      runtime.stderr(scope.namespace === undefined ? 'No resources found\n' : `No resources found in ${scope.namespace} namespace.\n`);
    return end;
  }
  if (format === 'text') {
    const texts = await Promise.all(descriptions.map((description) => formatDescription(description, { now: now(), width })));
    runtime.stdout(texts.join('\n\n'));
    return end;
  }
  const { toJson, toList, toYaml } = await import('../../../output/print-object.ts');
  const whole = others.length === 0 ? only : toList(descriptions);
  runtime.stdout(format === 'json' ? toJson(whole) : toYaml(whole));
  return end;
}
