import type { JsonObject } from '../../kernel/json.ts';
import { keyOf, type KubeObject, type Manifest, type Ref } from '../../kernel/kube-object.ts';
import { isOfType, type ResourceType } from '../../kernel/resource-type.ts';
import { allDifferences, type FieldDifference } from '../../kernel/semantic-equality.ts';
import type { Child, Plan } from './contract.ts';
import { intentOf, isOurs, withoutField } from './intent.ts';
import { foreignFieldsOf } from './transform.ts';
import type { TypeCache } from './type-cache.ts';

/** What a plan means for one child, by what the cache holds: decided without a call, and nothing is done by it. */
export interface Decision {
  readonly ref: Ref;
  readonly decision: 'in step' | 'create' | 'update' | 'skip' | 'remove';
  /** Why it is skipped: it is somebody else's, it is on its way out, or the cluster does not serve its type. */
  readonly why?: 'foreign' | 'terminating' | 'not served';
  /** Of an update: what differs. The hash of our intent alone may do. */
  readonly differences: readonly FieldDifference[];
  /** What would be sent: owner and hash added, fields that another manager carries left out. Absent where nothing would be. */
  readonly manifest?: Manifest;
  readonly live?: KubeObject;
}

/** What deciding needs of a pass. */
export interface DecideContext {
  readonly primaryType: ResourceType;
  readonly primary: KubeObject;
  readonly childTypes: readonly ResourceType[];
  readonly cacheOf: (type: ResourceType) => TypeCache | undefined;
}

function decideChild(context: DecideContext, child: Child): Decision {
  const { primaryType, primary } = context;
  const { manifest } = child;
  const type = context.childTypes.find((candidate) => isOfType(manifest, candidate));
  if (type === undefined) throw new Error(`${manifest.apiVersion} ${manifest.kind} is not declared among the reconciler's children`);
  const { name, namespace } = manifest.metadata;
  const ref: Ref = { type, name, ...(namespace === undefined ? {} : { namespace }) };
  const skip = (why: NonNullable<Decision['why']>, live?: KubeObject): Decision => ({
    ref,
    decision: 'skip',
    why,
    differences: [],
    ...(live !== undefined && { live }),
  });
  const cache = context.cacheOf(type);
  if (cache === undefined || !cache.isRunning()) return skip('not served');
  const intent = intentOf(primaryType, primary, child);
  const live = cache.store.get(keyOf(ref));
  if (live === undefined) return { ref, decision: 'create', differences: [], manifest: intent.manifest };
  if (!isOurs(primaryType, primary, live)) return skip('foreign', live);
  if (live.metadata.deletionTimestamp !== undefined) return skip('terminating', live);
  const carried = child.carried ?? [];
  const differences = allDifferences(carried.reduce<JsonObject>(withoutField, intent.manifest), live);
  if (differences.length === 0) return { ref, decision: 'in step', differences, live };
  const foreign = foreignFieldsOf(live);
  const left = carried.filter((path) => foreign.has(path.join('.')));
  return { ref, decision: 'update', differences, live, manifest: left.reduce<JsonObject>(withoutField, intent.manifest) as Manifest };
}

function decideRemoval({ primaryType, primary, cacheOf }: DecideContext, ref: Ref): readonly Decision[] {
  const live = cacheOf(ref.type)?.store.get(keyOf(ref));
  if (live === undefined) return [];
  const isItself = live.metadata.uid === primary.metadata.uid;
  if (!isItself && !isOurs(primaryType, primary, live)) return [{ ref, decision: 'skip', why: 'foreign', differences: [], live }];
  if (live.metadata.deletionTimestamp !== undefined) return [{ ref, decision: 'skip', why: 'terminating', differences: [], live }];
  return [{ ref, decision: 'remove', differences: [], live }];
}

/** What every step of a plan means for the children that it names. What is to be removed and is not there is left out. */
export function decidePlan(context: DecideContext, plan: Plan<unknown>): readonly Decision[] {
  return plan.steps.flatMap((step) => {
    if (step.do === 'apply') return step.wave.map((child) => decideChild(context, child));
    return step.do === 'remove' ? step.refs.flatMap((ref) => decideRemoval(context, ref)) : [];
  });
}
