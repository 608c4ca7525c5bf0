import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { eventually } from './tunnels-eventually.ts';
import type { SharedControlPlane } from '../../support/control-plane-setup.ts';
import { type RawAnswer, type RawClient, rawClient } from '../../support/raw-client.ts';
import { standInHttp } from './tunnels-http.ts';
import { type StandIn, startStandIn } from './tunnels-stand-in.ts';

/** The port of the stand-in. */
export const PORT = 18_080;
/** A port on which nobody listens. */
export const CLOSED_PORT = 18_081;

/** A namespace with pods to reach; there before the first test. */
export interface TunnelScene {
  readonly namespace: string;
  readonly client: RawClient;
  /** A request below the namespace. */
  ask(method: string, path: string): Promise<RawAnswer>;
  /** The path below the namespace as a whole. */
  path(path: string): string;
}

const POD = { apiVersion: 'v1', kind: 'Pod' };

function container(name: string): object {
  return { name, image: 'example' };
}

/**
 * Pods: `one` (container `main`, a stand-in on {@link PORT} with three lines of log), `two` (init container `prep`, containers `a` and `b`)
 * and `nowhere`, which no node takes. Services of `one`: `single` (one unnamed port 80), `web` (80 `http` to the named port, 81 `closed`),
 * `headless`; and `nobody`, which has no pods.
 */
export function tunnelScene(plane: SharedControlPlane, prefix: string): TunnelScene {
  let client: RawClient | undefined;
  let stand: StandIn | undefined;
  const namespace = `${prefix}-${randomUUID().slice(0, 8)}`;
  const base = `/api/v1/namespaces/${namespace}`;
  const made = (): RawClient => {
    if (client === undefined) throw new Error('the scene is not there yet');
    return client;
  };
  const answers = async (path: string): Promise<unknown> =>
    eventually(path, async () => (await made().request('GET', path)).status === 200 || undefined);
  const create = async (plural: string, body: object): Promise<void> => {
    const { status, text } = await made().request('POST', `${base}/${plural}`, { body });
    if (status !== 201) throw new Error(`${plural}: ${String(status)} ${text}`);
  };
  const service = async (name: string, spec: object): Promise<void> =>
    create('services', { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
  const selector = { app: 'one' };

  beforeAll(async () => {
    client = await rawClient(plane.kubeconfig);
    await client.request('POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } } });
    // Pods are refused until the namespace has its service account.
    await answers(`${base}/serviceaccounts/default`);
    await create('pods', {
      ...POD,
      metadata: { name: 'two' },
      spec: { initContainers: [container('prep')], containers: [container('a'), container('b')] },
    });
    await create('pods', {
      ...POD,
      metadata: { name: 'nowhere' },
      spec: { nodeSelector: { no: 'such' }, containers: [container('main')] },
    });
    await service('single', { selector, ports: [{ port: 80, targetPort: PORT }] });
    await service('web', {
      selector,
      ports: [
        { name: 'http', port: 80, targetPort: 'http' },
        { name: 'closed', port: 81, targetPort: CLOSED_PORT },
      ],
    });
    await service('headless', { clusterIP: 'None', selector, ports: [{ port: 80, targetPort: PORT }] });
    await service('nobody', { selector: { app: 'none' }, ports: [{ port: 80, targetPort: PORT }] });
    stand = await startStandIn(plane, client, {
      namespace,
      name: 'one',
      port: PORT,
      labels: selector,
      log: ['first', 'second', 'third'],
      handle: standInHttp,
    });
    await answers(`${base}/services/single/proxy/`);
    await answers(`${base}/services/web:http/proxy/`);
    await answers(`${base}/services/headless/proxy/`);
  });
  afterAll(async () => {
    await stand?.close();
    await client?.request('DELETE', `/api/v1/namespaces/${namespace}`);
    client?.close();
  });
  return {
    namespace,
    get client() {
      return made();
    },
    ask: async (method, path) => made().request(method, `${base}${path}`),
    path: (path) => `${base}${path}`,
  };
}

/** What a failure is compared by: code, reason and message. */
export function failure(answer: { readonly status: number; readonly json: unknown }): readonly [number, unknown, unknown] {
  const { reason, message } = (answer.json ?? {}) as Readonly<Record<string, unknown>>;
  return [answer.status, reason, message];
}
