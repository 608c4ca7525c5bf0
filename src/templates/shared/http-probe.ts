import type { V1Probe } from '@kubernetes/client-node';

/** What a probe asks and how patient it is. Times are seconds. */
export interface HttpProbe {
  readonly path: string;
  /** A container port's number or name. */
  readonly port: number | string;
  /** The certificate is not verified by the kubelet. */
  readonly tls: boolean;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** A probe by HTTP GET. The scheme is always written, so that switching TLS off changes it back. */
export function httpProbe({ path, port, tls, ...times }: HttpProbe): V1Probe {
  return { httpGet: { path, port, scheme: tls ? 'HTTPS' : 'HTTP' }, ...times };
}
