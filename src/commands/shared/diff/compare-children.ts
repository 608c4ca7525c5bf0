import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject, Manifest } from '../../../kernel/kube-object.ts';
import { isOfType } from '../../../kernel/resource-type.ts';
import type { Child, ChildType } from '../../../reconcile/engine/contract.ts';
import { intentOf, isOurs, withoutField } from '../../../reconcile/engine/intent.ts';
import { childTransform, foreignFieldsOf } from '../../../reconcile/engine/transform.ts';
import type { AnyReconciler } from '../../../registry.ts';
import { specAsRead } from '../apply/spec-as-read.ts';
import type { Session } from '../session.ts';
import { snapshotWorld } from '../snapshot/snapshot-world.ts';
import { compareObject } from './compare-manifests.ts';
import type { CompareOptions } from './compare-manifests.ts';
import type { Comparison } from './comparison.ts';
import { readChildren } from './read-children.ts';
import type { LiveChildren } from './read-children.ts';

export interface CompareChildrenOptions extends CompareOptions {
  /** Told what the comparison cannot show: what holds it up, what is done elsewhere. */
  readonly note: (text: string) => void;
}

/** An object that was never stored: placeholders where the server would have put something. */
function asStored(object: KubeObject | Manifest): KubeObject {
  const made = { uid: '00000000-0000-0000-0000-000000000000', resourceVersion: '0', creationTimestamp: '1970-01-01T00:00:00Z' };
  return { ...object, metadata: { ...made, ...object.metadata } };
}

/** What the operator would send: fields that another controller owns by now are left to it. */
function toSend(child: Child, childType: ChildType, manifest: Manifest, live: KubeObject | undefined, fieldManager: string): Manifest {
  if (live === undefined) return manifest;
  const foreign = foreignFieldsOf(childTransform({ child: childType, fieldManager })(live));
  const left = (child.carried ?? []).filter((path) => foreign.has(path.join('.')));
  return left.reduce<JsonObject>(withoutField, manifest) as Manifest;
}

async function compareChild(
  session: Session,
  reconciler: AnyReconciler,
  primary: KubeObject,
  child: Child,
  children: LiveChildren,
  options: CompareChildrenOptions,
): Promise<readonly Comparison[]> {
  const { kind } = reconciler;
  const { manifest } = intentOf(kind, primary, child);
  const childType = reconciler.children.find(({ type }) => isOfType(manifest, type));
  if (childType === undefined) throw new Error(`${kind.kind} plans a ${manifest.kind}, which is no child type of it`);
  const { type } = childType;
  const live = children.find(type, manifest.metadata);
  if (live !== undefined && !isOurs(kind, primary, live)) {
    options.note(`${type.kind} ${manifest.metadata.name} belongs to somebody else: the operator would leave it alone and report it`);
    return [];
  }
  const manager = `${kind.system}-operator`;
  // The operator takes its own children's fields back, whoever changed them; a namespace that is not there yet shows the child as it is planned.
  return [
    await compareObject(session, type, toSend(child, childType, manifest, live, manager), {
      ...options,
      force: true,
      manager,
      madeHere: () => true,
    }),
  ];
}

/** What the operator would make, change and delete for one object, by its planner over the live cluster and a dry run of each child. */
async function compareChildrenOf(
  session: Session,
  reconciler: AnyReconciler,
  desired: KubeObject | Manifest,
  planned: readonly KubeObject[],
  options: CompareChildrenOptions,
): Promise<readonly Comparison[]> {
  const primary = asStored(desired);
  const spec = reconciler.kind.spec.safeParse(specAsRead(reconciler.kind, primary['spec']) ?? {});
  if (!spec.success) throw new Error(`${primary.kind} ${primary.metadata.name} does not fit its schema`);
  const { signal } = options;
  const children = await readChildren(session, reconciler, primary, signal);
  const { kind, derived } = reconciler;
  const world = snapshotWorld({ api: session.api, lists: children.lists, kind, derived, primary, planned, signal });
  const typed = { ...primary, spec: spec.data };
  const plan = reconciler.plan(typed, await reconciler.observe(typed, world), options.now(), []);
  const found: Comparison[] = [];
  const about = `${primary.kind} ${primary.metadata.name}`;
  for (const step of plan.steps) {
    if (step.do === 'effect') options.note(`${about}: outside the cluster the operator would do ${step.effect.type}`);
    if (step.do === 'apply')
      for (const child of step.wave) found.push(...(await compareChild(session, reconciler, primary, child, children, options)));
    if (step.do === 'remove') {
      for (const ref of step.refs) {
        const live = children.find(ref.type, ref);
        if (live !== undefined && live.metadata.deletionTimestamp === undefined)
          found.push({ type: ref.type, ...live.metadata, live, desired: undefined });
      }
    }
  }
  const waitsForOwn = found.some(({ type, name }) => type.kind === plan.blocked?.on?.kind && name === plan.blocked.on.name);
  if (plan.blocked !== undefined && !waitsForOwn) options.note(`${about}: ${plan.blocked.message}`);
  return found;
}

/** The children of every object among the comparisons that one of the reconcilers is for; kinds of ours without one are told. */
export async function compareChildren(
  session: Session,
  primaries: readonly Comparison[],
  reconcilers: readonly AnyReconciler[],
  options: CompareChildrenOptions,
): Promise<{ readonly compared: readonly Comparison[]; readonly plannable: number }> {
  const planned = primaries.flatMap(({ desired }) => (desired === undefined ? [] : [asStored(desired)]));
  const compared: Comparison[] = [];
  let plannable = 0;
  for (const { desired } of primaries) {
    if (desired === undefined) continue;
    const reconciler = reconcilers.find(({ kind }) => isOfType(desired, kind));
    if (reconciler === undefined) continue;
    plannable += 1;
    compared.push(...(await compareChildrenOf(session, reconciler, desired, planned, options)));
  }
  return { compared, plannable };
}
