import { CONFIG_MAP, SECRET } from '../../kernel/builtin-types.ts';
import type { CelRule, KindDefinition } from '../../kernel/kind-definition.ts';
import { nameRule } from '../shared/names.ts';
import type { MarieJobSpec } from './job-spec.ts';
import { marieJobSpec } from './job-spec.ts';
import type { MarieJobStatus } from './job-status.ts';
import { marieJobStatus } from './job-status.ts';
import { marieCluster } from './marie-cluster.ts';

export type { MarieJobSpec } from './job-spec.ts';
export type { MarieJobStatus } from './job-status.ts';

/** Names of jobs: their submitting Job is `<name>-submitter`. */
export const marieJobName = nameRule('RFC 1123 subdomain', 53, 'its submitting Job is called <name>-submitter');

/** What may change after the first submission. A key that the gateway refused must be mendable: the job waits for it. */
const MUTABLE: readonly string[] = ['suspend', 'ttlSecondsAfterFinished', 'activeDeadlineSeconds', 'stallTimeoutSeconds', 'auth'];

function frozen(field: string): string {
  const before = `oldSelf.spec.${field}`;
  const after = `self.spec.${field}`;
  return `has(${after}) == has(${before}) && (!has(${after}) || ${after} == ${before})`;
}

const submitted = 'has(oldSelf.status) && has(oldSelf.status.lastAttemptTime)';

const frozenSpec: readonly CelRule[] = Object.keys(marieJobSpec.shape)
  .filter((field) => !MUTABLE.includes(field))
  .map((field) => ({
    rule: `!(${submitted}) || (${frozen(field)})`,
    message: `${field} cannot be changed once the job was submitted: make a new job`,
    fieldPath: `.spec.${field}`,
    reason: 'FieldValueForbidden',
  }));

/** A document that a MarieCluster works on. */
export const marieJob: KindDefinition<MarieJobSpec, MarieJobStatus> = {
  system: 'marie',
  group: 'marie.ai',
  version: 'v1alpha1',
  kind: 'MarieJob',
  listKind: 'MarieJobList',
  plural: 'mariejobs',
  singular: 'mariejob',
  scope: 'Namespaced',
  shortNames: ['mj'],
  categories: ['marie'],
  description: 'A document that a MarieCluster works on.',
  columns: [
    { name: 'Cluster', type: 'string', jsonPath: '.status.clusterName' },
    { name: 'Type', type: 'string', jsonPath: '.spec.jobType' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Progress', type: 'integer', jsonPath: '.status.progress' },
    { name: 'Duration', type: 'string', jsonPath: '.status.duration' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  suspend: { by: 'field', path: ['spec', 'suspend'] },
  references: [
    { path: ['spec', 'clusterRef'], to: marieCluster },
    { path: ['spec', 'auth', 'secretRef'], to: SECRET },
    { path: ['spec', 'input', 'configMapRef'], to: CONFIG_MAP },
    { path: ['spec', 'input', 'secretRef'], to: SECRET },
  ],
  smallestSpec: {},
  nameProblem: marieJobName.problem,
  rules: [...marieJobName.rules, ...frozenSpec],
  specPresence: 'defaulted',
  spec: marieJobSpec,
  status: marieJobStatus,
};
