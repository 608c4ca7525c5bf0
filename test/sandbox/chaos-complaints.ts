import { CONFIG_MAP, DEPLOYMENT, SECRET, SERVICE } from '../../src/kernel/builtin-types.ts';
import { controllerOf, keyOf, type KubeObject } from '../../src/kernel/kube-object.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import type { Caches } from '../../src/reconcile/engine/caches.ts';
import { gadget, type GadgetSpec, type GadgetStatus, type Registry } from '../support/gadget.ts';
import type { Hands } from './chaos-changes.ts';

const CHILDREN = [CONFIG_MAP, SERVICE, DEPLOYMENT];
const OPERATOR = 'maia-operator';

function managersOf(object: KubeObject): readonly string[] {
  const { managedFields = [] } = object.metadata as { readonly managedFields?: readonly { readonly manager: string }[] };
  return managedFields.map(({ manager }) => manager);
}

function named(world: Hands, type: ResourceType, name: string): KubeObject | undefined {
  return world.list(type).find(({ metadata }) => metadata.name === name);
}

/** Of a gadget whose way is clear. */
function unmet(world: Hands, object: KubeObject, outside: Registry): readonly string[] {
  const wrong: string[] = [];
  const { name, uid } = object.metadata;
  const spec = object['spec'] as GadgetSpec;
  const { externalId = '' } = (object['status'] ?? {}) as GadgetStatus;
  const data = named(world, CONFIG_MAP, name)?.['data'] as { cpu?: string; note?: string } | undefined;
  if (data?.cpu !== spec.cpu || data.note !== spec.note) wrong.push(`ConfigMap ${name}: ${JSON.stringify(data)}`);
  for (const type of CHILDREN) {
    const child = named(world, type, name);
    const isThere = child !== undefined && controllerOf(child)?.uid === uid;
    // A Deployment that was switched off is not removed by this planner.
    const isWanted = type === CONFIG_MAP || (type === SERVICE ? spec.service : spec.deployment || isThere);
    if (isWanted !== isThere) wrong.push(`${type.kind} ${name} ${isWanted ? 'is missing' : 'should be gone'}`);
  }
  if (!spec.registered) return wrong;
  const { reference } = outside.registrations.get(externalId) ?? {};
  if (reference !== `gadget-${uid}`) wrong.push(`${name} has registration "${externalId}", which is ${String(reference)}`);
  if (named(world, SECRET, `${name}-token`) === undefined) wrong.push(`Secret ${name}-token is missing`);
  return wrong;
}

/** What stands in the way of a gadget: objects that it wants, or wants gone, and that are not its own. */
function inTheWayOf(world: Hands, { metadata: { name, uid } }: KubeObject, types: readonly ResourceType[]): readonly KubeObject[] {
  return types.flatMap((type) => {
    const child = named(world, type, name);
    return child === undefined || controllerOf(child)?.uid === uid ? [] : [child];
  });
}

function ofGadget(world: Hands, object: KubeObject, outside: Registry): readonly string[] {
  const { name, generation, deletionTimestamp } = object.metadata;
  const status = (object['status'] ?? {}) as GadgetStatus;
  const spec = object['spec'] as GadgetSpec;
  const wanted = [CONFIG_MAP, ...(spec.service ? [SERVICE] : []), ...(spec.deployment ? [DEPLOYMENT] : [])];
  const inTheWay = inTheWayOf(world, object, wanted);
  // Who wants no Service and meets somebody else's says so, unless it came later: then nobody asks.
  const isSeen = !spec.service && status.phase === 'Degraded' && inTheWayOf(world, object, [SERVICE]).length > 0;
  const isBlocked = inTheWay.length > 0 || isSeen;
  const wrong = deletionTimestamp === undefined ? [] : [`${name} is still being deleted`];
  const phase = isBlocked ? 'Degraded' : 'Ready';
  const isTold = !isBlocked || status.message?.startsWith('ForeignObject ') === true;
  if (status.phase !== phase || status.observedGeneration !== generation || !isTold) {
    wrong.push(`${name} generation ${String(generation)} should be ${phase}, its status is ${JSON.stringify(status)}`);
  }
  for (const child of inTheWay) {
    if (managersOf(child).includes(OPERATOR)) wrong.push(`${child.kind} ${name} is not ours and bears fields of ours`);
  }
  return isBlocked ? wrong : [...wrong, ...unmet(world, object, outside)];
}

/** What is not as it must be in the end, whatever happened on the way; empty when the engine has done its work. */
export function complaints(world: Hands, outside: Registry): readonly string[] {
  const gadgets = world.list(gadget);
  const uids = new Set(gadgets.map(({ metadata }) => metadata.uid));
  const wrong = gadgets.flatMap((object) => ofGadget(world, object, outside));
  for (const child of [...CHILDREN, SECRET].flatMap((type) => world.list(type))) {
    const owner = controllerOf(child);
    if (owner?.kind === 'Gadget' && !uids.has(owner.uid)) wrong.push(`${child.kind} ${child.metadata.name} has no owner any more`);
    if (owner === undefined && managersOf(child).join() === OPERATOR) wrong.push(`${child.kind} ${child.metadata.name} is nobody's`);
  }
  const references = [...outside.registrations.values()].map(({ reference }) => reference);
  if (new Set(references).size !== references.length) wrong.push(`registered twice: ${references.join()}`);
  for (const reference of references) if (!uids.has(reference.replace(/^gadget-/, ''))) wrong.push(`left over outside: ${reference}`);
  return wrong;
}

/** Where a cache of the engine says something else than the server. */
export function cacheComplaints(world: Hands, caches: Caches): readonly string[] {
  return caches.all().flatMap(({ type, store }) => {
    const text = (objects: Iterable<KubeObject>): string =>
      Array.from(objects, ({ metadata }) => `${keyOf(metadata)}@${metadata.resourceVersion}`)
        .toSorted()
        .join(' ');
    const [held, there] = [text(store.values()), text(world.list(type))];
    return held === there ? [] : [`the cache of ${type.plural} holds ${held || 'nothing'}, the server ${there || 'nothing'}`];
  });
}
