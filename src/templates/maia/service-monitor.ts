import type { Manifest } from '../../kernel/kube-object.ts';
import type { InstanceValues } from './instance-values.ts';
import { maiaLabels, maiaMetadata } from './metadata.ts';
import { childNames } from './names.ts';
import { serviceHost } from './server-facts.ts';

/** Pods are scraped by address, so the name in the certificate has to be told. */
function tlsScrape(values: InstanceValues, secretName: string): Readonly<Record<string, unknown>> {
  const authority = values.tlsHasAuthority ? { ca: { secret: { name: secretName, key: 'ca.crt' } } } : {};
  return { scheme: 'https', tlsConfig: { ...authority, serverName: serviceHost(values) } };
}

/** The ServiceMonitor (`monitoring.coreos.com/v1` of the Prometheus operator). It selects the instance's main Service. */
export function serviceMonitor(values: InstanceValues): Manifest {
  const { interval, labels } = values.spec.metrics.serviceMonitor;
  const metadata = maiaMetadata(values, childNames.serviceMonitor(values.name), 'server');
  const { tlsSecretRef } = values.spec.security;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { ...metadata, labels: { ...labels, ...metadata.labels } },
    spec: {
      selector: { matchLabels: maiaLabels(values.name, 'server') },
      namespaceSelector: { matchNames: [values.namespace] },
      endpoints: [
        {
          port: 'http',
          path: '/metrics',
          interval,
          ...(tlsSecretRef === undefined ? {} : tlsScrape(values, tlsSecretRef.name)),
        },
      ],
    },
  };
}
