import { SECRET, STORAGE_CLASS } from '../../kernel/builtin-types.ts';
import type { KindDefinition } from '../../kernel/kind-definition.ts';
import { nameRule } from '../shared/names.ts';
import type { AbiInstanceSpec } from './instance-spec.ts';
import { abiInstanceSpec } from './instance-spec.ts';
import type { AbiInstanceStatus } from './instance-status.ts';
import { abiInstanceStatus } from './instance-status.ts';

export type { AbiInstanceSpec } from './instance-spec.ts';
export type { AbiInstanceStatus } from './instance-status.ts';

/** Services are RFC 1035 labels, and a StatefulSet adds a revision hash of eleven characters to a label value of at most 63. */
export const abiInstanceName = nameRule(
  'RFC 1035 label',
  52,
  'its Services are called <name> and <name>-headless, and labels of its pods begin with it',
);

/** An ABI server: pods, Services, volumes, and optional autoscaling and disruption budget. */
export const abiInstance: KindDefinition<AbiInstanceSpec, AbiInstanceStatus> = {
  system: 'abi',
  group: 'abi.io',
  version: 'v1',
  kind: 'AbiInstance',
  listKind: 'AbiInstanceList',
  plural: 'abiinstances',
  singular: 'abiinstance',
  shortNames: ['abi', 'abis'],
  categories: ['abi'],
  scope: 'Namespaced',
  description: 'An ABI server: pods, Services, volumes, and optional autoscaling and disruption budget.',
  columns: [
    { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
    { name: 'Ready', type: 'integer', jsonPath: '.status.readyReplicas' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Version', type: 'string', jsonPath: '.status.version' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    { name: 'Health', type: 'string', jsonPath: '.status.health.status', priority: 1 },
    { name: 'Image', type: 'string', jsonPath: '.spec.image.repository', priority: 1 },
    { name: 'Workload', type: 'string', jsonPath: '.status.workloadKind', priority: 1 },
    { name: 'HTTP', type: 'string', jsonPath: '.status.endpoints.http', priority: 1 },
  ],
  // Replicas that exist, not those that are ready: autoscalers ask for the present size.
  scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' },
  replicas: ['spec', 'replicas'],
  imageTag: ['spec', 'image', 'tag'],
  references: [
    { path: ['spec', 'secrets', 'openaiApiKeySecret'], to: SECRET },
    { path: ['spec', 'secrets', 'anthropicApiKeySecret'], to: SECRET },
    { path: ['spec', 'secrets', 'huggingfaceTokenSecret'], to: SECRET },
    { path: ['spec', 'storage', 'storageClassName'], to: STORAGE_CLASS, ofCluster: true },
  ],
  smallestSpec: {},
  nameProblem: abiInstanceName.problem,
  rules: abiInstanceName.rules,
  specPresence: 'defaulted',
  crdLabels: { 'app.kubernetes.io/name': 'abi-operator', 'app.kubernetes.io/managed-by': 'abi-operator' },
  spec: abiInstanceSpec,
  status: abiInstanceStatus,
};
