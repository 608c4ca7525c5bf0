import type { V1HTTPIngressRuleValue, V1IngressSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { InstanceValues } from './instance-values.ts';
import { maiaMetadata } from './metadata.ts';
import { childNames } from './names.ts';
import { MAIA_SERVER } from './server-facts.ts';

/** The Ingress. Of its annotations only the user's are ours; what others (certificate managers, controllers) add stays. */
export function ingress(values: InstanceValues): Manifest {
  const { annotations, className, host, tls } = values.spec.ingress;
  const metadata = maiaMetadata(values, childNames.ingress(values.name), 'server');
  const http: V1HTTPIngressRuleValue = {
    paths: [
      {
        path: '/',
        pathType: 'Prefix',
        backend: { service: { name: childNames.service(values.name), port: { number: MAIA_SERVER.httpPort } } },
      },
    ],
  };
  const spec: V1IngressSpec = {
    ...(className === undefined ? {} : { ingressClassName: className }),
    rules: [{ ...(host === undefined ? {} : { host }), http }],
    ...(tls && host !== undefined ? { tls: [{ hosts: [host], secretName: childNames.ingressTlsSecret(values.name) }] } : {}),
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: annotations === undefined ? metadata : { ...metadata, annotations },
    spec,
  };
}
