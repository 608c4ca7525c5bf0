import type { V1Container, V1Probe } from '@kubernetes/client-node';
import type { InstanceValues } from './instance-values.ts';
import { ABI_SERVER } from './server-facts.ts';

/** Who is asked whether the server is well: the HTTP port, else the gRPC port (a connection is all it takes), else the metrics. */
function question({ spec }: InstanceValues, path: string): Pick<V1Probe, 'httpGet' | 'tcpSocket'> {
  const { network, web } = spec.features;
  if (web) return { httpGet: { path, port: 'http', scheme: 'HTTP' } };
  if (network) return { tcpSocket: { port: 'grpc' } };
  return { httpGet: { path: ABI_SERVER.metricsPath, port: 'metrics', scheme: 'HTTP' } };
}

/** The probes of the container. Until the start-up probe has succeeded the others wait: a model may take five minutes to load. */
export function probes(values: InstanceValues): Pick<V1Container, 'livenessProbe' | 'readinessProbe' | 'startupProbe'> {
  const { livenessPath, readinessPath } = values.overrides;
  const live = question(values, livenessPath);
  const ready = question(values, readinessPath);
  return {
    livenessProbe: { ...live, initialDelaySeconds: 15, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 },
    readinessProbe: { ...ready, initialDelaySeconds: 5, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
    startupProbe: { ...live, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 30 },
  };
}
