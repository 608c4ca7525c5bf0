import type { JsonObject } from '../../../kernel/json.ts';
import { change, changeEach, fill, put } from '../values/change.ts';
import { labelsIn, objectIn } from '../../values/read-values.ts';
import { withTemplateDefaults } from './pod-spec-defaults.ts';

/** Defaults of a Deployment's spec. */
export function withDeploymentDefaults(spec: JsonObject): JsonObject {
  const filled = fill(change(spec, 'template', withTemplateDefaults), {
    replicas: 1,
    strategy: {},
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  return change(filled, 'strategy', (strategy) => {
    const typed = fill(strategy, { type: 'RollingUpdate' });
    if (typed['type'] !== 'RollingUpdate') return typed;
    return change(fill(typed, { rollingUpdate: {} }), 'rollingUpdate', (update) =>
      fill(update, { maxUnavailable: '25%', maxSurge: '25%' }),
    );
  });
}

/** Defaults of a ReplicaSet's spec. */
export function withReplicaSetDefaults(spec: JsonObject): JsonObject {
  return fill(change(spec, 'template', withTemplateDefaults), { replicas: 1 });
}

/** Defaults of a DaemonSet's spec. */
export function withDaemonSetDefaults(spec: JsonObject): JsonObject {
  const filled = fill(change(spec, 'template', withTemplateDefaults), { updateStrategy: {}, revisionHistoryLimit: 10 });
  return change(filled, 'updateStrategy', (strategy) => {
    const typed = fill(strategy, { type: 'RollingUpdate' });
    if (typed['type'] !== 'RollingUpdate') return typed;
    return change(fill(typed, { rollingUpdate: {} }), 'rollingUpdate', (update) => fill(update, { maxUnavailable: 1, maxSurge: 0 }));
  });
}

function withClaimTemplate(claim: JsonObject): JsonObject {
  const typed = fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
  const spec = change(typed, 'spec', (one) => fill(one, { volumeMode: 'Filesystem' }));
  return change(spec, 'status', (status) => fill(status, { phase: 'Pending' }));
}

/** Defaults of a StatefulSet's spec. */
export function withStatefulSetDefaults(spec: JsonObject): JsonObject {
  let result = fill(change(spec, 'template', withTemplateDefaults), {
    replicas: 1,
    podManagementPolicy: 'OrderedReady',
    updateStrategy: {},
    revisionHistoryLimit: 10,
    persistentVolumeClaimRetentionPolicy: {},
  });
  result = changeEach(result, 'volumeClaimTemplates', withClaimTemplate);
  result = change(result, 'persistentVolumeClaimRetentionPolicy', (policy) =>
    fill(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
  );
  return change(result, 'updateStrategy', (strategy) => {
    const typed = strategy['type'] === undefined ? fill(strategy, { type: 'RollingUpdate', rollingUpdate: {} }) : strategy;
    if (typed['type'] !== 'RollingUpdate') return typed;
    return change(typed, 'rollingUpdate', (update) => fill(update, { partition: 0 }));
  });
}

/** Defaults of a Job's spec. */
export function withJobSpecDefaults(spec: JsonObject): JsonObject {
  const both = spec['completions'] === undefined && spec['parallelism'] === undefined;
  const filled = fill(change(spec, 'template', withTemplateDefaults), {
    ...(both ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: spec['backoffLimitPerIndex'] === undefined ? 6 : 2 ** 31 - 1,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
    manualSelector: false,
  });
  return change(filled, 'podFailurePolicy', (policy) =>
    changeEach(policy, 'rules', (rule) => changeEach(rule, 'onPodConditions', (pattern) => fill(pattern, { status: 'True' }))),
  );
}

/** Defaults of a Job: one without labels gets those of its template. */
export function withJobDefaults<T extends JsonObject>(job: T): T {
  const spec = change(job, 'spec', withJobSpecDefaults);
  const labels = labelsIn(objectIn(objectIn(objectIn(spec['spec'])['template'])['metadata'])['labels']);
  if (Object.keys(labels).length === 0) return spec;
  return change(spec, 'metadata', (metadata) => (metadata['labels'] === undefined ? put(metadata, 'labels', labels) : metadata));
}

/** Defaults of a CronJob's spec. The template of its jobs is defaulted as pods are; the jobs' own defaults come when they are made. */
export function withCronJobDefaults(spec: JsonObject): JsonObject {
  const filled = fill(spec, { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
  return change(filled, 'jobTemplate', (template) => change(template, 'spec', (job) => change(job, 'template', withTemplateDefaults)));
}
