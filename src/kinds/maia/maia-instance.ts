import { SECRET, STORAGE_CLASS } from '../../kernel/builtin-types.ts';
import type { KindDefinition } from '../../kernel/kind-definition.ts';
import { nameRule } from '../shared/names.ts';
import type { MaiaInstanceSpec } from './instance-spec.ts';
import { maiaInstanceSpec } from './instance-spec.ts';
import type { MaiaInstanceStatus } from './instance-status.ts';
import { maiaInstanceStatus } from './instance-status.ts';

export type { MaiaInstanceSpec } from './instance-spec.ts';
export type { MaiaInstanceStatus } from './instance-status.ts';

/** CronJob names have at most 52 characters, of which `-backup` takes seven; Services are RFC 1035 labels. */
export const maiaInstanceName = nameRule(
  'RFC 1035 label',
  45,
  'its Services are called <name> and <name>-headless, its CronJob <name>-backup',
);

/** A MAIA server with its volume, Services, and optional Ingress, ServiceMonitor and backups. */
export const maiaInstance: KindDefinition<MaiaInstanceSpec, MaiaInstanceStatus> = {
  system: 'maia',
  group: 'maia.cuemby.com',
  version: 'v1alpha1',
  kind: 'MaiaInstance',
  listKind: 'MaiaInstanceList',
  plural: 'maiainstances',
  singular: 'maiainstance',
  shortNames: ['maia', 'mi'],
  categories: ['maia'],
  scope: 'Namespaced',
  description: 'A MAIA server with its volume, Services, and optional Ingress, ServiceMonitor and backups.',
  columns: [
    { name: 'Status', type: 'string', jsonPath: '.status.phase' },
    { name: 'Tenants', type: 'integer', jsonPath: '.status.tenantCount' },
    { name: 'Memories', type: 'integer', jsonPath: '.status.totalMemories' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  replicas: ['spec', 'replicas'],
  replicasLimit: { most: 1, why: 'the pods share one data directory that one of them locks: at most one becomes ready' },
  imageTag: ['spec', 'image', 'tag'],
  references: [
    { path: ['spec', 'security', 'apiKeySecretRef'], to: SECRET },
    { path: ['spec', 'security', 'tlsSecretRef'], to: SECRET, keys: ['tls.crt', 'tls.key'] },
    { path: ['spec', 'embedding', 'openaiSecretRef'], to: SECRET },
    { path: ['spec', 'storage', 'storageClassName'], to: STORAGE_CLASS, ofCluster: true },
  ],
  smallestSpec: {},
  nameProblem: maiaInstanceName.problem,
  rules: maiaInstanceName.rules,
  specPresence: 'required',
  spec: maiaInstanceSpec,
  status: maiaInstanceStatus,
};
