import type { V1HTTPIngressRuleValue, V1IngressSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { ClusterValues } from './cluster-values.ts';
import { clusterLabels } from './metadata.ts';
import { clusterNames } from './names.ts';
import { MARIE_SERVER } from './server-facts.ts';

/** The Ingress to the gateway. Of its annotations only the user's are ours; what others add stays. */
export function ingress(values: ClusterValues): Manifest {
  const { annotations, className, host, tls = false } = values.spec.ingress ?? {};
  const service = { name: clusterNames.serverService(values.name), port: { number: MARIE_SERVER.httpPort } };
  const http: V1HTTPIngressRuleValue = { paths: [{ path: '/', pathType: 'Prefix', backend: { service } }] };
  const spec: V1IngressSpec = {
    ...(className === undefined ? {} : { ingressClassName: className }),
    rules: [{ ...(host === undefined ? {} : { host }), http }],
    ...(tls && host !== undefined ? { tls: [{ hosts: [host], secretName: clusterNames.ingressTlsSecret(values.name) }] } : {}),
  };
  const metadata = { name: clusterNames.ingress(values.name), namespace: values.namespace, labels: clusterLabels(values.name) };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: annotations === undefined ? metadata : { ...metadata, annotations },
    spec,
  };
}
