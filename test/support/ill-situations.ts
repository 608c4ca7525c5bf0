import { ILL_AGENTS_AND_JOBS } from './ill-agents-and-jobs.ts';
import { maia, abi, tenant, secret, quota, all, type IllSituation } from './ill-pieces.ts';

export type { IllSituation } from './ill-pieces.ts';

/** At least three for each kind. */
export const ILL_SITUATIONS: readonly IllSituation[] = [
  // MaiaInstance
  {
    title: 'a Secret that is not there',
    kind: 'MaiaInstance',
    yaml: maia('MaiaInstance', 'it', '{security: {apiKeySecretRef: {name: gone}}}'),
    chain: ['MaiaInstance: SecretNotFound', 'Secret: NotFound'],
    fix: 'kubectl create secret generic gone -n NS --from-literal=api-key=VALUE',
  },
  {
    title: 'a storage class that is not there',
    kind: 'MaiaInstance',
    yaml: maia('MaiaInstance', 'it', '{storage: {storageClassName: nope}}'),
    chain: ['MaiaInstance: *', 'PersistentVolumeClaim: StorageClassNotFound', 'StorageClass: NotFound'],
    fix: `kubectl patch maiainstances.maia.cuemby.com it -n NS --type merge -p '{"spec":{"storage":{"storageClassName":"standard"}}}' && kubectl delete pvc it-data -n NS`,
  },
  {
    title: 'a quota that refuses the pods',
    kind: 'MaiaInstance',
    yaml: all(quota('pods: "0"'), maia('MaiaInstance', 'it', '{}')),
    chain: ['MaiaInstance: *', 'Deployment: FailedCreate', 'ReplicaSet: QuotaExceeded', 'ResourceQuota: QuotaExceeded'],
    fix: `kubectl patch resourcequota few -n NS --type merge -p '{"spec":{"hard":{"pods":"1"}}}'`,
  },
  // MaiaTenant
  {
    title: 'no instance',
    kind: 'MaiaTenant',
    yaml: maia('MaiaTenant', 'it', '{instanceRef: {name: gone}}'),
    chain: ['MaiaTenant: InstanceNotFound', 'MaiaInstance: NotFound'],
    fix: 'kubectl maia create maiainstance gone -n NS',
  },
  {
    title: 'an instance whose pod no node takes',
    kind: 'MaiaTenant',
    yaml: all(
      secret('key', 'api-key'),
      maia(
        'MaiaInstance',
        'server',
        '{tenancy: {enabled: true}, security: {apiKeySecretRef: {name: key}}, resources: {requests: {cpu: "1000"}, limits: {cpu: "1000"}}}',
      ),
      maia('MaiaTenant', 'it', '{instanceRef: {name: server}}'),
    ),
    chain: ['MaiaTenant: InstanceNotReady', 'MaiaInstance: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: Insufficient cpu'],
    fix: `kubectl patch maiainstances.maia.cuemby.com server -n NS --type merge -p '{"spec":{"resources":{"requests":{"cpu":"AMOUNT"}}}}'`,
  },
  {
    title: 'an instance whose image cannot be pulled',
    kind: 'MaiaTenant',
    yaml: all(
      secret('key', 'api-key'),
      maia(
        'MaiaInstance',
        'server',
        '{tenancy: {enabled: true}, security: {apiKeySecretRef: {name: key}}, image: {repository: x/maia, tag: broken}}',
      ),
      maia('MaiaTenant', 'it', '{instanceRef: {name: server}}'),
    ),
    chain: ['MaiaTenant: InstanceNotReady', 'MaiaInstance: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: ImagePullBackOff'],
    fix: `kubectl patch maiainstances.maia.cuemby.com server -n NS --type merge -p '{"spec":{"image":{"tag":"TAG"}}}'`,
  },
  // AbiInstance
  {
    title: 'GPUs that no node has',
    kind: 'AbiInstance',
    yaml: abi('{features: {gpu: true}, gpu: {backend: vulkan, resourceName: amd.com/gpu}}'),
    chain: ['AbiInstance: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: Insufficient amd.com/gpu'],
    fix: `kubectl patch abiinstances.abi.io it -n NS --type merge -p '{"spec":{"gpu":{"count":"AMOUNT"}}}'`,
  },
  {
    title: 'an image that cannot be pulled',
    kind: 'AbiInstance',
    yaml: abi('{image: {repository: x/abi, tag: broken}}'),
    chain: ['AbiInstance: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: ImagePullBackOff'],
    fix: `kubectl patch abiinstances.abi.io it -n NS --type merge -p '{"spec":{"image":{"tag":"TAG"}}}'`,
  },
  {
    title: 'a volume without class',
    kind: 'AbiInstance',
    yaml: abi('{storage: {storageClassName: nope}}'),
    chain: [
      'AbiInstance: *',
      'StatefulSet: PodsNotReady',
      'Pod: Unschedulable',
      'PersistentVolumeClaim: StorageClassNotFound',
      'StorageClass: NotFound',
    ],
    fix: `kubectl patch abiinstances.abi.io it -n NS --type merge -p '{"spec":{"storage":{"storageClassName":"standard"}}}' && kubectl delete pvc data-it-0 -n NS`,
  },
  // NeuralLog
  {
    title: 'a Secret of its namespace that is not there',
    kind: 'Tenant',
    yaml: tenant('{server: {env: [{name: K, valueFrom: {secretKeyRef: {name: gone, key: k}}}]}}'),
    chain: ['Tenant: SecretNotFound', 'Secret: NotFound'],
    fix: 'kubectl create secret generic gone -n tenant-NS --from-literal=k=VALUE',
  },
  {
    title: 'a budget that its own pods go beyond',
    kind: 'Tenant',
    yaml: tenant('{resources: {cpu: {limit: "1", request: "1"}}, server: {replicas: 3, resources: {cpu: {limit: "1", request: "1"}}}}'),
    chain: ['Tenant: *', 'Deployment: FailedCreate', 'ReplicaSet: QuotaExceeded', 'ResourceQuota: QuotaExceeded'],
    fix: `kubectl patch tenants.neurallog.io NS --type merge -p '{"spec":{"resources":{"cpu":{"limit":"1300m","request":"1100m"}}}}'`,
  },
  {
    title: 'a server image that cannot be pulled',
    kind: 'Tenant',
    yaml: tenant('{server: {image: "x/server:broken"}}'),
    chain: ['Tenant: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: ImagePullBackOff'],
    fix: `kubectl patch tenants.neurallog.io NS --type merge -p '{"spec":{"server":{"image":"IMAGE"}}}'`,
  },
  {
    title: 'a Redis image that cannot be pulled',
    kind: 'Tenant',
    yaml: tenant('{redis: {image: "redis:broken"}}'),
    chain: ['Tenant: *', 'StatefulSet: PodsNotReady', 'Pod: ImagePullBackOff'],
    fix: `kubectl patch tenants.neurallog.io NS --type merge -p '{"spec":{"redis":{"image":"IMAGE"}}}'`,
  },
  ...ILL_AGENTS_AND_JOBS,
];
