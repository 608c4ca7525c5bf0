import { CONFIG_MAP, DEPLOYMENT, SECRET, SERVICE } from '../../src/kernel/builtin-types.ts';
import type { KubeObject, Manifest } from '../../src/kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../src/kernel/resource-type.ts';
import { controllerOf } from '../../src/kernel/kube-object.ts';
import { crdOf } from '../../src/manifests/crd.ts';
import { createManager } from '../../src/reconcile/engine/manager.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { seededFaults } from '../../src/sandbox/faults/seeded-faults.ts';
import { connect } from '../../src/cluster/connect.ts';
import { CUSTOM_RESOURCE_DEFINITION, NAMESPACE as NAMESPACE_TYPE } from '../../src/kernel/builtin-types.ts';
import { erased, gadgetManifest, managerOptions } from '../support/engine-rig.ts';
import { gadget, gadgetReconciler, registry, type GadgetSpec } from '../support/gadget.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { startSandboxPlane } from '../support/start-sandbox-plane.ts';

const NAMESPACE = 'chaos';
const NAMES = ['a', 'b', 'c', 'd'];
const CHANGES = 25;
/** Waits of the engine (back-off, lease) pass this many times faster. */
const HURRY = 50;

type Random = () => number;

function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** Past HTTP and its faults: what a user did, exactly once. */
function hands(sandbox: Sandbox): {
  write: (type: ResourceType, object: Manifest) => void;
  merge: (type: ResourceType, name: string, body: unknown) => void;
  remove: (type: ResourceType, name: string) => void;
  list: (type: ResourceType) => readonly KubeObject[];
} {
  const { objects, registry: types } = sandbox;
  const of = (type: ResourceType): NonNullable<ReturnType<typeof types.named>> => {
    const found = types.named(resourceNameOf(type));
    if (found === undefined) throw new Error(`${type.kind} is not served`);
    return found;
  };
  const options = { requester: { name: 'user', groups: ['system:masters'] }, fieldManager: 'kubectl-edit' };
  const scope = (type: ResourceType): string | undefined => (type.scope === 'Namespaced' ? NAMESPACE : undefined);
  const list = (type: ResourceType): readonly KubeObject[] => objects.list(of(type), { namespace: NAMESPACE }).items;
  const has = (type: ResourceType, name: string): boolean => list(type).some(({ metadata }) => metadata.name === name);
  return {
    list,
    write: (type, object) => void objects.create(of(type), scope(type), object, options),
    merge: (type, name, body) => {
      if (has(type, name)) objects.patch(of(type), { namespace: NAMESPACE, name }, { type: 'merge', body }, options);
    },
    remove: (type, name) => {
      if (has(type, name)) objects.delete(of(type), { namespace: NAMESPACE, name }, {}, options);
    },
  };
}

/** What somebody might do to gadgets and their children at any moment. */
function change(random: Random, { write, merge, remove, list }: ReturnType<typeof hands>): void {
  const name = pick(random, NAMES);
  const exists = list(gadget).some(({ metadata }) => metadata.name === name);
  const spec = (): Partial<GadgetSpec> => ({
    note: `n${String(Math.floor(random() * 1_000))}`,
    service: random() < 0.5,
    deployment: random() < 0.3,
    registered: random() < 0.4,
    cpu: pick(random, ['1000m', '500m', '2']),
  });
  const does = random();
  if (!exists) {
    write(gadget, gadgetManifest(NAMESPACE, name, spec()));
  } else if (does < 0.35) merge(gadget, name, { spec: spec() });
  else if (does < 0.5) merge(CONFIG_MAP, name, { data: { cpu: 'edited', theirs: 'kept' } });
  else if (does < 0.65) remove(pick(random, [CONFIG_MAP, SERVICE, DEPLOYMENT]), name);
  else if (does < 0.8) merge(SERVICE, name, { metadata: { annotations: { theirs: 'yes' } } });
  else remove(gadget, name);
}

/** One thing that is not as it should be. */
type Complaint = string;

/** What is wrong with the end state; empty when the engine has done its work. */
function complaints(world: ReturnType<typeof hands>, outside: ReturnType<typeof registry>): readonly Complaint[] {
  const wrong: Complaint[] = [];
  const gadgets = world.list(gadget);
  const uids = new Map(gadgets.map((object) => [object.metadata.uid, object]));
  const ours = (type: ResourceType, name: string): KubeObject | undefined =>
    world.list(type).find(({ metadata }) => metadata.name === name);
  for (const object of gadgets) {
    const { name, generation, deletionTimestamp } = object.metadata;
    const spec = object['spec'] as Partial<GadgetSpec>;
    const status = (object['status'] ?? {}) as { phase?: string; observedGeneration?: number; externalId?: string };
    if (deletionTimestamp !== undefined) wrong.push(`${name} is still being deleted`);
    if (status.phase !== 'Ready' || status.observedGeneration !== generation) {
      wrong.push(`${name} generation ${String(generation)} has status ${JSON.stringify(status)}`);
    }
    const data = ours(CONFIG_MAP, name)?.['data'] as { cpu?: string; note?: string } | undefined;
    if (data?.cpu !== (spec.cpu ?? '1000m') || data.note !== spec.note) wrong.push(`ConfigMap ${name}: ${JSON.stringify(data)}`);
    const wanted: readonly (readonly [ResourceType, boolean])[] = [
      [SERVICE, spec.service ?? true],
      [DEPLOYMENT, spec.deployment ?? false],
    ];
    for (const [type, isWanted] of wanted) {
      const isThere = ours(type, name) !== undefined;
      // A Deployment that was switched off is not removed by this planner.
      if (isWanted && !isThere) wrong.push(`${type.kind} ${name} is missing`);
      if (!isWanted && isThere && type === SERVICE) wrong.push(`${type.kind} ${name} should be gone`);
    }
    if (spec.registered === true && (status.externalId === undefined || !outside.registrations.has(status.externalId))) {
      wrong.push(`${name} has registration ${String(status.externalId)}, outside are ${[...outside.registrations.keys()].join()}`);
    }
    if (spec.registered === true && ours(SECRET, `${name}-token`) === undefined) wrong.push(`Secret ${name}-token is missing`);
  }
  for (const type of [CONFIG_MAP, SERVICE, DEPLOYMENT]) {
    for (const child of world.list(type)) {
      const owner = controllerOf(child);
      if (owner?.kind === 'Gadget' && !uids.has(owner.uid)) wrong.push(`${type.kind} ${child.metadata.name} has no owner any more`);
    }
  }
  const references = [...outside.registrations.values()].map(({ reference }) => reference);
  if (new Set(references).size !== references.length) wrong.push(`registered twice: ${references.join()}`);
  for (const reference of references) {
    if (!uids.has(reference.replace(/^gadget-/, ''))) wrong.push(`left over outside: ${reference}`);
  }
  return wrong;
}

/** What came of one seed. */
export interface ChaosResult {
  /** Empty: all well. */
  readonly wrong: readonly Complaint[];
  /** How many requests met a fault. */
  readonly faults: number;
  /** How many requests there were. */
  readonly requests: number;
}

/**
 * Gadgets in a sandbox of their own are changed at random, by a seed, while the engine reconciles them through an API server that answers late,
 * throttles, fails, loses answers, cuts, stalls and garbles watches, forgets history and dies between two calls. Then the faults end and
 * everything must come to rest in the one right state within `timeoutMs`.
 */
export async function chaosRun(seed: number, signal: AbortSignal, timeoutMs = 20_000): Promise<ChaosResult> {
  const random = seededRandom(seed);
  const plane = await startSandboxPlane({ seed, history: 200 });
  const { sandbox } = plane;
  const end = new AbortController();
  const stop = AbortSignal.any([end.signal, signal]);
  const world = hands(sandbox);
  const outside = registry();
  const clock = hurriedClock(HURRY);
  const { kubeconfig } = plane;
  const connection = await connect({ program: 'chaos', version: '0', fieldManager: 'chaos', kubeconfig, clock, requestTimeoutMs: 20_000 });
  try {
    world.write(CUSTOM_RESOURCE_DEFINITION, crdOf(gadget));
    world.write(NAMESPACE_TYPE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    const manager = createManager({
      ...managerOptions(connection, { reconcilers: [erased(gadgetReconciler(outside))], namespace: NAMESPACE, clock, random }),
    });
    const running = manager.run(stop);
    const faults = seededFaults({ seed });
    let met = 0;
    sandbox.faults.use({
      before: (info, requester) => {
        const fault = faults.before(info, requester);
        if (fault !== undefined) met += 1;
        return fault;
      },
    });
    for (let step = 0; step < CHANGES; step += 1) {
      change(random, world);
      if (random() < 0.05) {
        await sandbox.crash();
        await sandbox.restart();
      }
      await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 8)));
    }
    sandbox.faults.clear();
    const deadline = performance.now() + timeoutMs;
    let wrong = complaints(world, outside);
    while (wrong.length > 0 && performance.now() < deadline && !signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      wrong = complaints(world, outside);
    }
    end.abort();
    await running;
    return { wrong, faults: met, requests: sandbox.journal.count() };
  } finally {
    end.abort();
    connection.close();
    await plane.close();
  }
}
