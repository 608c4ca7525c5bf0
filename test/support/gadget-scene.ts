import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Connection } from '../../src/cluster/connect.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import type { SettleResult } from '../../src/reconcile/engine/run-until-settled.ts';
import type { ApiRequest } from './api-request.ts';
import type { SharedControlPlane } from './control-plane-setup.ts';
import { connectTo, erased, gadgetManifest, installGadgets, settle, startManager, type RunningManager } from './engine-rig.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { gadget, gadgetReconciler } from './gadget.ts';
import { uniqueNamespace } from './unique-namespace.ts';

const WRITES = new Set(['apply', 'patch', 'create', 'update', 'delete', 'merge']);

const nameOf = ({ resource, subresource }: ApiRequest): string => `${resource}${subresource === undefined ? '' : `/${subresource}`}`;

/** Whether a request is about the status of a gadget. */
export const isGadgetStatus = (request: ApiRequest): boolean => nameOf(request) === 'gadgets/status';

type StartOptions = Partial<Parameters<typeof startManager>[1]>;

/** Gadgets on a real API server, the engine that reconciles them through a proxy, and a way past the proxy. */
export interface GadgetScene {
  /** Past the proxy. */
  readonly direct: Connection;
  readonly proxy: FaultProxy;
  /** The namespace of the last {@link make}. */
  readonly namespace: string;
  /** A new namespace with a gadget in it (called `g`); the proxy forgets its requests. */
  make(spec?: Readonly<Record<string, unknown>>, name?: string): Promise<KubeObject>;
  at(type: ResourceType, name?: string): Promise<KubeObject>;
  edit(type: ResourceType, body: unknown, name?: string): Promise<KubeObject>;
  /** Starts a manager that the end of the test stops. */
  start(options?: StartOptions): Promise<RunningManager>;
  /** One run until everything is settled, through the proxy or what is given. */
  settled(connection?: Pick<Connection, 'api' | 'discovery'>): Promise<SettleResult>;
  /** Waits until the gadget is Ready at that generation. */
  ready(generation?: number, name?: string): Promise<void>;
  /** A rule of the proxy that the end of the test takes away. */
  inject: FaultProxy['inject'];
  /** The writes so far, as `apply configmaps`. */
  writes(): readonly string[];
}

/** Sets the scene for the tests of one suite, and clears it after each. */
export function gadgetScene(plane: SharedControlPlane): GadgetScene {
  let direct: Connection;
  let proxy: FaultProxy;
  let through: Connection;
  let namespace = '';
  const running: RunningManager[] = [];
  const rules: (() => void)[] = [];
  const reconcilers = [erased(gadgetReconciler())];

  beforeAll(async () => {
    direct = await connectTo(plane.kubeconfig);
    await installGadgets(direct.api);
    proxy = await startFaultProxy(plane.kubeconfig);
    through = await connectTo(proxy.kubeconfig);
  });
  afterEach(async () => {
    for (const remove of rules.splice(0)) remove();
    for (const manager of running.splice(0)) await manager.stop();
  });
  afterAll(async () => {
    direct.close();
    through.close();
    await proxy.close();
  });

  const at: GadgetScene['at'] = (type, name = 'g') => direct.api.get(type, { namespace, name });
  return {
    get direct() {
      return direct;
    },
    get proxy() {
      return proxy;
    },
    get namespace() {
      return namespace;
    },
    make: async (spec = {}, name = 'g') => {
      namespace = await uniqueNamespace(direct.api, 'engine');
      proxy.reset();
      return direct.api.create(gadget, gadgetManifest(namespace, name, spec));
    },
    at,
    edit: (type, body, name = 'g') =>
      direct.api.patch(type, { namespace, name }, { type: 'merge', body }, { fieldManager: 'kubectl-edit' }),
    start: async (options = {}) => {
      const manager = await startManager(through, { reconcilers, namespace, ...options });
      running.push(manager);
      return manager;
    },
    settled: (connection = through) => settle(connection, { reconcilers, namespace }),
    ready: async (generation = 1, name = 'g') => {
      await expect.poll(async () => (await at(gadget, name))['status']).toMatchObject({ phase: 'Ready', observedGeneration: generation });
    },
    inject: (rule) => {
      const remove = proxy.inject(rule);
      rules.push(remove);
      return remove;
    },
    writes: () => proxy.requests.filter(({ verb }) => WRITES.has(verb)).map((request) => `${request.verb} ${nameOf(request)}`),
  };
}
