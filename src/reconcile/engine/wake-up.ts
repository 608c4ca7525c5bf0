import { controllerOf, keyOf, type KubeObject, type ObjectKey, type Primary } from '../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../kernel/resource-type.ts';
import type { KindReconciler } from './contract.ts';
import { OWNER_ANNOTATION } from './intent.ts';
import type { StoreChange } from './object-store.ts';

/** The engine's view of a reconciler whose types it does not know. */
export type AnyReconciler = KindReconciler<unknown, unknown, unknown>;

function sameMap(left: Readonly<Record<string, string>> = {}, right: Readonly<Record<string, string>> = {}): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}

/**
 * Whether a change of a primary is worth a pass: generation, labels, annotations, finalizers or deletion changed (controller-runtime's
 * predicates). Never a change of status alone: we are the ones who write it. Of what this process wrote only what another reconciler did, whose
 * child the primary is: its own one makes none and changes no spec, and the watch tells nothing of it any more.
 */
export function isWorthAPass({ before, after, own }: StoreChange): boolean {
  if (own) return after !== undefined && (before === undefined || before.metadata.generation !== after.metadata.generation);
  if (before === undefined || after === undefined) return true;
  const [old, next] = [before.metadata, after.metadata];
  return (
    old.uid !== next.uid ||
    old.generation !== next.generation ||
    old.deletionTimestamp !== next.deletionTimestamp ||
    (old.finalizers ?? []).join() !== (next.finalizers ?? []).join() ||
    !sameMap(old.labels, next.labels) ||
    !sameMap(old.annotations, next.annotations)
  );
}

/** The key of the primary of type `type` that a live object belongs to: by controller reference, or by the owner annotation of retained objects. */
export function ownerKeyOf(type: ResourceType, object: KubeObject): string | undefined {
  const owner = controllerOf(object);
  if (owner !== undefined) {
    if (owner.kind !== type.kind || owner.apiVersion.split('/')[0] !== type.group) return undefined;
    const { namespace } = object.metadata;
    return keyOf(type.scope === 'Namespaced' && namespace !== undefined ? { namespace, name: owner.name } : { name: owner.name });
  }
  const prefix = `${resourceNameOf(type)}/`;
  const path = object.metadata.annotations?.[OWNER_ANNOTATION];
  return path?.startsWith(prefix) === true ? path.slice(prefix.length) : undefined;
}

/** `plural.group namespace/name`: how indexes name an object of any type. */
export function targetKey(type: ResourceType, key: ObjectKey): string {
  return `${resourceNameOf(type)} ${keyOf(key)}`;
}

/** The keys of the primaries that an object of a derived type belongs to, before and after a change. */
export function primariesOfDerived(
  { derived = [] }: AnyReconciler,
  type: ResourceType,
  { before, after }: StoreChange,
): ReadonlySet<string> {
  const keys = new Set<string>();
  const objects = [before, after].filter((object) => object !== undefined);
  for (const { primaryOf } of derived.filter((one) => resourceNameOf(one.type) === resourceNameOf(type))) {
    for (const primary of objects.map(primaryOf)) if (primary !== undefined) keys.add(keyOf(primary));
  }
  return keys;
}

/** `Kind/namespace/name` of the object that changed. */
export function nameOf({ key, before, after }: StoreChange): string {
  return `${(after ?? before)?.kind ?? 'Object'}/${key}`;
}

/** The targets that a primary refers to through its reconciler's wakes; none while its spec is invalid. */
export function targetsOf(reconciler: AnyReconciler, object: KubeObject): readonly string[] {
  if (reconciler.wakes.length === 0) return [];
  const parsed = reconciler.kind.spec.safeParse(object['spec'] ?? {});
  if (!parsed.success) return [];
  const primary: Primary<unknown, unknown> = { ...object, spec: parsed.data };
  return reconciler.wakes.flatMap(({ type, references }) => references(primary).map((key) => targetKey(type, key)));
}
