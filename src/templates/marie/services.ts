import type { V1ServicePort } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { ClusterValues, GroupValues } from './cluster-values.ts';
import { portNumber } from './container-ports.ts';
import { EXECUTOR_PORT } from './executor-container.ts';
import { mainContainer, templateParts } from './main-container.ts';
import { roleMetadata, selectorLabels, type Role } from './metadata.ts';
import { clusterNames } from './names.ts';
import { SERVER_PORTS } from './server-container.ts';
import { MARIE_SERVER } from './server-facts.ts';

function port(name: string, number: number, targetPort: number): V1ServicePort {
  return { name, protocol: 'TCP', port: number, targetPort };
}

function service(values: ClusterValues, child: string, role: Role, spec: object): Manifest {
  const selector = { ...selectorLabels(values.name, role) };
  return { apiVersion: 'v1', kind: 'Service', metadata: roleMetadata(values, child, role), spec: { ...spec, selector } };
}

function serverPorts({ spec }: ClusterValues): readonly V1ServicePort[] {
  const container = mainContainer(templateParts(spec.serverSpec.template));
  return Object.values(SERVER_PORTS).map((expected) => port(expected.name, expected.containerPort, portNumber(container, expected)));
}

/** The Service by which clients reach the gateway, of the type that the spec asks for; that of the server wins. */
export function serverService(values: ClusterValues): Manifest {
  const metrics = port('metrics', MARIE_SERVER.metricsPort, MARIE_SERVER.metricsPort);
  return service(values, clusterNames.serverService(values.name), 'server', {
    type: values.spec.serverSpec.serviceType ?? values.spec.serviceType,
    ports: [...serverPorts(values), metrics],
  });
}

/** The Service that gives the server pods their names, also before they are ready. */
export function headlessService(values: ClusterValues): Manifest {
  return service(values, clusterNames.headlessService(values.name), 'server', {
    type: 'ClusterIP',
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    ports: serverPorts(values),
  });
}

/** The Service of an executor group. The gateway finds executors through its registry; this is for people and for metrics. */
export function executorService(values: ClusterValues, { group }: GroupValues): Manifest {
  const container = mainContainer(templateParts(group.template));
  const grpc = port('grpc', MARIE_SERVER.executorPort, portNumber(container, EXECUTOR_PORT));
  const role = { group: group.groupName };
  return service(values, clusterNames.executorService(values.name, group.groupName), role, {
    type: 'ClusterIP',
    clusterIP: 'None',
    ports: [grpc, port('metrics', MARIE_SERVER.metricsPort, MARIE_SERVER.metricsPort)],
  });
}
