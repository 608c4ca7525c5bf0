import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { controllerOf, describeRef, keyOf, type KubeObject, type Manifest, type Ref } from '../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../kernel/resource-type.ts';
import { firstDifference } from '../../kernel/semantic-equality.ts';
import type { ApplyMemory } from './apply-memory.ts';
import { claimPorts } from './claim-ports.ts';
import type { FieldPath } from './contract.ts';
import { ForeignObjectError, StalePlanError } from './failures.ts';
import { INTENT_ANNOTATION, isOurs, withoutField, type Intent } from './intent.ts';
import type { ObjectStore } from './object-store.ts';
import type { Semaphore } from './semaphore.ts';
import { foreignFieldsOf, hasOtherManagers } from './transform.ts';

/**
 * What applying one child did. `terminating`: the old object is still going, its DELETED event brings the primary back. `rewritten`: the
 * server keeps turning what we set into something else and we let it be until the next resync.
 */
export type ApplyOutcome = 'created' | 'configured' | 'unchanged' | 'terminating' | 'rewritten';

/** Everything that does not change from one child of a pass to the next. */
export interface ApplyContext {
  readonly api: KubeApi;
  readonly fieldManager: string;
  readonly primaryType: ResourceType;
  readonly primary: KubeObject;
  readonly signal: AbortSignal;
  readonly memory: ApplyMemory;
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Limits how many Services with a cluster IP are made at once: the API server takes one lock for all of them. */
  readonly clusterIpSlots: Semaphore;
  /** Told when our apply was answered with another value in `field`, for the `times`-th time in a row. */
  readonly onRewritten: (subject: string, field: string, times: number) => void;
}

/** One child with the cache it lives in. */
export interface ApplyTarget {
  readonly ref: Ref;
  readonly store: ObjectStore;
  readonly transform: (object: KubeObject) => KubeObject;
  readonly intent: Intent;
  readonly carried: readonly FieldPath[];
}

function ownerName(live: KubeObject): string | undefined {
  const owner = controllerOf(live);
  return owner === undefined ? undefined : `${owner.kind}/${owner.name}`;
}

function takesClusterIp(manifest: Manifest): boolean {
  const spec = manifest['spec'];
  return manifest.kind === 'Service' && isJsonObject(spec) && spec['clusterIP'] !== 'None' && spec['type'] !== 'ExternalName';
}

/**
 * What to send for an object that is already there. A carried field is left out once another manager owns it; while we still send one, the
 * version goes along, so that a stale cache never undoes what its owner just wrote.
 */
function toSend(target: ApplyTarget, live: KubeObject): Manifest {
  const { intent, carried } = target;
  const foreign = foreignFieldsOf(live);
  const left = carried.filter((path) => !foreign.has(path.join('.')));
  const manifest = carried.filter((path) => !left.includes(path)).reduce<JsonObject>(withoutField, intent.manifest) as Manifest;
  if (left.length === 0) return manifest;
  const metadata = { ...manifest.metadata, resourceVersion: live.metadata.resourceVersion };
  return { ...manifest, metadata };
}

function differenceOf(target: ApplyTarget, live: KubeObject): string | undefined {
  const compared = target.carried.reduce<JsonObject>(withoutField, target.intent.manifest);
  return firstDifference(compared, live);
}

function remember(context: ApplyContext, target: ApplyTarget, subject: string, answer: KubeObject): void {
  target.store.put(target.transform(answer), { own: true });
  context.memory.remember(subject, answer.metadata.uid, target.intent.hash, answer.metadata.resourceVersion);
  const field = differenceOf(target, answer);
  if (field !== undefined) context.onRewritten(subject, field, context.memory.rewritten(subject, target.intent.hash, field));
}

/**
 * Takes back what a first apply added to an object that turned out to be somebody else's: an empty apply removes exactly our fields. The uid
 * goes along: of an object that went meanwhile, the empty apply would make one that is nobody's.
 */
async function withdraw(context: ApplyContext, target: ApplyTarget, subject: string, uid: string): Promise<KubeObject> {
  const { apiVersion, kind, metadata } = target.intent.manifest;
  const { name, namespace } = metadata;
  try {
    const { object } = await context.api.apply(
      target.ref.type,
      { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }), uid } },
      { fieldManager: context.fieldManager, signal: context.signal },
    );
    return object;
  } catch (error) {
    // 409: it is gone; 422: another one has its name (measured on 1.36).
    if (isApiError(error, 'Conflict', 'Invalid')) throw new StalePlanError(subject, error);
    throw error;
  }
}

/**
 * An object of somebody else stands in our way: the cache must hold it, or nobody would be told when it goes (one that is made and deleted
 * between two lists never shows up in a watch). Where the cache knows that it went already, the plan is made anew.
 */
function standsInTheWay({ ref, store, transform }: ApplyTarget, subject: string, theirs: KubeObject): Error {
  store.put(transform(theirs), { own: true });
  if (store.get(keyOf(ref)) === undefined) return new StalePlanError(subject, undefined);
  return new ForeignObjectError(subject, ownerName(theirs));
}

/** Withdraws from an object that is not ours, as often as it takes: until then it bears our owner reference. */
async function giveBack(context: ApplyContext, target: ApplyTarget, subject: string, theirs: KubeObject): Promise<never> {
  context.memory.disown(theirs.metadata.uid);
  throw standsInTheWay(target, subject, await withdraw(context, target, subject, theirs.metadata.uid));
}

/** The first apply met something that clashes: ours, which the cache did not know, or somebody else's. */
async function afterClash(context: ApplyContext, target: ApplyTarget, subject: string, clash: unknown): Promise<ApplyOutcome> {
  const { api, primaryType, primary, signal } = context;
  let live: KubeObject;
  try {
    live = await api.get(target.ref.type, target.ref, { signal });
  } catch (error) {
    throw isApiError(error, 'NotFound', 'Forbidden') ? clash : error;
  }
  if (!isOurs(primaryType, primary, live)) throw standsInTheWay(target, subject, live);
  const cached = target.transform(live);
  target.store.put(cached, { own: true });
  return live.metadata.deletionTimestamp === undefined ? updateChild(context, target, subject, cached) : 'terminating';
}

async function createChild(context: ApplyContext, target: ApplyTarget, subject: string): Promise<ApplyOutcome> {
  const { api, fieldManager, signal } = context;
  const { manifest } = target.intent;
  // Not forced: the cache says that nothing is there, and a race with somebody else's create must not take it over.
  const first = (): ReturnType<KubeApi['apply']> => api.apply(target.ref.type, manifest, { fieldManager, signal });
  let answer: Awaited<ReturnType<KubeApi['apply']>>;
  try {
    answer = takesClusterIp(manifest) ? await context.clusterIpSlots.run(first) : await first();
  } catch (error) {
    // 422 as well: what is theirs and what is ours may make no sense together, where each alone does.
    if (!isApiError(error, 'Conflict', 'Invalid')) throw error;
    return afterClash(context, target, subject, error);
  }
  if (!answer.created && hasOtherManagers(answer.object, fieldManager)) return giveBack(context, target, subject, answer.object);
  remember(context, target, subject, answer.object);
  return answer.created ? 'created' : 'configured';
}

async function updateChild(context: ApplyContext, target: ApplyTarget, subject: string, live: KubeObject): Promise<ApplyOutcome> {
  const { api, fieldManager, signal } = context;
  const { ref } = target;
  const update = (): ReturnType<KubeApi['apply']> => api.apply(ref.type, toSend(target, live), { fieldManager, force: true, signal });
  try {
    let answer: Awaited<ReturnType<KubeApi['apply']>>;
    try {
      answer = await update();
    } catch (error) {
      // The one list of our children in which what is theirs and what is ours may make no sense together.
      const mayClaim = resourceNameOf(ref.type) === 'services' && isApiError(error, 'Invalid');
      if (!mayClaim || !(await claimPorts(context, ref, live.metadata.uid))) throw error;
      answer = await update();
    }
    remember(context, target, subject, answer.object);
    return 'configured';
  } catch (error) {
    if (isApiError(error, 'Conflict')) throw new StalePlanError(subject, error);
    throw error;
  }
}

/**
 * Brings one child in step with its intent, with no call at all where it already is.
 *
 * In step means: the live object carries the intent's hash and says everything the intent says (quantities as amounts, lists by their map
 * keys). Throws ForeignObjectError where the object is somebody else's (it is not written), StalePlanError where the plan must be made
 * anew, and the API server's error otherwise.
 */
export async function applyChild(context: ApplyContext, target: ApplyTarget): Promise<ApplyOutcome> {
  const { primaryType, primary, memory } = context;
  const { intent, store } = target;
  const subject = describeRef(target.ref);
  const live = store.get(keyOf(target.ref));
  if (live === undefined) return createChild(context, target, subject);
  if (!isOurs(primaryType, primary, live)) throw new ForeignObjectError(subject, ownerName(live));
  if (memory.isDisowned(live.metadata.uid)) return giveBack(context, target, subject, live);
  if (live.metadata.deletionTimestamp !== undefined) return 'terminating';
  const { uid, resourceVersion } = live.metadata;
  if (memory.isInStep(subject, uid, intent.hash, resourceVersion)) return 'unchanged';
  const difference = differenceOf(target, live);
  if (live.metadata.annotations?.[INTENT_ANNOTATION] === intent.hash) {
    if (difference === undefined) {
      memory.remember(subject, uid, intent.hash, resourceVersion);
      return 'unchanged';
    }
    if (memory.hasGivenUp(subject, intent.hash, difference)) return 'rewritten';
    if (!memory.mayRepair(subject, intent.hash, difference, context.now)) {
      context.onRewritten(subject, difference, 1);
      return 'rewritten';
    }
  }
  return updateChild(context, target, subject, live);
}
