import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { GatewayTarget } from '../../../reconcile/marie/gateway.ts';
import { GATEWAY_URL_ANNOTATION } from '../../../reconcile/marie/job/job-cluster.ts';
import type { Session } from '../../shared/session.ts';
import { marieKind } from './marie-target.ts';
import { readNamed } from '../../shared/read-named.ts';

/** Ports of the server's Service. */
export const GATEWAY_HTTP_PORT = 8080;
export const GATEWAY_GRPC_PORT = 52_000;

/** Reads a cluster of the session's namespace. Throws a CliError (4) where there is none. */
export async function readCluster(session: Session, name: string, signal: AbortSignal): Promise<KubeObject> {
  const kind = marieKind('MarieCluster');
  const key = { namespace: session.namespace, name };
  return await readNamed(session, kind, key, signal);
}

/** Whether a server pod of the cluster is ready, as its status says. */
export function isServerReady(cluster: KubeObject): boolean {
  const status = isJsonObject(cluster['status']) ? cluster['status'] : {};
  return status['serverReady'] === true;
}

/** The gateway of a cluster, for what asks for no key. */
export function gatewayTarget(cluster: KubeObject): GatewayTarget {
  const { annotations, name, namespace = 'default' } = cluster.metadata;
  const endpoint = annotations?.[GATEWAY_URL_ANNOTATION];
  return { cluster: { name, namespace }, port: GATEWAY_HTTP_PORT, ...(typeof endpoint === 'string' && { endpoint }) };
}
