import { ApiError } from '../../src/cluster/api-error.ts';
import type { KubeApi } from '../../src/cluster/kube-api.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { EVENT, SECRET } from '../../src/kernel/builtin-types.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { findCondition } from '../../src/kernel/condition.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { mergePatch } from '../../src/sandbox/patches/merge-patch.ts';
import { marieCluster } from '../../src/kinds/marie/marie-cluster.ts';
import type { MarieJobStatus } from '../../src/kinds/marie/job-status.ts';
import { marieJob } from '../../src/kinds/marie/marie-job.ts';
import { runUntilSettled } from '../../src/reconcile/engine/run-until-settled.ts';
import type { AnyReconciler } from '../../src/reconcile/engine/wake-up.ts';
import { GatewayError, type MarieGateway } from '../../src/reconcile/marie/gateway.ts';
import { marieJobReconciler } from '../../src/reconcile/marie/marie-job.ts';
import { callCounter } from './call-counter.ts';
import { erased, managerOptions } from './engine-rig.ts';
import { marieGatewayModel, type MarieGatewayModel } from './marie-gateway-model.ts';
import { memoryKube, type MemoryKube } from './memory-kube.ts';
import { mortality, type Fault, type FaultMoment } from './mortal.ts';

/** Jobs of one MarieCluster, the real engine, an API server and a gateway, all in memory. Everything is in namespace `apps`. */
export interface MarieJobScene {
  readonly kube: MemoryKube;
  readonly gateway: MarieGatewayModel;
  now(): number;
  shift(ms: number): void;
  /** A cluster with a serving gateway and its API key. */
  makeCluster(
    name?: string,
    more?: { readonly labels?: Readonly<Record<string, string>>; readonly ready?: boolean; readonly key?: boolean },
  ): Promise<void>;
  makeKey(cluster?: string): Promise<void>;
  make(spec?: JsonObject, name?: string): Promise<KubeObject>;
  edit(body: JsonObject, name?: string): void;
  /** One pass over everything by the process that lives through the whole scene. */
  pass(): Promise<void>;
  /** Passes, 5 s apart, for so many seconds of the scene's clock. */
  run(seconds: number): Promise<void>;
  /** A new process that goes wrong at its `at`-th call. Gives the calls up to there, and whether it died. */
  runMortal(point: {
    readonly at: number;
    readonly when: FaultMoment;
    readonly fault: Fault;
  }): Promise<{ readonly calls: readonly string[]; readonly died: boolean }>;
  /** A new process that is asked to end as soon as its `at`-th call is answered, and may finish what it has begun. Gives all its calls. */
  runEnded(at: number): Promise<readonly string[]>;
  /** The process dies and another one begins. */
  restart(): void;
  job(name?: string): KubeObject | undefined;
  status(name?: string): MarieJobStatus;
  /** `status/reason` of a condition. */
  condition(type: string, name?: string): string | undefined;
  message(type: string, name?: string): string;
  events(): readonly string[];
}

const NAMESPACE = 'apps';
const START = Date.UTC(2026, 2, 1, 12);

function broken(name: string): Error {
  if (name.startsWith('gateway.')) return new GatewayError('NoAnswer', `${name}: the connection broke`);
  return new ApiError({ reason: 'Unreachable', message: `${name}: the connection broke`, networkCode: 'ECONNRESET' });
}

/** An empty scene. */
export function marieJobScene(): MarieJobScene {
  const kube = memoryKube();
  const real = createSystemClock({ holdsProcess: true });
  let shifted = 0;
  const clock: Clock = { ...real, now: () => START + shifted };
  const gateway = marieGatewayModel(clock.now);
  const key = (name: string): { namespace: string; name: string } => ({ namespace: NAMESPACE, name });
  let process: AnyReconciler = erased(marieJobReconciler(gateway));

  const passOf = async (reconciler: AnyReconciler, api: KubeApi, signal: AbortSignal, shutdownMs = 0): Promise<void> => {
    await runUntilSettled(
      {
        ...managerOptions({ api, discovery: {} as never }, { reconcilers: [reconciler], namespace: NAMESPACE }),
        clock,
        once: true,
        shutdownMs,
        timeoutMs: 120_000,
      },
      signal,
    );
  };
  const status = (name = 'scan'): MarieJobStatus => (kube.at(marieJob, key(name))?.['status'] ?? {}) as MarieJobStatus;

  const scene: MarieJobScene = {
    kube,
    gateway,
    now: clock.now,
    shift: (ms) => {
      shifted += ms;
    },
    makeCluster: async (name = 'docs', { key: hasKey = true, labels = {}, ready = true } = {}) => {
      const spec = { serverSpec: { template: { spec: { containers: [{ name: 'marie', image: 'marie' }] } } } };
      const metadata = { ...key(name), labels };
      await kube.api.create(marieCluster, { apiVersion: 'marie.ai/v1alpha1', kind: 'MarieCluster', metadata, spec });
      await kube.api.patch(marieCluster, key(name), { type: 'merge', body: { status: { serverReady: ready } } }, { subresource: 'status' });
      if (hasKey) await scene.makeKey(name);
    },
    makeKey: async (name = 'docs') => {
      const data = { api_key: Buffer.from('mas_key').toString('base64') };
      await kube.api.create(SECRET, { apiVersion: 'v1', kind: 'Secret', metadata: key(`${name}-api-key`), data });
    },
    make: async (spec = {}, name = 'scan') =>
      kube.api.create(marieJob, {
        apiVersion: 'marie.ai/v1alpha1',
        kind: 'MarieJob',
        metadata: key(name),
        spec: mergePatch({ clusterRef: 'docs', jobType: 'ocr', input: { uri: 's3://in/a.pdf' } }, spec),
      }),
    edit: (body, name = 'scan') => void kube.edit(marieJob, key(name), body),
    pass: async () => {
      shifted += 1;
      await passOf(process, kube.api, new AbortController().signal);
    },
    run: async (seconds) => {
      for (let passed = 0; passed < seconds; passed += 5) {
        await scene.pass();
        shifted += 5_000;
      }
      await scene.pass();
    },
    runMortal: async (point) => {
      shifted += 1;
      const end = new AbortController();
      const life = mortality(point, { die: () => end.abort(new Error('killed')), broken });
      const mortal: MarieGateway = life.wrap(gateway, 'gateway');
      await passOf(erased(marieJobReconciler(mortal)), life.wrap(kube.api, 'kube'), end.signal);
      return { calls: life.calls.slice(0, point.at), died: life.isDead() };
    },
    runEnded: async (at) => {
      shifted += 1;
      const end = new AbortController();
      const calls = callCounter((count) => {
        if (count === at) end.abort(new Error('asked to end'));
      });
      await passOf(erased(marieJobReconciler(calls.wrap(gateway, 'gateway'))), calls.wrap(kube.api, 'kube'), end.signal, 30_000);
      return calls.made;
    },
    restart: () => {
      process = erased(marieJobReconciler(gateway));
    },
    job: (name = 'scan') => kube.at(marieJob, key(name)),
    status,
    condition: (type, name) => {
      const found = findCondition(status(name).conditions, type);
      return found === undefined ? undefined : `${found.status}/${found.reason}`;
    },
    message: (type, name) => findCondition(status(name).conditions, type)?.message ?? '',
    events: () => kube.all(EVENT).map(({ message, reason }) => `${String(reason)}: ${String(message)}`),
  };
  return scene;
}
