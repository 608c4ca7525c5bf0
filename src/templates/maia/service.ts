import type { V1ServiceSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { InstanceValues } from './instance-values.ts';
import { maiaLabels, maiaMetadata } from './metadata.ts';
import { childNames } from './names.ts';
import { MAIA_SERVER } from './server-facts.ts';

/** The Service that clients use. It selects the server's pods only, never those of a running backup. */
export function service(values: InstanceValues): Manifest {
  const spec: V1ServiceSpec = {
    type: 'ClusterIP',
    selector: maiaLabels(values.name, 'server'),
    ports: [
      { name: 'http', port: MAIA_SERVER.httpPort, targetPort: MAIA_SERVER.httpPort, protocol: 'TCP' },
      { name: 'grpc', port: MAIA_SERVER.grpcPort, targetPort: MAIA_SERVER.grpcPort, protocol: 'TCP' },
    ],
  };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: maiaMetadata(values, childNames.service(values.name), 'server'),
    spec,
  };
}
