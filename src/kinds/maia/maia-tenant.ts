import type { KindDefinition } from '../../kernel/kind-definition.ts';
import { nameRule } from '../shared/names.ts';
import type { MaiaTenantSpec } from './tenant-spec.ts';
import { maiaTenantSpec } from './tenant-spec.ts';
import type { MaiaTenantStatus } from './tenant-status.ts';
import { maiaTenantStatus } from './tenant-status.ts';
import { maiaInstance } from './maia-instance.ts';

export type { MaiaTenantSpec } from './tenant-spec.ts';
export type { MaiaTenantStatus } from './tenant-status.ts';

/** The name of a tenant is a label value on its Secrets. */
export const maiaTenantName = nameRule('RFC 1123 subdomain', 63, 'it labels the Secrets of its API keys');

/** A tenant of a MAIA server, with its API keys. */
export const maiaTenant: KindDefinition<MaiaTenantSpec, MaiaTenantStatus> = {
  system: 'maia',
  group: 'maia.cuemby.com',
  version: 'v1alpha1',
  kind: 'MaiaTenant',
  listKind: 'MaiaTenantList',
  plural: 'maiatenants',
  singular: 'maiatenant',
  shortNames: ['mt'],
  categories: ['maia'],
  scope: 'Namespaced',
  description: 'A tenant of a MAIA server, with its API keys.',
  columns: [
    { name: 'Instance', type: 'string', jsonPath: '.spec.instanceRef.name' },
    { name: 'Status', type: 'string', jsonPath: '.status.phase' },
    { name: 'Plan', type: 'string', jsonPath: '.spec.plan' },
    { name: 'Memories', type: 'integer', jsonPath: '.status.memoryCount' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  suspend: { by: 'field', path: ['spec', 'suspended'], reasonPath: ['spec', 'suspendReason'] },
  references: [{ path: ['spec', 'instanceRef'], to: maiaInstance }],
  smallestSpec: { instanceRef: { name: 'server' } },
  nameProblem: maiaTenantName.problem,
  rules: maiaTenantName.rules,
  specPresence: 'required',
  spec: maiaTenantSpec,
  status: maiaTenantStatus,
};
