import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { isApiError } from '../../src/cluster/api-error.ts';
import type { Connection } from '../../src/cluster/connect.ts';
import { CUSTOM_RESOURCE_DEFINITION, SECRET } from '../../src/kernel/builtin-types.ts';
import { isJsonObject, type JsonObject } from '../../src/kernel/json.ts';
import type { KubeObject, Manifest } from '../../src/kernel/kube-object.ts';
import { marieCluster } from '../../src/kinds/marie/marie-cluster.ts';
import { marieJob } from '../../src/kinds/marie/marie-job.ts';
import { crdOf } from '../../src/manifests/crd.ts';
import { GatewayError, type MarieGateway, type WaitingWork } from '../../src/reconcile/marie/gateway.ts';
import { marieClusterReconciler } from '../../src/reconcile/marie/marie-cluster.ts';
import type { PodMarker } from '../../src/reconcile/marie/cluster/pod-marks.ts';
import { liveOutside } from '../../src/commands/shared/outside.ts';
import type { ControlPlane } from './control-plane-types.ts';
import { asLoop, connectTo, erased, settle } from './engine-rig.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { reconcilePlane } from './reconcile-plane.ts';
import { uniqueNamespace } from './unique-namespace.ts';

/** MarieClusters on a server, with the engine in this process and a gateway that says what a test wants. */
export interface MarieScene {
  connection(): Connection;
  kubectl(args: string, input?: string): Promise<string>;
  /** A namespace of its own. */
  fresh(): Promise<string>;
  /** Applies the documents of one of `examples/marie`. */
  example(namespace: string, file: string): Promise<void>;
  /** Changes a cluster by a merge patch. */
  patch(namespace: string, name: string, patch: JsonObject): Promise<void>;
  /** Runs until everything in the namespace is at rest, and gives the status of a cluster and what the run did. */
  settled(
    namespace: string,
    name: string,
    more?: { readonly work?: Partial<WaitingWork>; readonly now?: () => number },
  ): Promise<{ readonly status: JsonObject; readonly did: readonly string[] }>;
}

/** A gateway that nobody reaches. */
export function silentGateway(): MarieGateway {
  const refuse = (): Promise<never> => Promise.reject(new GatewayError('Unreachable', 'connection refused'));
  return { submit: refuse, listRows: refuse, findByReference: refuse, stop: refuse, waitingWork: refuse, executors: refuse };
}

/** Marks pods through a connection, as a loop does. */
export function podMarker(connection: Connection): PodMarker {
  return liveOutside(connection, { tunnel: 'never', onWay: () => undefined });
}

function isEstablished(crd: KubeObject): boolean {
  const { status } = crd;
  const conditions = isJsonObject(status) && Array.isArray(status['conditions']) ? status['conditions'] : [];
  return conditions.some((condition) => isJsonObject(condition) && condition['type'] === 'Established' && condition['status'] === 'True');
}

async function install({ api }: Connection): Promise<void> {
  for (const kind of [marieCluster, marieJob]) {
    const crd = crdOf(kind);
    // Others on this server may have installed the same one under their name.
    await api.apply(CUSTOM_RESOURCE_DEFINITION, crd, { fieldManager: 'test', force: true });
    while (!isEstablished(await api.get(CUSTOM_RESOURCE_DEFINITION, { name: crd.metadata.name })));
    for (let isServed = false; !isServed;) {
      try {
        await api.list(kind, { limit: 1 });
        isServed = true;
      } catch (error) {
        // Established is told a moment before the storage answers.
        if (!isApiError(error, 'NotFound', 'TooManyRequests', 'ServiceUnavailable')) throw error;
      }
    }
  }
}

/** The scene of a test file: the definitions are installed once, the connection is closed at its end. */
export function marieScene(plane: Pick<ControlPlane, 'kubeconfig' | 'kubectl'>): MarieScene {
  const { kubectl } = reconcilePlane(plane);
  const open: Connection[] = [];
  const connection = (): Connection => {
    const [first] = open;
    if (first === undefined) throw new Error('the scene is used before its first test');
    return first;
  };
  beforeAll(async () => {
    open.push(await connectTo(plane.kubeconfig));
    await install(connection());
  });
  afterAll(() => connection().close());

  return {
    connection,
    kubectl,
    fresh: async () => uniqueNamespace(connection().api, 'marie'),
    example: async (namespace, file) => {
      const text = await readFile(path.join(PROJECT_ROOT, 'examples', 'marie', file), 'utf8');
      for (const document of parseAllDocuments(text)) {
        const manifest = document.toJS() as Manifest;
        const type = [marieCluster, marieJob, SECRET].find(({ kind }) => kind === manifest.kind);
        if (type === undefined) continue;
        await connection().api.apply(type, { ...manifest, metadata: { ...manifest.metadata, namespace } }, { fieldManager: 'test' });
      }
    },
    patch: async (namespace, name, patch) => {
      await connection().api.patch(marieCluster, { namespace, name }, { type: 'merge', body: patch });
    },
    settled: async (namespace, name, { now, work } = {}) => {
      const did: string[] = [];
      const gateway = { waitingWork: (): Promise<WaitingWork> => Promise.resolve({ waiting: {}, active: {}, slots: {}, ...work }) };
      const reconciler = marieClusterReconciler(gateway, podMarker(asLoop(connection())));
      const plan: typeof reconciler.plan = (primary, observed, real, failures) =>
        reconciler.plan(primary, observed, now?.() ?? real, failures);
      await settle(connection(), {
        reconcilers: [erased({ ...reconciler, plan })],
        namespace,
        timeoutMs: 100_000,
        onPass: ({ actions = [], key }) => {
          if (key !== `${namespace}/${name}`) return;
          did.push(...actions.filter(({ verb }) => verb !== 'unchanged').map(({ subject, verb }) => `${verb} ${subject}`));
        },
      });
      const live = await connection().api.get(marieCluster, { namespace, name });
      return { status: isJsonObject(live['status']) ? live['status'] : {}, did };
    },
  };
}
