import { parseScope } from '../../../kernel/shard.ts';
import { SCOPE_ANNOTATION } from '../../../manifests/operator/manager-labels.ts';
import type { Installed } from '../uninstall-crds.ts';
import type { InstalledOperator } from './find-installed-operator.ts';

/** The definitions with those of their objects that a manager works on: it may be limited to some namespaces. */
export function withinScope(installed: readonly Installed[], { workload }: InstalledOperator): readonly Installed[] {
  const scope = workload.find(({ object }) => object.kind === 'Deployment')?.object.metadata.annotations?.[SCOPE_ANNOTATION] ?? '*';
  const { namespaces } = parseScope(scope);
  if (namespaces === undefined) return installed;
  const watched = new Set(namespaces);
  return installed.map((entry) => ({
    ...entry,
    objects: entry.objects.filter(({ metadata }) => watched.has(metadata.namespace ?? '')),
    within: watched,
  }));
}
