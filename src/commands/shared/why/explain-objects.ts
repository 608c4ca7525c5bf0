import type { CliError } from '../../../output/cli-error.ts';
import { withoutManagedFields } from '../../../reconcile/engine/transform.ts';
import { clusterReader } from '../describe-object/cluster-reader.ts';
import { loadKnowledge } from '../describe-object/load-knowledge.ts';
import { partialWarning, readAll } from '../get/read-all.ts';
import { readObjects, type Scope } from '../read-objects.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { statusItem } from '../status-report.ts';
import type { Target } from '../targets.ts';
import { findCauses } from './find-causes.ts';
import { formatWhy, mermaidWhy } from './format-why.ts';
import { whyItem, whyReport, type WhyItem } from './why-report.ts';

export interface WhyOptions {
  readonly format: 'text' | 'json' | 'yaml' | 'mermaid';
  readonly scope: Scope;
  /** Whether objects that are ready are passed over. */
  readonly onlyIll: boolean;
  readonly quiet: boolean;
}

const WELL: ReadonlySet<string> = new Set(['healthy', 'suspended']);

async function print(items: readonly WhyItem[], unread: readonly string[], runtime: Runtime, format: WhyOptions['format']): Promise<void> {
  if (format === 'mermaid') runtime.stdout(mermaidWhy(items));
  if (format === 'text') runtime.stdout(items.map((item) => formatWhy(item, runtime.now())).join('\n'));
  if (format === 'text' || format === 'mermaid') {
    const isOpen = items.some(({ chain }) => chain.length > 0);
    if (isOpen && unread.length > 0) runtime.stderr(`warning: the chain may end too early: ${unread.join('; ')}\n`);
    return;
  }
  const { toJson, toYaml } = await import('../../../output/print-object.ts');
  const report = whyReport(runtime.entry.domain, items, unread);
  runtime.stdout(format === 'json' ? toJson(report) : toYaml(report));
}

/** Prints why the objects of the targets are not ready. Gives what was told, and an error for each name that there is not. */
export async function explainObjects(
  session: Session,
  targets: readonly Target[],
  runtime: Runtime,
  { format, scope, onlyIll, quiet }: WhyOptions,
): Promise<{ readonly items: readonly WhyItem[]; readonly missing: readonly CliError[]; readonly isPartial: boolean }> {
  const { signal } = scope;
  const reader = clusterReader(session, signal);
  const [knowledgeOf, { results, leftOut }] = await Promise.all([
    loadKnowledge(runtime.entry, session.outside()),
    readAll(targets, runtime, (target) => readObjects(session, target, scope)),
  ]);
  const missing = results.flatMap(({ result }) => result.missing);
  const found = results.flatMap(({ target: { kind }, result }) =>
    result.found.map((object) => ({ kind, object: withoutManagedFields(object) })),
  );
  const chosen = onlyIll ? found.filter(({ object }) => !WELL.has(statusItem(object).health)) : found;
  const options = { session, reader, knowledgeOf, bin: runtime.entry.bin, now: runtime.now(), signal };
  const items = await Promise.all(chosen.map(async ({ kind, object }) => whyItem(object, await findCauses(options, kind, object))));
  const isPartial = leftOut.length > 0;
  if (isPartial) runtime.stderr(partialWarning(leftOut));
  if (found.length === 0 && missing.length === 0 && format === 'text') {
    if (!isPartial && !quiet)
      runtime.stderr(scope.namespace === undefined ? 'No resources found\n' : `No resources found in ${scope.namespace} namespace.\n`);
  } else if (chosen.length === 0 && found.length > 0 && format === 'text') {
    runtime.stdout(`nothing is blocked: ${found.length === 1 ? 'the object is' : `all ${String(found.length)} objects are`} ready\n`);
  } else if (items.length > 0 || format !== 'text') {
    await print(items, reader.refused(), runtime, format);
  }
  return { items, missing, isPartial };
}
