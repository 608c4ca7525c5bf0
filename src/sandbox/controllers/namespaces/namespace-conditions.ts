import type { WorkloadCondition } from '../framework/workload-condition.ts';
import { withCondition } from '../framework/workload-condition.ts';

/** What is left in a namespace that is to go. */
export interface RemainingContent {
  /** Objects by type (`plural.group`). */
  readonly objects: ReadonlyMap<string, number>;
  /** Objects by finalizer. */
  readonly finalizers: ReadonlyMap<string, number>;
  /** What could not be deleted, if anything. */
  readonly failure: string | undefined;
}

const sorted = (counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] => {
  return [...counts].toSorted(([left], [right]) => (left < right ? -1 : 1));
};

/** The conditions of a namespace that is to go, in the server's words. */
export function namespaceConditions(
  before: readonly WorkloadCondition[],
  left: RemainingContent,
  now: number,
): readonly WorkloadCondition[] {
  // A type of the core group has a trailing dot here: the server writes `<plural>.<group>`.
  const objects = sorted(left.objects).map(
    ([name, count]) => `${name.includes('.') ? name : `${name}.`} has ${String(count)} resource instances`,
  );
  const finalizers = sorted(left.finalizers).map(([name, count]) => `${name} in ${String(count)} resource instances`);
  const next = [
    ['NamespaceDeletionDiscoveryFailure', 'False', 'ResourcesDiscovered', 'All resources successfully discovered'],
    ['NamespaceDeletionGroupVersionParsingFailure', 'False', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
    left.failure === undefined
      ? ['NamespaceDeletionContentFailure', 'False', 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization']
      : ['NamespaceDeletionContentFailure', 'True', 'ContentDeletionFailed', left.failure],
    objects.length === 0
      ? ['NamespaceContentRemaining', 'False', 'ContentRemoved', 'All content successfully removed']
      : ['NamespaceContentRemaining', 'True', 'SomeResourcesRemain', `Some resources are remaining: ${objects.join(', ')}`],
    finalizers.length === 0
      ? ['NamespaceFinalizersRemaining', 'False', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished']
      : [
          'NamespaceFinalizersRemaining',
          'True',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${finalizers.join(', ')}`,
        ],
  ] as const;
  let conditions = before;
  for (const [type, status, reason, message] of next) conditions = withCondition(conditions, { type, status, reason, message }, now);
  return conditions;
}
