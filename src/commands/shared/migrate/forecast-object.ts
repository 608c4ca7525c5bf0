import { SECRET } from '../../../kernel/builtin-types.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { controllerOf, keyOf, type KubeObject, type Manifest, type ObjectKey } from '../../../kernel/kube-object.ts';
import { isOfType, resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import type { Blocker, Child, ChildType, Plan } from '../../../reconcile/engine/contract.ts';
import { intentOf, isOurs, withoutField } from '../../../reconcile/engine/intent.ts';
import { childTransform, foreignFieldsOf } from '../../../reconcile/engine/transform.ts';
import type { AnyReconciler, System } from '../../../registry.ts';
import { specAsRead } from '../apply/spec-as-read.ts';
import { readChildren, type LiveChildren } from '../diff/read-children.ts';
import type { Session } from '../session.ts';
import { snapshotWorld } from '../snapshot/snapshot-world.ts';
import { managedFieldsOf } from './managed-fields.ts';
import { formerEntries, movedOwnership, type FormerManagers } from './move-ownership.ts';
import { predictChild, type Prediction } from './predict-child.ts';

/** A child of an object as it is, and what will become of it. */
export interface ChildForecast {
  readonly type: ResourceType;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly live: KubeObject | undefined;
  readonly managers: readonly string[];
  readonly takenFrom: readonly string[];
  readonly outcome:
    | Prediction
    | { readonly is: 'created'; readonly manifest: Manifest }
    | { readonly is: 'removed' }
    | { readonly is: 'left' }
    | { readonly is: 'foreign'; readonly retained: boolean };
}

/** What becomes of an object's children, and what keeps our operator from planning more of them. */
export interface ObjectForecast {
  readonly children: readonly ChildForecast[];
  readonly blocked: Blocker | undefined;
}

export interface ForecastOptions {
  readonly former: FormerManagers;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** How the former operator of a system, and ours, sign what they write. */
export function formerManagers({ id, operator }: System): FormerManagers {
  return { ours: `${id}-operator`, names: [operator.deployment, `${id}-operator`] };
}

function withManagedFields(live: KubeObject, managedFields: unknown): KubeObject {
  return { ...live, metadata: { ...live.metadata, managedFields } as KubeObject['metadata'] };
}

/** What the operator will send: fields that a controller owns are left to it, those of the former operator are ours by then. */
function toSend(child: Child, type: ChildType, manifest: Manifest, live: KubeObject, former: FormerManagers): Manifest {
  const moved = movedOwnership(live, former, 'all');
  const later = moved === undefined ? live : withManagedFields(live, moved);
  const foreign = foreignFieldsOf(childTransform({ child: type, fieldManager: former.ours })(later));
  return (child.carried ?? []).filter((path) => foreign.has(path.join('.'))).reduce<JsonObject>(withoutField, manifest) as Manifest;
}

function managersOf(live: KubeObject | undefined): readonly string[] {
  return live === undefined ? [] : [...new Set(managedFieldsOf(live).map(({ manager }) => manager))];
}

function takenFrom(live: KubeObject | undefined, former: FormerManagers): readonly string[] {
  return live === undefined ? [] : [...new Set(formerEntries(live, former).map(({ manager }) => manager))];
}

/** What our operator decides about an object as it is now, with everything of its children's types. Undefined where its spec does not fit. */
async function planOf(
  session: Session,
  reconciler: AnyReconciler,
  primary: KubeObject,
  children: LiveChildren,
  { now, signal }: ForecastOptions,
): Promise<Plan<unknown> | undefined> {
  const { kind, derived } = reconciler;
  const spec = kind.spec.safeParse(specAsRead(kind, primary['spec']) ?? {});
  if (!spec.success) return undefined;
  const world = snapshotWorld({ api: session.api, lists: children.lists, kind, derived, primary, signal });
  const typed = { ...primary, spec: spec.data };
  return reconciler.plan(typed, await reconciler.observe(typed, world), now, []);
}

async function forecastChild(
  session: Session,
  reconciler: AnyReconciler,
  primary: KubeObject,
  child: Child,
  children: LiveChildren,
  { former, signal }: ForecastOptions,
): Promise<ChildForecast> {
  const { manifest } = intentOf(reconciler.kind, primary, child);
  const childType = reconciler.children.find(({ type }) => isOfType(manifest, type));
  if (childType === undefined) throw new Error(`${reconciler.kind.kind} plans a ${manifest.kind}, which is no child type of it`);
  const { type } = childType;
  const { name, namespace } = manifest.metadata;
  const live = children.find(type, manifest.metadata);
  const facts = { type, name, namespace, live, managers: managersOf(live), takenFrom: takenFrom(live, former) };
  if (live === undefined) return { ...facts, outcome: { is: 'created', manifest } };
  if (!isOurs(reconciler.kind, primary, live)) {
    return { ...facts, takenFrom: [], outcome: { is: 'foreign', retained: child.ownership === 'retained' } };
  }
  const sent = toSend(child, childType, manifest, live, former);
  return { ...facts, outcome: await predictChild(session, { type, manifest: sent, live, former, signal }) };
}

function nameOf(type: ResourceType, key: { readonly name: string; readonly namespace?: string | undefined }): string {
  const { name, namespace } = key;
  return `${resourceNameOf(type)} ${keyOf(namespace === undefined ? { name } : { name, namespace })}`;
}

/** Everything that the object controls and that no step of the plan is about, by type. */
function leftOver(
  reconciler: AnyReconciler,
  primary: KubeObject,
  lists: LiveChildren['lists'],
  seen: ReadonlySet<string>,
): readonly { readonly type: ResourceType; readonly key: ObjectKey }[] {
  const types = new Set(reconciler.children.map(({ type }) => resourceNameOf(type)));
  return lists.flatMap(({ listed, type }) => {
    if (listed.state !== 'read' || !types.has(resourceNameOf(type))) return [];
    return listed.objects
      .filter((live) => controllerOf(live)?.uid === primary.metadata.uid && !seen.has(nameOf(type, live.metadata)))
      .map(({ metadata: { name, namespace } }) => ({ type, key: namespace === undefined ? { name } : { name, namespace } }));
  });
}

/**
 * What becomes of every child of an object when the former operator's fields are ours and our operator has worked on it: by its planner over
 * the live cluster, and the server's dry runs. Undefined where the object's spec does not fit the schema.
 */
export async function forecastObject(
  session: Session,
  reconciler: AnyReconciler,
  primary: KubeObject,
  options: ForecastOptions,
): Promise<ObjectForecast | undefined> {
  const children = await readChildren(session, reconciler, primary, options.signal);
  const plan = await planOf(session, reconciler, primary, children, options);
  if (plan === undefined) return undefined;
  const found: ChildForecast[] = [];
  for (const step of plan.steps) {
    if (step.do === 'apply') {
      for (const child of step.wave) found.push(await forecastChild(session, reconciler, primary, child, children, options));
    }
    if (step.do !== 'remove') continue;
    for (const { type, name, namespace = primary.metadata.namespace } of step.refs) {
      const live = children.find(type, namespace === undefined ? { name } : { name, namespace });
      if (live === undefined || live.metadata.deletionTimestamp !== undefined) continue;
      found.push({ type, name, namespace, live, managers: managersOf(live), takenFrom: [], outcome: { is: 'removed' } });
    }
  }
  const seen = new Set(found.map(({ type, ...key }) => nameOf(type, { ...key, namespace: key.live?.metadata.namespace ?? key.namespace })));
  for (const { type, key } of leftOver(reconciler, primary, children.lists, seen)) {
    const live = children.find(type, key);
    if (live === undefined) continue;
    const managers = managersOf(live);
    // Secrets get their values by effects, which are no steps of a plan about them.
    const isOwn = resourceNameOf(type) === resourceNameOf(SECRET) && managers.includes(options.former.ours);
    const outcome: ChildForecast['outcome'] = isOwn ? { is: 'applied', object: live, mode: 'none' } : { is: 'left' };
    found.push({ type, ...key, namespace: key.namespace, live, managers, takenFrom: [], outcome });
  }
  return { children: found, blocked: plan.blocked };
}
