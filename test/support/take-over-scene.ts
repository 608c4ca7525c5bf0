import { isApiError } from '../../src/cluster/api-error.ts';
import type { KubeApi } from '../../src/cluster/kube-api.ts';
import type { Session } from '../../src/commands/shared/session.ts';
import type { Taker } from '../../src/commands/shared/take-over/taker.ts';
import { DEPLOYMENT, LEASE, POD } from '../../src/kernel/builtin-types.ts';
import { microTimestamp, type Clock } from '../../src/kernel/clock.ts';
import { isJsonObject, type JsonObject } from '../../src/kernel/json.ts';
import { keyOf, type KubeObject } from '../../src/kernel/kube-object.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { SYSTEMS, type System } from '../../src/registry.ts';
import { jsonPatch } from '../../src/sandbox/patches/json-patch.ts';
import { mergePatch } from '../../src/sandbox/patches/merge-patch.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';
import { mortality, type FaultMoment } from './mortal.ts';
import { sampleError, sampleObject } from './sample-objects.ts';
import { scriptedApi } from './scripted-api.ts';

/** The operator of a scene, in its own namespace. */
export const OPERATOR_KEY = { namespace: 'maia-system', name: 'maia-operator' };

/** A cluster in memory in which an operator runs: pods follow the size of its Deployment at once, and its lease is as the test leaves it. */
export interface TakeOverScene {
  readonly clock: FakeClock;
  readonly system: System;
  readonly api: KubeApi;
  readonly told: string[];
  /** Verbs and objects of all writes, in order. */
  readonly writes: string[];
  readonly events: string[];
  deployment(): KubeObject;
  edit(body: JsonObject): void;
  lease(): KubeObject | undefined;
  hold(identity: string, ageMs?: number): void;
  /** Somebody who takes over or gives back. */
  taker(identity: string, api?: KubeApi): Taker;
  /** The same server for a process that dies at its `at`-th write. */
  mortal(at: number, when: FaultMoment): { readonly api: KubeApi; readonly died: () => boolean };
}

function specOf(object: KubeObject): JsonObject {
  return isJsonObject(object['spec']) ? object['spec'] : {};
}

/** The scene; the operator has `replicas` pods. */
export function takeOverScene(replicas = 2): TakeOverScene {
  const [system] = SYSTEMS;
  if (system === undefined) throw new Error('no system');
  const clock = fakeClock();
  const leases = new Map<string, KubeObject>();
  const writes: string[] = [];
  const events: string[] = [];
  const told: string[] = [];
  let version = 10;
  const labels = { app: 'operator' };
  let operator: KubeObject | undefined = sampleObject(DEPLOYMENT, OPERATOR_KEY, {
    metadata: { generation: 1 },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [] } } },
    status: { observedGeneration: 1, replicas, readyReplicas: replicas },
  });
  const live = (): KubeObject => {
    if (operator === undefined) throw sampleError('NotFound');
    return operator;
  };
  const store = (object: KubeObject): KubeObject => {
    version += 1;
    const size = specOf(object)['replicas'];
    operator = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(version) },
      status: { observedGeneration: 1, replicas: size, readyReplicas: size },
    };
    return operator;
  };
  const storeLease = (object: KubeObject): KubeObject => {
    version += 1;
    const stored = {
      ...object,
      metadata: { ...sampleObject(LEASE, object.metadata).metadata, ...object.metadata, resourceVersion: String(version) },
    };
    leases.set(keyOf(object.metadata), stored);
    return stored;
  };
  const pods = (): readonly KubeObject[] =>
    Array.from({ length: Number(specOf(live())['replicas']) }, (_, index) =>
      sampleObject(POD, { namespace: OPERATOR_KEY.namespace, name: `maia-operator-${String(index)}` }),
    );
  const page = (items: readonly KubeObject[]): { items: readonly KubeObject[]; resourceVersion: string } => ({
    items,
    resourceVersion: '1',
  });
  const api: KubeApi = {
    ...scriptedApi().api,
    get: async (type, key) => {
      if (type === DEPLOYMENT) return live();
      const found = leases.get(keyOf(key));
      if (found === undefined) throw sampleError('NotFound');
      return found;
    },
    list: async (type) => {
      if (type === POD) return page(pods());
      return type === DEPLOYMENT ? page([live()]) : page([...leases.values()]);
    },
    patch: async (_type, _key, patch, options) => {
      if (patch.type === 'json') {
        writes.push('patch json');
        try {
          return store(jsonPatch(live(), patch.operations) as KubeObject);
        } catch (error) {
          throw isApiError(error) ? error : sampleError('Invalid');
        }
      }
      const body = patch.body as JsonObject;
      writes.push(options?.subresource === undefined ? 'patch' : `patch ${options.subresource}`);
      const wanted = isJsonObject(body['metadata']) ? body['metadata']['resourceVersion'] : undefined;
      if (wanted !== undefined && wanted !== live().metadata.resourceVersion) throw sampleError('Conflict');
      return store(mergePatch(live(), body));
    },
    create: async (type, object) => {
      if (type.kind === 'Event') {
        events.push(String(object['message']));
        return sampleObject(type, object.metadata);
      }
      writes.push('create lease');
      return storeLease(object as KubeObject);
    },
    replace: async (_type, object) => {
      writes.push('replace lease');
      if (leases.get(keyOf(object.metadata))?.metadata.resourceVersion !== object.metadata.resourceVersion) throw sampleError('Conflict');
      return storeLease(object);
    },
  };
  const sessionOver = (over: KubeApi): Session =>
    ({ api: over, namespace: 'team', during: async <T>(_doing: unknown, call: () => Promise<T>) => call() }) as unknown as Session;
  const leaseKey = { namespace: OPERATOR_KEY.namespace, name: system.operator.leaseName };
  return {
    clock,
    system,
    api,
    told,
    writes,
    events,
    deployment: live,
    edit: (body) => void store(mergePatch(live(), body)),
    lease: () => leases.get(keyOf(leaseKey)),
    hold: (holderIdentity, ageMs = 0) => {
      const spec = { holderIdentity, leaseDurationSeconds: 15, renewTime: microTimestamp(clock.now() - ageMs) };
      storeLease(sampleObject(LEASE, leaseKey, { spec }));
    },
    taker: (identity, over = api) => ({
      session: sessionOver(over),
      clock: clock satisfies Clock,
      log: silentLog,
      identity,
      bin: 'kubectl maia',
      tell: (line) => void told.push(line.trimEnd()),
    }),
    mortal: (at, when) => {
      let died = false;
      const fate = mortality({ at, when, fault: 'death' }, { die: () => (died = true), broken: () => new Error('broken') });
      const { create, patch, replace } = fate.wrap({ create: api.create, patch: api.patch, replace: api.replace }, 'api');
      const never = async <T>(): Promise<T> => new Promise<T>(() => undefined);
      const alive = { get: api.get, list: api.list };
      return {
        api: {
          ...api,
          create,
          patch,
          replace,
          get: async (...args) => (died ? never() : alive.get(...args)),
          list: async (...args) => (died ? never() : alive.list(...args)),
        },
        died: () => died,
      };
    },
  };
}
