import { once } from 'node:events';
import type { Connection } from '../../src/cluster/connect.ts';
import { createPodDialer } from '../../src/cluster/reach/pod-dialer.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import type { PodEndpoint } from './endpoint-watch.ts';
import { changeRoutes } from './plane-routes.ts';
import type { PodWays } from './pod-ways.ts';

/** What tells the make-believe kubelets where a port-forward to a pod goes. */
const CLUSTER_PORT_FORWARD: ResourceType = {
  group: 'kwok.x-k8s.io',
  version: 'v1alpha1',
  kind: 'ClusterPortForward',
  plural: 'clusterportforwards',
  scope: 'Cluster',
};

/** How often is tried whether a port-forward is known. */
const MOST_TRIES = 100;

/** Where the ways lead. */
export interface ControlPlaneWays {
  /** The control plane's folder. */
  readonly dir: string;
  readonly namespace: string;
  readonly localPort: number;
  /** Resolves when a connection arrives at the server. */
  readonly nextConnection: (signal: AbortSignal) => Promise<unknown>;
}

/** The ways to pods of the real control plane: its router for the service proxy, its kubelets for port-forwards. */
export function behindControlPlane(
  { api, transport, manner }: Pick<Connection, 'api' | 'transport' | 'manner'>,
  { dir, namespace, localPort, nextConnection }: ControlPlaneWays,
): PodWays {
  /** Endpoints by `IP:PORT`, each with the name of its port-forward. */
  const laid = new Map<string, string>();
  const closing = new AbortController();
  const dialer = createPodDialer({ transport, manner, idleClock: createSystemClock() });

  /** Whether the kubelets know the port-forward by now: a connection through it arrives at the server. */
  const isLaid = async (pod: string, port: number): Promise<boolean> => {
    const ending = new AbortController();
    const arrived = nextConnection(ending.signal).then(
      () => true,
      () => false,
    );
    const stream = await dialer.dial({ namespace, pod, port }).catch(() => undefined);
    const isThere =
      stream !== undefined &&
      (await Promise.race([
        arrived,
        once(stream.resume(), 'close').then(
          () => false,
          () => false,
        ),
      ]));
    ending.abort();
    stream?.destroy();
    return isThere;
  };

  const forward = async ({ pod, port }: PodEndpoint): Promise<string> => {
    const name = `${namespace}-${pod}-${String(port)}`;
    await api.apply(
      CLUSTER_PORT_FORWARD,
      {
        apiVersion: 'kwok.x-k8s.io/v1alpha1',
        kind: 'ClusterPortForward',
        metadata: { name },
        spec: {
          selector: { matchNamespaces: [namespace], matchNames: [pod] },
          forwards: [{ ports: [port], target: { address: '127.0.0.1', port: localPort } }],
        },
      },
      { fieldManager: 'standing-server', force: true },
    );
    // A pod may be gone before its way is laid.
    for (let tries = 0; tries < MOST_TRIES && !closing.signal.aborted && !(await isLaid(pod, port)); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return name;
  };
  const drop = async (addresses: readonly string[]): Promise<void> => {
    await changeRoutes(dir, { remove: addresses });
    for (const address of addresses) {
      const name = laid.get(address);
      laid.delete(address);
      if (name !== undefined) await api.remove(CLUSTER_PORT_FORWARD, { name }).catch(() => undefined);
    }
  };
  return {
    lay: async (endpoints) => {
      const wanted = new Map(endpoints.map((endpoint) => [`${endpoint.address}:${String(endpoint.port)}`, endpoint]));
      const added = [...wanted].filter(([address, { pod, port }]) => laid.get(address) !== `${namespace}-${pod}-${String(port)}`);
      const gone = [...laid.keys()].filter((address) => !wanted.has(address));
      if (gone.length > 0) await drop(gone);
      if (added.length === 0) return;
      for (const [address, endpoint] of added) laid.set(address, await forward(endpoint));
      await changeRoutes(dir, { add: Object.fromEntries(added.map(([address]) => [address, localPort])) });
      // Closed meanwhile: what was laid since then goes, too.
      if (closing.signal.aborted) await drop([...laid.keys()]);
    },
    close: async () => {
      closing.abort();
      dialer.close();
      if (laid.size > 0) await drop([...laid.keys()]);
    },
  };
}
