import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import { isTerminating } from '../framework/pod-facts.ts';

const ROOT_CA = 'kube-root-ca.crt';
const NOTE =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/**
 * Sees to it that each namespace has a ServiceAccount `default` and a ConfigMap `kube-root-ca.crt`.
 *
 * @param rootCertificate PEM of the authority of the server's certificate. Default: no such ConfigMaps.
 */
export function namespaceContents(hands: Hands, rootCertificate?: string): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'service-account-controller' });
  return {
    name: 'namespace-contents',
    watches: ['namespaces', 'serviceaccounts', 'configmaps'],
    observe: ({ type, resource, object }, enqueue) => {
      const { name, namespace = '' } = object.metadata;
      if (resource === 'namespaces') {
        if (type === 'ADDED') enqueue(name);
      } else if (resource === 'serviceaccounts' ? name === 'default' && type === 'DELETED' : name === ROOT_CA && type !== 'ADDED')
        enqueue(namespace);
    },
    work: (name) => {
      const namespace = hands.read('namespaces', undefined, name);
      if (namespace === undefined || isTerminating(namespace)) return undefined;
      if (hands.registry.named('serviceaccounts') !== undefined && hands.read('serviceaccounts', name, 'default') === undefined)
        writer.create('serviceaccounts', name, {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'default', namespace: name },
        });
      if (rootCertificate === undefined) return undefined;
      const data = { 'ca.crt': rootCertificate };
      const metadata = { name: ROOT_CA, namespace: name, annotations: { 'kubernetes.io/description': NOTE } };
      const there = hands.read('configmaps', name, ROOT_CA);
      if (there === undefined) writer.create('configmaps', name, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
      else if ((there['data'] as Readonly<Record<string, string>> | undefined)?.['ca.crt'] !== rootCertificate)
        writer.update('configmaps', { ...there, data });
      return undefined;
    },
  };
}
