import type { Manifest } from '../../kernel/kube-object.ts';
import { DEFAULT_CLASS } from './columns/storage-columns.ts';
import { SYSTEM_PRIORITIES } from './validation/small-checks.ts';

const NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'system-cluster-critical': 'For pods that the cluster cannot do without.',
  'system-node-critical': 'For pods that their node cannot do without.',
};

/** What is there before anybody made anything, in the order in which it is to be created. `apiPort`: where the API server listens. */
export function initialObjects(apiPort = 6443): readonly Manifest[] {
  return [
    ...NAMESPACES.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...Object.entries(SYSTEM_PRIORITIES).map(([name, value]) => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value,
      description: DESCRIPTIONS[name] ?? name,
    })),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: { clusterIP: '10.0.0.1', ports: [{ name: 'https', port: 443, targetPort: apiPort }] },
    },
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'standard', annotations: { [DEFAULT_CLASS]: 'true' } },
      provisioner: 'kubernetes.io/host-path',
      allowVolumeExpansion: true,
    },
  ];
}
