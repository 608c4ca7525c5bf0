import { beforeAll, expect } from 'vitest';
import { isApiError } from '../../src/cluster/api-error.ts';
import { isJsonObject } from '../../src/kernel/json.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import { resourceNameOf } from '../../src/kernel/resource-type.ts';
import { acquireLeaseGuard, type LeaseGuard } from '../../src/reconcile/engine/lease-guard.ts';
import type { PassReport } from '../../src/reconcile/engine/pass-report.ts';
import { SYSTEMS, type AnyReconciler } from '../../src/registry.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { ControlPlane } from '../support/control-plane-types.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import { erased, startManager, type RunningManager } from '../support/engine-rig.ts';
import { startOwnPlane } from '../support/own-plane.ts';
import { APPS, beginnings, deletions, edits } from '../support/privilege-life.ts';
import { privilegeOutside, type PrivilegeOutside } from '../support/privilege-outside.ts';
import { hasReason, UNUSED_RIGHTS } from '../support/privilege-reasons.ts';
import { grantedBy, usedBy } from '../support/privilege-rights.ts';
import { privilegeScene, type PrivilegeScene } from '../support/privilege-scene.ts';
import { makeTrials, tryAll, type Trial } from '../support/privilege-trials.ts';

/** Children that an operator removes only where this test does not lead it. */
const UNREMOVED: Readonly<Record<string, string>> = {
  'AbiInstance services': 'the headless Service of a StatefulSet that became a Deployment',
  'Tenant statefulsets.apps': 'made anew where the volumes of Redis grow',
  'MarieCluster ingresses.networking.k8s.io': 'an Ingress that is switched off',
  'MarieJob jobs.batch': 'the submitting Job of an attempt that is over or stopped',
};
/** Nobody notices that they are missing but a server that guards owner references. */
const UNNOTICED = [
  'maiainstances/finalizers.maia.cuemby.com',
  'maiatenants/finalizers.maia.cuemby.com',
  'abiinstances/finalizers.abi.io',
  'tenants/finalizers.neurallog.io',
  'agents/finalizers.kaos.tools',
  'modelapis/finalizers.kaos.tools',
  'mcpservers/finalizers.kaos.tools',
  'marieclusters/finalizers.marie.ai',
  'mariejobs/finalizers.marie.ai',
];
const NEEDS = { needs: 'controllers' } as const;

let plane: ControlPlane | undefined;
let scene: PrivilegeScene;
let stand: PrivilegeOutside;
let reconcilers: readonly AnyReconciler[];
let running: RunningManager;
let guard: LeaseGuard | undefined;
/** `Kind resource`: types of which the reconciler of a kind has removed an object, and those of which it saw one go. */
const deleted = new Set<string>();
const going = new Set<string>();
const standing = new Map<string, PassReport['outcome']>();

beforeAll(async () => {
  // Cluster-wide rights and add-ons are seen by all: this has a server of its own.
  plane = await startOwnPlane({ gpus: 8 });
  if (plane === undefined) return undefined;
  scene = await privilegeScene(plane);
  const keys = [`mas_${'change-me-'.repeat(5)}0000`];
  stand = await privilegeOutside(scene.operator, { keys, master: 'made-up-key-for-trying-out-only' });
  reconcilers = (await Promise.all(SYSTEMS.map((system) => system.load(stand.outside)))).flat().map(erased);
  return async () => {
    await stand.close();
    await scene.close();
    await plane?.close();
  };
}, 120_000);

async function apply(manifests: readonly Manifest[]): Promise<void> {
  await scene.kubectl(['apply', '--server-side', '-f', '-'], manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n'));
}

/** `403 verb path` of every request that was refused. */
function refused(): readonly string[] {
  return scene.proxy.requests.filter(({ status }) => status === 403).map(({ path, verb }) => `403 ${verb} ${path}`);
}

function unready(isConcerned: (name: string) => boolean): readonly string[] {
  return [...standing].filter(([name, outcome]) => isConcerned(name) && outcome !== 'ready' && outcome !== 'gone').map(([name]) => name);
}

clusterTest(
  'with the rights of install operator --export the examples of all five systems run, and nothing is refused',
  async () => {
    const [frames = [], objects = [], late = []] = await beginnings();
    await apply(frames);
    await apply(objects);
    guard = await acquireLeaseGuard({
      api: scene.operator.api,
      clock: createSystemClock({ holdsProcess: false }),
      log: silentLog,
      operator: { leaseName: 'least-privilege', namespace: scene.namespace, deployment: 'aistack-operator', image: 'aistack' },
      identity: 'least-privilege',
      leaseNamespace: scene.namespace,
      ownNamespace: scene.namespace,
      contextNamespace: scene.namespace,
    });
    running = await startManager(scene.operator, {
      reconcilers,
      leaseCovers: (ms) => guard?.covers(ms) ?? false,
      onPass: ({ actions = [], key, outcome, reconciler }) => {
        standing.set(`${reconciler.kind.kind} ${key}`, outcome);
        for (const { ref, verb } of actions) {
          const name = ref === undefined ? '' : `${reconciler.kind.kind} ${resourceNameOf(ref.type)}`;
          if (verb === 'deleted') deleted.add(name);
          if (verb === 'deleted' || verb === 'waits-for') going.add(name);
        }
      },
    });
    await expect.poll(async () => apply(late).then(() => 'applied', String)).toBe('applied');
    const primaries = objects.filter(({ kind }) => reconcilers.some((reconciler) => reconciler.kind.kind === kind));
    await expect.poll(() => standing.size, { timeout: 30_000 }).toBeGreaterThanOrEqual(primaries.length);
    await expect.poll(() => unready((name) => !name.startsWith('MarieJob ')), { timeout: 30_000 }).toEqual([]);
    expect(refused()).toEqual([]);
  },
  NEEDS,
);

clusterTest(
  'features switched off, groups removed, jobs stopped, objects deleted: still nothing is refused, and every right was used or has a reason',
  async () => {
    const pods = await scene.kubectl(['get', 'pods', '-n', APPS, '-o', 'name', '-l', 'marie.ai/group=ocr-gpu']);
    const all = pods === '' ? await scene.kubectl(['get', 'pods', '-n', APPS, '-o', 'name']) : pods;
    const pod = all.split('\n').find((name) => name.includes('my-cluster-executor-ocr-gpu'));
    if (pod === undefined) throw new Error(`no pod of the group ocr-gpu runs: ${all}`);
    await Promise.all(
      edits(pod.replace('pod/', '')).map(async ({ object, patch }) => {
        await scene.kubectl(['patch', ...object.split(' '), '--type=merge', '-p', JSON.stringify(patch)]);
      }),
    );
    const granted = grantedBy([...scene.rules, ...scene.leases]);
    const unused = (): readonly string[] => {
      const used = new Set(scene.proxy.requests.flatMap(usedBy));
      return granted.filter((right) => !used.has(right) && !hasReason(UNUSED_RIGHTS, right));
    };
    // What is deleted below would be deleted first.
    await expect.poll(() => unused().filter((right) => !/namespaces|persistentvolumeclaims/.test(right)), { timeout: 40_000 }).toEqual([]);
    for (const object of deletions()) await scene.kubectl(['delete', ...object.split(' '), '--wait=false']);
    await expect.poll(unused, { timeout: 30_000 }).toEqual([]);
    const children = reconcilers.flatMap(({ children: types, kind }) =>
      types.map(({ kept, type }) => ({ name: `${kind.kind} ${resourceNameOf(type)}`, isKept: kept === true })),
    );
    const unremoved = (): readonly string[] =>
      children.filter(({ name, isKept }) => !isKept && !going.has(name) && !(name in UNREMOVED)).map(({ name }) => name);
    await expect.poll(unremoved, { timeout: 30_000 }).toEqual([]);
    await running.stop();
    await guard?.release();
    expect(refused()).toEqual([]);
    expect(children.filter(({ name, isKept }) => isKept && deleted.has(name))).toEqual([]);
    const used = new Set(scene.proxy.requests.flatMap(usedBy));
    expect([...used].filter((right) => !granted.includes(right))).toEqual([]);
    expect(Object.keys(UNUSED_RIGHTS).filter((right) => right.includes(' ') && !granted.includes(right))).toEqual([]);
  },
  NEEDS,
);

/** Takes the status of every object away, so that whoever works on it has something to write and to tell. */
async function forgetStatus(): Promise<void> {
  for (const { kind } of reconcilers) {
    const { items } = await scene.admin.api.list(kind, {});
    for (const { metadata, status } of items) {
      if (!isJsonObject(status)) continue;
      try {
        await scene.admin.api.patch(
          kind,
          metadata,
          { type: 'json', operations: [{ op: 'remove', path: '/status' }] },
          { subresource: 'status' },
        );
      } catch (error) {
        // It was on its way out.
        if (!isApiError(error, 'NotFound', 'Invalid')) throw error;
      }
    }
  }
}

clusterTest(
  'where the rights on one resource are missing, a run ends with 5 and names it, or goes on and says without what',
  async () => {
    const trials = await makeTrials(scene);
    const kubeconfig = plane?.kubeconfig ?? '';
    const isStatus = ({ resource }: Trial): boolean => resource.endsWith('/status');
    const isEvent = ({ resource }: Trial): boolean => resource === 'events';
    // Statuses are written by their own reconcilers only: what others write meanwhile must not do it for them.
    const narrowed = ({ group, resource }: Trial): readonly string[] => {
      if (resource === 'leases') return [`--lease-namespace=${scene.namespace}`];
      const type =
        resource === 'events' ? ['maiainstances'] : resource.endsWith('/status') ? [`${resource.replace('/status', '')}.${group}`] : [];
      return [...type, '--no-leader-elect'];
    };
    const attempt = async (chosen: readonly Trial[]): ReturnType<typeof tryAll> => tryAll(chosen, kubeconfig, narrowed);
    await forgetStatus();
    const events = await attempt(trials.filter(isEvent));
    await forgetStatus();
    const status = await attempt(trials.filter(isStatus));
    const rest = await attempt(trials.filter((trial) => !isEvent(trial) && !isStatus(trial)));
    const goesOn = new Set(['events', 'pods', 'secrets', 'httproutes.gateway.networking.k8s.io', ...UNNOTICED]);
    const wrong = trials.flatMap(({ group, name, resource }) => {
      const { code, stderr = '' } = { ...events, ...status, ...rest }[name] ?? {};
      const isNamed = stderr.includes('cannot ') && stderr.includes(`"${resource}" in API group "${group}"`);
      const isTold = isNamed || UNNOTICED.includes(name);
      return isTold && (code === 5 || goesOn.has(name)) ? [] : [`${name}: exit ${String(code)}: ${stderr}`];
    });
    expect(wrong).toEqual([]);
  },
  NEEDS,
);
