import type { Manifest } from '../../kernel/kube-object.ts';
import type { InstanceValues } from './instance-values.ts';
import { abiMetadata, instanceLabels } from './metadata.ts';
import { childNames } from './names.ts';
import { ABI_SERVER } from './server-facts.ts';

/** The ServiceMonitor (`monitoring.coreos.com/v1` of the Prometheus operator). It selects the Service of the metrics and no other. */
export function serviceMonitor(values: InstanceValues): Manifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: abiMetadata(values, childNames.serviceMonitor(values.name), 'metrics'),
    spec: {
      selector: { matchLabels: { ...instanceLabels(values.name), 'app.kubernetes.io/component': 'metrics' } },
      namespaceSelector: { matchNames: [values.namespace] },
      endpoints: [{ port: 'metrics', path: ABI_SERVER.metricsPath, interval: '30s', scrapeTimeout: '10s' }],
    },
  };
}
