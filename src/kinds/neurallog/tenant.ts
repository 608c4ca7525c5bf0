import type { KindDefinition } from '../../kernel/kind-definition.ts';
import { nameRule } from '../shared/names.ts';
import type { TenantSpec } from './tenant-spec.ts';
import { tenantSpec } from './tenant-spec.ts';
import type { TenantStatus } from './tenant-status.ts';
import { tenantStatus } from './tenant-status.ts';

export type { TenantSpec } from './tenant-spec.ts';
export type { TenantStatus } from './tenant-status.ts';

/** Names of tenants: their namespace is `tenant-<name>`, and the name is also a label value. */
export const tenantName = nameRule('RFC 1123 label', 56, 'its namespace is called tenant-<name>');

/** An isolated NeuralLog: a namespace with a server, its Redis and network policies. */
export const tenant: KindDefinition<TenantSpec, TenantStatus> = {
  system: 'neurallog',
  group: 'neurallog.io',
  version: 'v1',
  kind: 'Tenant',
  listKind: 'TenantList',
  plural: 'tenants',
  singular: 'tenant',
  scope: 'Cluster',
  shortNames: [],
  categories: ['neurallog'],
  description: 'An isolated NeuralLog: a namespace with a server, its Redis and network policies.',
  columns: [
    { name: 'Status', type: 'string', jsonPath: '.status.phase' },
    { name: 'Namespace', type: 'string', jsonPath: '.status.namespace' },
    { name: 'Server', type: 'integer', jsonPath: '.status.serverStatus.readyReplicas', priority: 1 },
    { name: 'Redis', type: 'integer', jsonPath: '.status.redisStatus.readyReplicas', priority: 1 },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  replicas: ['spec', 'server', 'replicas'],
  suspend: { by: 'annotation', name: 'neurallog.io/suspended' },
  smallestSpec: {},
  nameProblem: tenantName.problem,
  rules: tenantName.rules,
  specPresence: 'defaulted',
  spec: tenantSpec,
  status: tenantStatus,
};
