import type { KubeApi } from '../../../cluster/kube-api.ts';
import { describeRef, type KubeObject, type Ref } from '../../../kernel/kube-object.ts';
import { isOfType, resourceNameOf } from '../../../kernel/resource-type.ts';
import type { Blocker, Plan, StepFailure } from '../../../reconcile/engine/contract.ts';
import { isOurs } from '../../../reconcile/engine/intent.ts';
import type { AnyReconciler } from '../../../registry.ts';
import type { Surroundings } from '../describe-object/surroundings.ts';
import { inLists } from '../snapshot/snapshot-caches.ts';
import { snapshotWorld } from '../snapshot/snapshot-world.ts';

/** What a planner says about a live object. */
export type PlannedBlocker =
  | { readonly state: 'planned'; readonly blocked: Blocker | undefined }
  /** It could not be asked: what it must see may not be read. */
  | { readonly state: 'unplanned'; readonly why: string };

/** A child that may not be listed would look to the planner as if it were not there. */
function hiddenChild(reconciler: AnyReconciler, { lists }: Surroundings): string | undefined {
  for (const { type, optional } of reconciler.children) {
    const hidden = lists.find((one) => resourceNameOf(one.type) === resourceNameOf(type) && one.listed.state === 'unknown');
    if (optional !== true && hidden?.listed.state === 'unknown') return hidden.listed.why;
  }
  return undefined;
}

/** What the engine would fail with: objects that have the name of a child and are not ours, which no plan may write. */
function foreignObjects(reconciler: AnyReconciler, { steps }: Plan<unknown>, surroundings: Surroundings): readonly StepFailure[] {
  const { primary } = surroundings;
  const children = steps.flatMap((step) => (step.do === 'apply' ? step.wave : []));
  return children.flatMap(({ manifest }): readonly StepFailure[] => {
    const type = reconciler.children.find((child) => isOfType(manifest, child.type))?.type;
    if (type === undefined) return [];
    const { name, namespace = primary.metadata.namespace } = manifest.metadata;
    const ref: Ref = { type, name, ...(type.scope === 'Namespaced' && namespace !== undefined ? { namespace } : {}) };
    const live = inLists(surroundings.lists, type, ref);
    if (live === undefined || live === 'absent' || isOurs(reconciler.kind, primary, live)) return [];
    const subject = describeRef(ref);
    const message = `${subject} exists and is not ours`;
    return [{ step: 'apply', subject, kind: type.kind, name, reason: 'ForeignObject', code: 0, message, causes: [], stuck: true }];
  });
}

/** Runs observe and plan of a reconciler against the live cluster, reading only: of the plan only its blocker is taken. */
export async function planBlocker(
  reconciler: AnyReconciler,
  surroundings: Surroundings,
  { api, signal, now }: { readonly api: KubeApi; readonly signal: AbortSignal; readonly now: number },
): Promise<PlannedBlocker> {
  const why = hiddenChild(reconciler, surroundings);
  if (why !== undefined) return { state: 'unplanned', why };
  const { primary } = surroundings;
  const spec = reconciler.kind.spec.safeParse(primary['spec'] ?? {});
  if (!spec.success) return { state: 'planned', blocked: reconciler.planInvalid(primary, spec.error.issues, now).blocked };
  const typed: KubeObject & { readonly spec: unknown } = { ...primary, spec: spec.data };
  const { kind, derived } = reconciler;
  const world = snapshotWorld({ api, lists: surroundings.lists, kind, derived, primary, signal });
  const observed = await reconciler.observe(typed, world);
  const plan = reconciler.plan(typed, observed, now, []);
  const failures = foreignObjects(reconciler, plan, surroundings);
  return { state: 'planned', blocked: failures.length === 0 ? plan.blocked : reconciler.plan(typed, observed, now, failures).blocked };
}
