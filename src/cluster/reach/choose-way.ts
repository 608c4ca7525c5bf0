import type { ServiceRequest } from '../service-caller.ts';
import { hasHeader } from './outgoing-headers.ts';
import { survivesProxy } from './proxy-path.ts';

/** Where we are, and what is allowed. */
export interface Standpoint {
  /** In a pod of the same cluster. */
  readonly inCluster: boolean;
  /** `never`: from outside nothing but an endpoint is asked. */
  readonly tunnel: 'auto' | 'never';
}

/** The ways there are: a URL that was given, the DNS name, the API server's service proxy, a port-forward; or none. */
export type WayKind = 'endpoint' | 'inside' | 'proxy' | 'forward' | 'refused';

/** Whether there is a header that the API server takes for itself. */
function isEaten(headers: readonly string[]): boolean {
  return hasHeader(headers, 'authorization') || headers.some((name, index) => index % 2 === 0 && /^impersonate-/i.test(name));
}

/**
 * The way that a request takes. The service proxy is the first choice from outside: it needs one right and no pod is looked up. Never for TLS
 * (the API server verifies no certificate), for secrets in the URL (it audits URLs), for headers that it keeps and paths that it rewrites.
 */
export function chooseWay(
  request: Pick<ServiceRequest, 'endpoint' | 'tls' | 'secretPath' | 'path'>,
  headers: readonly string[],
  { inCluster, tunnel }: Standpoint,
): WayKind {
  if (request.endpoint !== undefined) return 'endpoint';
  if (inCluster) return 'inside';
  if (tunnel === 'never') return 'refused';
  const onlyForward = request.tls !== undefined || request.secretPath === true || isEaten(headers) || !survivesProxy(request.path);
  return onlyForward ? 'forward' : 'proxy';
}
