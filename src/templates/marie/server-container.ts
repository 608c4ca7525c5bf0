import type { V1Probe } from '@kubernetes/client-node';
import type { JsonObject } from '../../kernel/json.ts';
import { httpProbe } from '../shared/http-probe.ts';
import type { ClusterValues } from './cluster-values.ts';
import { serverEnv, withEnv } from './container-env.ts';
import { declaresPort, portNumber, withPorts, type ExpectedPort } from './container-ports.ts';
import { hasCommand } from './main-container.ts';
import { MARIE_SERVER } from './server-facts.ts';
import { versionedImage } from './versioned-image.ts';

/** The ports by which the server is reached. */
export const SERVER_PORTS = {
  grpc: { name: 'grpc', containerPort: MARIE_SERVER.grpcPort },
  http: { name: 'http', containerPort: MARIE_SERVER.httpPort },
} as const satisfies Readonly<Record<string, ExpectedPort>>;

/** `--k v` for each parameter; of a switch (`true`, or no value) the name alone. */
function startParams(params: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(params)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => {
      const flag = name.startsWith('-') ? name : `--${name}`;
      return value === '' || value === 'true' ? [flag] : [flag, value];
    });
}

/** How the gateway is started: where its ports are given, the probes and the Service find it there. */
function gatewayArgs({ spec }: ClusterValues, container: JsonObject): readonly string[] {
  const { configFile, serverStartParams = {} } = spec.serverSpec;
  const ports = [SERVER_PORTS.http, SERVER_PORTS.grpc].map((port) => String(portNumber(container, port)));
  const args = ['gateway', '--uses', configFile, '--protocols', 'HTTP', 'GRPC', '--ports', ...ports, ...startParams(serverStartParams)];
  // Kubernetes would read $(NAME) as a reference.
  return args.map((arg) => arg.replaceAll('$', '$$$$'));
}

function probe(port: number, periodSeconds: number, failureThreshold: number): V1Probe {
  const { probePath: path } = MARIE_SERVER;
  return httpProbe({ path, port, tls: false, initialDelaySeconds: 0, periodSeconds, timeoutSeconds: 5, failureThreshold });
}

/** Probes where it is known that something listens: our own arguments say so, or the user declares the port. */
function probes(container: JsonObject): JsonObject {
  if (hasCommand(container) && !declaresPort(container, SERVER_PORTS.http)) return {};
  const port = portNumber(container, SERVER_PORTS.http);
  return {
    ...(container['startupProbe'] === undefined ? { startupProbe: probe(port, 10, 30) } : {}),
    ...(container['readinessProbe'] === undefined ? { readinessProbe: probe(port, 5, 3) } : {}),
    ...(container['livenessProbe'] === undefined ? { livenessProbe: probe(port, 10, 6) } : {}),
  };
}

/** The server's container: the user's, with what they left out. */
export function serverContainer(values: ClusterValues, container: JsonObject): JsonObject {
  const { image } = container;
  return {
    ...container,
    ...(typeof image === 'string' ? { image: versionedImage(image, values.spec.marieVersion) } : {}),
    ...(hasCommand(container) ? {} : { args: gatewayArgs(values, container) }),
    env: withEnv(container, serverEnv(values)),
    ports: withPorts(container, Object.values(SERVER_PORTS)),
    ...probes(container),
  };
}
