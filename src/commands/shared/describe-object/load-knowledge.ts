import { noOutside } from '../outside.ts';
import type { KindDefinition } from '../../../kernel/kind-definition.ts';
import type { Outside } from '../../../cluster/outside.ts';
import { SYSTEMS, type AnyReconciler } from '../../../registry.ts';
import type { EntryPoint } from '../entry-point.ts';
import type { KindIdentity } from '../kind-identity.ts';

/** What a kind is and does, as far as this version knows. */
export interface KindKnowledge {
  readonly definition: KindDefinition | undefined;
  /** Absent where this version does not reconcile the kind. */
  readonly reconciler: AnyReconciler | undefined;
}

export type KnowledgeOf = (kind: Pick<KindIdentity, 'group' | 'kind'>) => KindKnowledge;

/** Loads schemas and reconcilers of the systems of an entry point. `outside`: for who lets them plan; without it their ports refuse. */
export async function loadKnowledge(entry: EntryPoint, outside: Outside = noOutside()): Promise<KnowledgeOf> {
  const systems = SYSTEMS.filter(({ id }) => entry.systems.includes(id));
  const [{ allKinds }, ...loaded] = await Promise.all([
    import('../../../kinds/all-kinds.ts'),
    ...systems.map((system) => system.load(outside)),
  ]);
  const reconcilers = loaded.flat();
  return ({ group, kind }) => ({
    definition: allKinds.find((definition) => definition.group === group && definition.kind === kind),
    reconciler: reconcilers.find((reconciler) => reconciler.kind.group === group && reconciler.kind.kind === kind),
  });
}
