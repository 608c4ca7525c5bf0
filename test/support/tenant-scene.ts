import { createSystemClock } from '../../src/cluster/system-clock.ts';
import type { KubeApi } from '../../src/cluster/kube-api.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { findCondition } from '../../src/kernel/condition.ts';
import { DEPLOYMENT, EVENT, SECRET } from '../../src/kernel/builtin-types.ts';
import { sha256 } from '../../src/kernel/hash.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { maiaInstance } from '../../src/kinds/maia/maia-instance.ts';
import { maiaTenant } from '../../src/kinds/maia/maia-tenant.ts';
import type { MaiaTenantStatus } from '../../src/kinds/maia/tenant-status.ts';
import type { PassReport } from '../../src/reconcile/engine/pass-report.ts';
import { runUntilSettled, type SettleResult } from '../../src/reconcile/engine/run-until-settled.ts';
import type { AdminApi } from '../../src/reconcile/maia/admin-api.ts';
import { maiaTenantReconciler } from '../../src/reconcile/maia/maia-tenant.ts';
import { parseKeyRecords, type KeyRecords } from '../../src/reconcile/maia/tenant/key-records.ts';
import { erased, managerOptions } from './engine-rig.ts';
import { isRead, maiaServerModel, type MaiaServerModel } from './maia-server-model.ts';
import { memoryKube, type MemoryKube } from './memory-kube.ts';

/** What one run of the engine reaches. */
export interface Reach {
  readonly api?: KubeApi;
  readonly admin?: AdminApi;
  readonly signal?: AbortSignal;
  readonly onPass?: (report: PassReport) => void;
}

/** Tenants of one MAIA server, the real engine and an API server, all in memory. Everything is in namespace `apps`. */
export interface TenantScene {
  readonly kube: MemoryKube;
  readonly server: MaiaServerModel;
  /** Moves the wall clock. */
  shift(ms: number): void;
  /** An instance called `notes` with a ready Deployment. */
  makeInstance(spec?: JsonObject, metadata?: JsonObject): Promise<void>;
  setReady(replicas: number): Promise<void>;
  make(spec?: JsonObject, name?: string): Promise<KubeObject>;
  edit(body: JsonObject, name?: string): void;
  /** `kubectl delete maiatenant`. */
  remove(name?: string): Promise<void>;
  /** One pass over everything: as many as it takes to have no more to do at once. */
  pass(reach?: Reach): Promise<SettleResult>;
  /** Passes until one changes nothing. */
  settle(): Promise<SettleResult>;
  tenant(name?: string): KubeObject | undefined;
  status(name?: string): MaiaTenantStatus;
  /** `status/reason` of a condition. */
  condition(type: string, name?: string): string | undefined;
  message(type: string, name?: string): string;
  secret(name: string): KubeObject | undefined;
  value(secret: string, dataKey?: string): string | undefined;
  records(secret: string): KeyRecords;
  /** `reason: message` of all events, in order. */
  events(): readonly string[];
  /** Reasons of the events since the last time that this was asked. */
  newEvents(): readonly string[];
  /** Calls to the server that change something, since the last time that this was asked. */
  newWrites(): readonly string[];
  /** A Secret of somebody else. */
  makeForeign(name: string, data: Readonly<Record<string, string>>, annotations?: Readonly<Record<string, string>>): Promise<void>;
}

const NAMESPACE = 'apps';
const START = Date.UTC(2026, 2, 1, 12);

/** An empty scene. */
export function tenantScene(): TenantScene {
  const kube = memoryKube();
  const real = createSystemClock({ holdsProcess: true });
  let shifted = 0;
  const clock: Clock = { ...real, now: () => START + shifted };
  const server = maiaServerModel(clock.now);
  let toldEvents = 0;
  let seenCalls = 0;
  const key = (name: string): { namespace: string; name: string } => ({ namespace: NAMESPACE, name });
  const base = (
    apiVersion: string,
    kind: string,
    name: string,
  ): { apiVersion: string; kind: string; metadata: { namespace: string; name: string } } => ({
    apiVersion,
    kind,
    metadata: key(name),
  });
  const status = (name = 'red'): MaiaTenantStatus => (kube.at(maiaTenant, key(name))?.['status'] ?? {}) as MaiaTenantStatus;
  const texts = (): readonly string[] => kube.all(EVENT).map(({ reason, message }) => `${String(reason)}: ${String(message)}`);

  const pass = async ({
    api = kube.api,
    admin = server,
    signal = new AbortController().signal,
    onPass,
  }: Reach = {}): Promise<SettleResult> => {
    // Two events of one moment and text would be one.
    shifted += 1;
    return runUntilSettled(
      {
        ...managerOptions({ api, discovery: {} as never }, { reconcilers: [erased(maiaTenantReconciler(admin))], namespace: NAMESPACE }),
        clock,
        once: true,
        shutdownMs: 0,
        timeoutMs: 100_000,
        ...(onPass === undefined ? {} : { onPass }),
      },
      signal,
    );
  };

  const scene: TenantScene = {
    kube,
    server,
    shift: (ms) => {
      shifted += ms;
    },
    makeInstance: async (spec = {}, metadata = {}) => {
      const object = base('maia.cuemby.com/v1alpha1', 'MaiaInstance', 'notes');
      const { metadata: stored } = await kube.api.create(maiaInstance, { ...object, metadata: { ...object.metadata, ...metadata }, spec });
      const owner = { apiVersion: object.apiVersion, kind: 'MaiaInstance', name: 'notes', uid: stored.uid, controller: true };
      const deployment = base('apps/v1', 'Deployment', 'notes');
      await kube.api.create(DEPLOYMENT, { ...deployment, metadata: { ...deployment.metadata, ownerReferences: [owner] } });
      await scene.setReady(1);
    },
    setReady: async (readyReplicas) => {
      await kube.api.patch(DEPLOYMENT, key('notes'), { type: 'merge', body: { status: { readyReplicas } } }, { subresource: 'status' });
    },
    make: async (spec = {}, name = 'red') =>
      kube.api.create(maiaTenant, {
        ...base('maia.cuemby.com/v1alpha1', 'MaiaTenant', name),
        spec: { instanceRef: { name: 'notes' }, ...spec },
      }),
    edit: (body, name = 'red') => void kube.edit(maiaTenant, key(name), body),
    remove: async (name = 'red') => void (await kube.api.remove(maiaTenant, key(name))),
    pass,
    settle: async () => {
      for (;;) {
        const before = `${JSON.stringify([kube.all(maiaTenant), kube.all(SECRET)])} ${String(server.calls.filter((call) => !isRead(call)).length)}`;
        const result = await pass();
        if (
          before ===
          `${JSON.stringify([kube.all(maiaTenant), kube.all(SECRET)])} ${String(server.calls.filter((call) => !isRead(call)).length)}`
        )
          return result;
      }
    },
    tenant: (name = 'red') => kube.at(maiaTenant, key(name)),
    status,
    condition: (type, name) => {
      const found = findCondition(status(name).conditions, type);
      return found === undefined ? undefined : `${found.status}/${found.reason}`;
    },
    message: (type, name) => findCondition(status(name).conditions, type)?.message ?? '',
    secret: (name) => kube.at(SECRET, key(name)),
    value: (name, dataKey = 'api-key') => {
      const data = (kube.at(SECRET, key(name))?.['data'] ?? {}) as Readonly<Record<string, string>>;
      const value = data[dataKey];
      return value === undefined ? undefined : Buffer.from(value, 'base64').toString();
    },
    records: (name) => parseKeyRecords(kube.at(SECRET, key(name))?.metadata.annotations),
    events: texts,
    newEvents: () => {
      const all = texts();
      const fresh = all.slice(toldEvents).map((text) => text.split(':')[0] ?? '');
      toldEvents = all.length;
      return fresh;
    },
    newWrites: () => {
      const fresh = server.calls.slice(seenCalls).filter((call) => !isRead(call));
      seenCalls = server.calls.length;
      return fresh;
    },
    makeForeign: async (name, data, annotations = {}) => {
      const encoded = Object.fromEntries(Object.entries(data).map(([dataKey, value]) => [dataKey, Buffer.from(value).toString('base64')]));
      const object = base('v1', 'Secret', name);
      await kube.api.create(SECRET, { ...object, metadata: { ...object.metadata, annotations }, data: encoded });
    },
  };
  return scene;
}

/** A scene with a tenant that is in step in its instance, and nothing new to tell. */
export async function settledTenant(spec: JsonObject = {}, instance: JsonObject = { tenancy: { enabled: true } }): Promise<TenantScene> {
  const scene = tenantScene();
  await scene.makeInstance(instance);
  await scene.make(spec);
  await scene.settle();
  scene.newEvents();
  scene.newWrites();
  return scene;
}

/** A scene with a tenant with these keys that is in step; `foreign`: Secrets of others that are there before. */
export async function settledWithKeys(
  apiKeys: readonly JsonObject[],
  foreign: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Promise<TenantScene> {
  const scene = tenantScene();
  await scene.makeInstance({ tenancy: { enabled: true } });
  for (const [name, data] of Object.entries(foreign)) await scene.makeForeign(name, data);
  await scene.make({ apiKeys });
  await scene.settle();
  scene.newEvents();
  scene.newWrites();
  return scene;
}

/** What the server lists for the first tenant, as `name scopes`. */
export function listedKeys(scene: TenantScene): readonly string[] {
  return scene.server.keysOf('tenant-1').map(({ name, scopes }) => `${name} ${scopes.join()}`);
}

/** The keys of the spec that are not as they should be at the server and in their Secrets; and the keys that nobody asked for. */
export function keyFaults(scene: TenantScene, name = 'red'): readonly string[] {
  const { tenantId = '' } = scene.status(name);
  const spec = (scene.tenant(name)?.['spec'] ?? {}) as { apiKeys?: readonly { name: string; secretRef: { name: string; key?: string } }[] };
  const wanted = spec.apiKeys ?? [];
  const listed = scene.server.keysOf(tenantId);
  const held = new Map<string, string>();
  for (const { name: keyName, secretRef } of wanted) {
    const value = scene.value(secretRef.name, secretRef.key);
    if (value !== undefined) held.set(keyName, sha256(value));
  }
  const missing = wanted.filter((entry) => listed.find(({ hash }) => hash === held.get(entry.name))?.name !== entry.name);
  const hashes = new Set(held.values());
  return [
    ...missing.map((entry) => `${entry.name} does not work`),
    ...listed.filter(({ hash }) => !hashes.has(hash)).map((key) => `${key.name} is left over`),
  ];
}
