import {
  CRON_JOB,
  DEPLOYMENT,
  HORIZONTAL_POD_AUTOSCALER,
  JOB,
  LEASE,
  PERSISTENT_VOLUME_CLAIM,
  POD,
  SECRET,
  STORAGE_CLASS,
} from '../../src/kernel/builtin-types.ts';
import type { CheckState } from '../../src/commands/shared/check/check-result.ts';
import type { OperatorLook } from '../../src/commands/shared/doctor/facts.ts';
import { KIND_IDENTITIES } from '../../src/commands/shared/kind-identities.ts';
import { NODE } from '../../src/commands/shared/describe-object/known-types.ts';
import { holderOf } from '../../src/reconcile/engine/lease.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { SYSTEMS } from '../../src/registry.ts';
import type { Link } from '../../src/commands/shared/why/link.ts';
import { owned } from './plain-related.ts';
import { sampleObject, type SampleFields } from './sample-objects.ts';
import { SAMPLE_NOW, type SampleCluster } from './sample-facts.ts';

/** A rule, the least that makes it speak, and nearly the same that does not. */
export interface DoctorCase {
  readonly id: string;
  readonly ill: SampleCluster;
  readonly well: SampleCluster;
}

export const NS = 'ns';
export const READY = { conditions: [{ type: 'Ready', status: 'True', reason: 'Ready', message: '' }] };

export function typeOf(kind: string): ResourceType {
  const found = KIND_IDENTITIES.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(kind);
  return found;
}

export function own(
  kind: string,
  spec: object,
  { status = READY, metadata = {}, name = 'it' }: { status?: object; metadata?: object; name?: string } = {},
): KubeObject {
  const type = typeOf(kind);
  const at = type.scope === 'Cluster' ? { name } : { namespace: NS, name };
  return sampleObject(type, at, { metadata: { uid: `own-${name}`, ...metadata }, spec, status });
}

export const INSTANCE = own('MaiaInstance', {});

export function child(type: ResourceType, fields: SampleFields, by: KubeObject = INSTANCE, name = 'child'): KubeObject {
  return sampleObject(type, { namespace: NS, name }, owned(by, fields));
}

export function ago(ms: number): string {
  return new Date(SAMPLE_NOW - ms).toISOString();
}

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export function withChild(type: ResourceType, fields: SampleFields): SampleCluster {
  return { objects: [INSTANCE, child(type, fields)] };
}

export function only(...objects: readonly KubeObject[]): SampleCluster {
  return { objects };
}

export function check(name: string, state: CheckState): SampleCluster {
  return { checks: [{ check: name, state, message: 'm', fix: 'f' }] };
}

export function operatorOf(
  deployments: readonly KubeObject[],
  leases: readonly KubeObject[] = [],
  hidden?: 'leases',
  managers: readonly KubeObject[] = [],
): readonly OperatorLook[] {
  const [system] = SYSTEMS;
  if (system === undefined) throw new Error('no system');
  const ready = deployments.filter(({ status }) => ((status as { readyReplicas?: number } | undefined)?.readyReplicas ?? 0) > 0);
  const holders = leases.flatMap((one) => holderOf(one, SAMPLE_NOW) ?? []);
  return [{ system, found: { deployments, ready, leases, holders, ...(hidden === undefined ? {} : { hidden }) }, managers }];
}

export function operatorDeployment(namespace: string, readyReplicas: number, more: SampleFields = {}): KubeObject {
  return sampleObject(
    DEPLOYMENT,
    { namespace, name: 'maia-operator' },
    { spec: { replicas: readyReplicas }, status: { readyReplicas }, ...more },
  );
}

export function lease(holderIdentity: string, ageMs: number): KubeObject {
  return sampleObject(
    LEASE,
    { namespace: 'maia-system', name: 'maia-operator.cuemby.com' },
    { spec: { holderIdentity, renewTime: ago(ageMs), leaseDurationSeconds: 15 } },
  );
}

/** A lease that a loop over a shard (`1/3`) has held for an hour, and renewed so long ago. */
export function shardLease(shard: string, ageMs: number, acquiredMs: number = 60 * MINUTE): KubeObject {
  return sampleObject(
    LEASE,
    { namespace: 'maia-system', name: `maia-operator.cuemby.com-${shard.replace('/', '-of-')}` },
    {
      metadata: { annotations: { 'aistack.dev/scope': `* shard ${shard}` } },
      spec: { holderIdentity: `loop-${shard}`, acquireTime: ago(acquiredMs), renewTime: ago(ageMs), leaseDurationSeconds: 15 },
    },
  );
}

/** The Deployment of this program for a shard. */
export function shardDeployment(shard: string, replicas: number, ageMs: number): KubeObject {
  return sampleObject(
    DEPLOYMENT,
    { namespace: 'maia-system', name: `maia-operator-${shard.replace('/', '-of-')}` },
    { metadata: { creationTimestamp: ago(ageMs), annotations: { 'aistack.dev/scope': `* shard ${shard}` } }, spec: { replicas } },
  );
}

export const TAKEN = {
  metadata: { annotations: { 'aistack.dev/taken-over-replicas': '1', 'aistack.dev/taken-over-by': 'me' } },
  spec: { replicas: 0 },
  status: {},
};

export const GOING = { finalizers: ['maia.cuemby.com/finalizer'], deletionTimestamp: ago(10 * MINUTE) };

export function link(state: Link['state']): readonly Link[] {
  return [{ object: { kind: 'Secret', namespace: NS, name: 'gone' }, state, reason: 'NotFound', message: 'gone', evidence: [] }];
}

export const PENDING = { conditions: [{ type: 'Ready', status: 'False', reason: 'R', message: 'm' }] };

export function secret(name: string, data: Readonly<Record<string, string>>): KubeObject {
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
  return sampleObject(SECRET, { namespace: NS, name }, { data: encoded });
}

export const WITH_SECRET = own('MaiaInstance', { security: { apiKeySecretRef: { name: 's' } } });

export function envFrom(word: string, optional = false): KubeObject {
  return own('ModelAPI', {
    mode: 'Hosted',
    serverConfig: { model: 'm', env: [{ name: 'X', valueFrom: { [word]: { name: 's', key: 'k', optional } } }] },
  });
}

export const FAST = sampleObject(STORAGE_CLASS, { name: 'fast' }, { allowVolumeExpansion: true });
export const SLOW = sampleObject(STORAGE_CLASS, { name: 'slow' });

export function claim(status: object, spec: object = {}, metadata: object = {}): KubeObject {
  return child(PERSISTENT_VOLUME_CLAIM, { spec, status, metadata });
}

export function growing(storageClassName: string, capacity: string): KubeObject {
  return claim({ phase: 'Bound', capacity: { storage: capacity } }, { storageClassName, resources: { requests: { storage: '2Gi' } } });
}

export function node(fields: object, name = 'n1'): KubeObject {
  return sampleObject(NODE, { name }, { spec: {}, status: {}, ...fields });
}

export function condition(type: string, status: string, reason = 'R'): SampleFields {
  return { status: { conditions: [{ type, status, reason, message: 'm' }] } };
}

export function backups(cronStatus: object, ...jobs: readonly KubeObject[]): SampleCluster {
  const instance = own('MaiaInstance', { backup: { enabled: true } });
  return only(instance, child(CRON_JOB, { metadata: { uid: 'cron' }, status: cronStatus }, instance), ...jobs);
}

export function job(name: string, created: string, type: string): KubeObject {
  const fields = {
    metadata: { creationTimestamp: created },
    status: { conditions: [{ type, status: 'True', reason: 'BackoffLimitExceeded' }] },
  };
  const cron = sampleObject(CRON_JOB, { namespace: NS, name: 'child' }, { metadata: { uid: 'cron' } });
  const made = owned(cron, fields);
  return sampleObject(JOB, { namespace: NS, name }, { ...made, metadata: { ...made.metadata, ...fields.metadata, uid: name } });
}

export const tenant = (spec: object, status: object = READY): KubeObject =>
  own('MaiaTenant', { instanceRef: { name: 'server' }, ...spec }, { status });
export const server = (spec: object): KubeObject => own('MaiaInstance', spec, { name: 'server' });
export const SUSPENDED = (days: number): object => ({
  phase: 'Suspended',
  conditions: [{ type: 'Ready', status: 'False', reason: 'Suspended', message: '', lastTransitionTime: ago(days * DAY) }],
});
export const abi = (spec: object): KubeObject => own('AbiInstance', spec);
export const agent = (name: string, spec: object): KubeObject => own('Agent', { modelAPI: 'llm', ...spec }, { name });
export const LLM = own('ModelAPI', { mode: 'Hosted', serverConfig: { model: 'm' } }, { name: 'llm' });
export const POD_TEMPLATE = { template: { spec: { containers: [{ name: 'marie', image: 'marie:1' }] } } };
export const cluster = (spec: object, status: object = READY): KubeObject =>
  own('MarieCluster', { serverSpec: POD_TEMPLATE, ...spec }, { status });
export const marieJob = (spec: object, status: object): KubeObject => own('MarieJob', { clusterRef: 'c', ...spec }, { status });
export const GPU_GROUP = { executorGroupSpecs: [{ groupName: 'g', gpu: true, ...POD_TEMPLATE }] };

export function workload(image: string): SampleCluster {
  return withChild(DEPLOYMENT, { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } });
}

export function pod(restartCount: number): SampleCluster {
  return withChild(POD, { status: { containerStatuses: [{ name: 'c', restartCount }] } });
}

export function hpa(fields: object): SampleCluster {
  return withChild(HORIZONTAL_POD_AUTOSCALER, { spec: { minReplicas: 1, maxReplicas: 3 }, ...fields });
}

export function old(type: ResourceType, fields: SampleFields, ageMs: number): SampleCluster {
  return withChild(type, { ...fields, metadata: { creationTimestamp: ago(ageMs) } });
}
