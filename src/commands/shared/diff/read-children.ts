import { SECRET } from '../../../kernel/builtin-types.ts';
import { keyOf, type KubeObject, type ObjectKey } from '../../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { summarisedSecret } from '../../../reconcile/engine/secret-summary.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { AnyReconciler } from '../../../registry.ts';
import { listAll } from '../apply/list-all.ts';
import type { Session } from '../session.ts';
import type { ListOnce } from '../snapshot/snapshot-caches.ts';

/** Everything of the types of a reconciler's children, where they may be. */
export interface LiveChildren {
  /** As planners see it. */
  readonly lists: readonly ListOnce[];
  /** Any of these objects, ours or not, whole. A key without namespace stands for the primary's. */
  find(type: ResourceType, key: ObjectKey): KubeObject | undefined;
}

/** What others made from the children: without it a plan is made as by an operator that may not look at it. */
async function listDerived(session: Session, type: ResourceType, namespace: string | undefined, signal: AbortSignal): Promise<ListOnce> {
  try {
    return { type, namespace, listed: { state: 'read', objects: await listAll(session, type, { namespace, signal }) } };
  } catch (error) {
    if (!(error instanceof CliError) || error.exit !== EXIT.denied) throw error;
    return { type, namespace, listed: { state: 'notServed' } };
  }
}

/** Lists the types of children in the primary's namespace (of a cluster-scoped one: in all). Throws the error to show where one may not be listed. */
export async function readChildren(
  session: Session,
  reconciler: AnyReconciler,
  primary: KubeObject,
  signal: AbortSignal,
): Promise<LiveChildren> {
  const own = primary.metadata.namespace;
  const found = new Map<string, readonly KubeObject[]>();
  const lists = await Promise.all(
    reconciler.children.map(async ({ type, optional }): Promise<ListOnce> => {
      const namespace = type.scope === 'Namespaced' ? own : undefined;
      if (optional === true && !(await session.discovery.serves(type, { signal })))
        return { type, namespace, listed: { state: 'notServed' } };
      const objects = await listAll(session, type, { namespace, signal });
      found.set(resourceNameOf(type), objects);
      const isSecret = resourceNameOf(type) === resourceNameOf(SECRET);
      return { type, namespace, listed: { state: 'read', objects: isSecret ? objects.map(summarisedSecret) : objects } };
    }),
  );
  const derived = await Promise.all((reconciler.derived ?? []).map(async ({ type }) => listDerived(session, type, own, signal)));
  return {
    lists: [...lists, ...derived],
    find: (type, { name, namespace = own }) => {
      const wanted = keyOf({ name, ...(type.scope === 'Namespaced' && namespace !== undefined && { namespace }) });
      return found.get(resourceNameOf(type))?.find(({ metadata }) => keyOf(metadata) === wanted);
    },
  };
}
