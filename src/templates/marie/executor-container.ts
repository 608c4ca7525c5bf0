import type { JsonObject } from '../../kernel/json.ts';
import type { ClusterValues, GroupValues } from './cluster-values.ts';
import { executorEnv, withEnv } from './container-env.ts';
import { declaresPort, portNumber, withPorts, type ExpectedPort } from './container-ports.ts';
import { withGpu } from './gpu.ts';
import { MARIE_SERVER } from './server-facts.ts';
import { versionedImage } from './versioned-image.ts';

/** The port by which the gateway reaches an executor. */
export const EXECUTOR_PORT: ExpectedPort = { name: 'grpc', containerPort: MARIE_SERVER.executorPort };

/** By default executors listen on any port: only one that the user declares can be asked. */
function readiness(container: JsonObject): JsonObject {
  if (container['readinessProbe'] !== undefined || !declaresPort(container, EXECUTOR_PORT)) return {};
  const port = portNumber(container, EXECUTOR_PORT);
  return { readinessProbe: { tcpSocket: { port }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 } };
}

/** An executor's container: the user's, with what they left out. What it runs cannot be guessed: it needs a Flow of its own. */
export function executorContainer(values: ClusterValues, group: GroupValues, container: JsonObject): JsonObject {
  const { image } = container;
  const hasPorts = Array.isArray(container['ports']) && container['ports'].length > 0;
  const whole = {
    ...container,
    ...(typeof image === 'string' ? { image: versionedImage(image, values.spec.marieVersion) } : {}),
    env: withEnv(container, executorEnv(values, group)),
    ...(hasPorts ? {} : { ports: withPorts(container, [EXECUTOR_PORT]) }),
    ...readiness(container),
  };
  return group.group.gpu ? withGpu(whole) : whole;
}
