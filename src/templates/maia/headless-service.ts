import type { V1ServiceSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { InstanceValues } from './instance-values.ts';
import { maiaLabels, maiaMetadata } from './metadata.ts';
import { childNames } from './names.ts';
import { MAIA_SERVER } from './server-facts.ts';

/** The Service that resolves to the pods themselves. Its own component keeps the ServiceMonitor from scraping every pod twice. */
export function headlessService(values: InstanceValues): Manifest {
  const spec: V1ServiceSpec = {
    type: 'ClusterIP',
    clusterIP: 'None',
    selector: maiaLabels(values.name, 'server'),
    ports: [{ name: 'http', port: MAIA_SERVER.httpPort, targetPort: MAIA_SERVER.httpPort, protocol: 'TCP' }],
  };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: maiaMetadata(values, childNames.headlessService(values.name), 'headless'),
    spec,
  };
}
