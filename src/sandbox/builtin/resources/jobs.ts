import type { Draft } from '../../resources/resource-strategy.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import { CRON_JOB_COLUMNS, JOB_COLUMNS } from '../columns/workload-columns.ts';
import { withCronJobDefaults, withJobDefaults } from '../defaults/workload-defaults.ts';
import { invalidField } from '../validation/field-errors.ts';
import { checkCronJob, checkJob, checkSelectedJob } from '../validation/job-checks.ts';
import { checkJobUpdate } from '../validation/update-checks.ts';
import { change } from '../values/change.ts';
import { labelsIn, numberIn, objectIn, specOf, statusOf } from '../../values/read-values.ts';
import { defineBuiltin } from './define-builtin.ts';
import { podSpecWarnings, templateWarnings } from './pod-warnings.ts';

type Loose = Draft & Record<string, unknown>;

/** The selector and labels by which a job knows its pods, unless it brings its own. */
function withSelector(job: Draft): Draft {
  const spec = specOf(job);
  if (spec['manualSelector'] === true) return job;
  const { uid = '', name } = job.metadata as { uid?: string; name: string };
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  const template = objectIn(spec['template']);
  const metadata = objectIn(template['metadata']);
  const given = labelsIn(metadata['labels']);
  const selector = objectIn(spec['selector']);
  const own = { 'batch.kubernetes.io/controller-uid': uid };
  return {
    ...job,
    spec: {
      ...spec,
      selector: { ...selector, matchLabels: { ...labelsIn(selector['matchLabels']), ...own } },
      // Labels that are there already stay: validation tells when they are wrong.
      template: { ...template, metadata: { ...metadata, labels: { ...labels, ...given } } },
    },
  };
}

/** A job made without labels has those of its template, the generated ones included. */
function withLabels(job: Draft): Draft {
  const labels = labelsIn(objectIn(objectIn(specOf(job)['template'])['metadata'])['labels']);
  if (Object.keys(labels).length === 0) return job;
  return { ...job, metadata: { ...job.metadata, labels: { ...labels, ...job.metadata.labels } } };
}

/** `batch/v1`, Job. */
export const JOBS: ServedResource = defineBuiltin({
  group: 'batch',
  kind: 'Job',
  plural: 'jobs',
  categories: ['all'],
  hasGeneration: true,
  status: {},
  columns: JOB_COLUMNS,
  fields: (job) => ({ 'status.successful': String(numberIn(statusOf(job)['succeeded'])) }),
  selectableFields: ['status.successful'],
  defaults: (job) => withJobDefaults(job as Loose),
  onCreate: (job) => {
    const unlabelled =
      job.metadata.labels === undefined ||
      job.metadata.labels === labelsIn(objectIn(objectIn(specOf(job)['template'])['metadata'])['labels']);
    const selected = withSelector(job);
    return unlabelled ? withLabels(selected) : selected;
  },
  check: (job) => checkJob(specOf(job), job.metadata as unknown as Record<string, unknown>),
  // The server looks at the spec twice on an update.
  checkUpdate: (next, previous) => [
    ...checkSelectedJob(specOf(next)),
    ...checkJobUpdate(specOf(next), specOf(previous), statusOf(previous)['startTime'] !== undefined),
  ],
  warnings: templateWarnings,
});

/** The names of its jobs have eleven characters more. */
const LONGEST_NAME = 52;

/** `batch/v1`, CronJob. */
export const CRON_JOBS: ServedResource = defineBuiltin({
  group: 'batch',
  kind: 'CronJob',
  plural: 'cronjobs',
  shortNames: ['cj'],
  categories: ['all'],
  hasGeneration: true,
  status: {},
  columns: CRON_JOB_COLUMNS,
  defaults: (object) => change(object as Loose, 'spec', withCronJobDefaults),
  check: (object) => {
    const { name } = object.metadata;
    const long =
      name.length > LONGEST_NAME ? [invalidField('metadata.name', name, `must be no more than ${String(LONGEST_NAME)} characters`)] : [];
    return [...checkCronJob(specOf(object)), ...long];
  },
  warnings: (object, previous) => {
    const job = objectIn(specOf(object)['jobTemplate']);
    if (previous !== undefined && specOf(previous)['jobTemplate'] === job) return [];
    const template = objectIn(objectIn(job['spec'])['template']);
    return podSpecWarnings(objectIn(template['spec']), 'spec.jobTemplate.spec.template.spec');
  },
});
