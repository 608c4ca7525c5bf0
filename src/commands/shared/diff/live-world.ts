import { isApiError } from '../../../cluster/api-error.ts';
import { SECRET } from '../../../kernel/builtin-types.ts';
import type { KubeObject, ObjectKey, Ref } from '../../../kernel/kube-object.ts';
import { controllerOf, describeRef, keyOf } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { isOfType, resourceNameOf } from '../../../kernel/resource-type.ts';
import type { Lookup, World } from '../../../reconcile/engine/contract.ts';
import { isOurs } from '../../../reconcile/engine/intent.ts';
import { secretSummaryOf, summarisedSecret } from '../../../reconcile/engine/secret-summary.ts';
import type { AnyReconciler } from '../../../registry.ts';
import { listAll } from '../apply/list-all.ts';
import type { Session } from '../session.ts';

export interface LiveWorldOptions {
  readonly session: Session;
  readonly reconciler: AnyReconciler;
  readonly primary: KubeObject;
  /** Objects as they will be once the same files are applied: they hide the live ones. */
  readonly planned: readonly KubeObject[];
  readonly signal: AbortSignal;
}

/** The world and what it is made of. */
export interface LiveWorld extends World {
  /** Any live object of a child type, ours or not. */
  any(type: ResourceType, key: ObjectKey): KubeObject | undefined;
}

/** A planner's view of one primary, read once from the cluster: nothing is watched and nothing is written. */
export async function liveWorld(options: LiveWorldOptions): Promise<LiveWorld> {
  const { session, reconciler, primary, planned, signal } = options;
  const namespace = primary.metadata.namespace;
  const lists = new Map<string, readonly KubeObject[]>();
  await Promise.all(
    reconciler.children.map(async ({ type, optional }) => {
      if (optional === true && !(await session.discovery.serves(type, { signal }))) return;
      const found = await listAll(session, type, { namespace: type.scope === 'Namespaced' ? namespace : undefined, signal });
      lists.set(resourceNameOf(type), found);
    }),
  );
  const at = (type: ResourceType, own: string | undefined): { readonly namespace?: string } => {
    const effective = type.scope === 'Namespaced' ? (own ?? namespace) : undefined;
    return effective === undefined ? {} : { namespace: effective };
  };
  const any = (type: ResourceType, key: ObjectKey): KubeObject | undefined => {
    const wanted = keyOf({ name: key.name, ...at(type, key.namespace) });
    return lists.get(resourceNameOf(type))?.find(({ metadata }) => keyOf(metadata) === wanted);
  };
  const read = async (ref: Ref): Promise<Lookup<KubeObject>> => {
    const key = { name: ref.name, ...at(ref.type, ref.namespace) };
    const ahead = planned.find((object) => isOfType(object, ref.type) && keyOf(object.metadata) === keyOf(key));
    if (ahead !== undefined) return { state: 'present', object: ahead };
    try {
      return { state: 'present', object: await session.api.get(ref.type, key, { signal }) };
    } catch (error) {
      if (isApiError(error, 'NotFound')) return { state: 'absent' };
      if (isApiError(error, 'Forbidden', 'Unauthorized')) return { state: 'unknown', why: `you may not read ${describeRef(ref)}` };
      throw error;
    }
  };
  return {
    signal,
    any,
    child: (type, name, own) => {
      const live = any(type, { name, ...(own !== undefined && { namespace: own }) });
      return live !== undefined && isOurs(reconciler.kind, primary, live) ? live : undefined;
    },
    children: (type) =>
      (lists.get(resourceNameOf(type)) ?? [])
        .filter((object) => controllerOf(object)?.uid === primary.metadata.uid)
        .toSorted((left, right) => (keyOf(left.metadata) < keyOf(right.metadata) ? -1 : 1)),
    read,
    secret: async (key) => {
      const found = await read({ type: SECRET, ...key });
      return found.state === 'present' ? { state: 'present', object: secretSummaryOf(summarisedSecret(found.object)) } : found;
    },
    serves: (type) => lists.has(resourceNameOf(type)),
  };
}
