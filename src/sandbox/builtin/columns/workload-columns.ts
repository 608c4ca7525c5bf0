import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { TableColumn } from '../../resources/table-column.ts';
import { ageOf, humanDuration } from '../../tables/human-duration.ts';
import { listIn, numberIn, objectIn, specOf, statusOf, textIn } from '../../values/read-values.ts';
import { AGE, column, containerColumns, integer, labelText, NAME, NONE, selectorText, templatePodSpec, wide } from './column.ts';
import { podSummary } from './pod-status.ts';

const orNone = (text: string): string => (text === '' ? NONE : text);
const count = (object: KubeObject, field: string): number => numberIn(statusOf(object)[field]);
const wanted = (object: KubeObject): number => numberIn(specOf(object)['replicas']);
const SELECTOR = wide('Selector', (object) => selectorText(specOf(object)['selector']));

function gates(pod: KubeObject): string {
  const types = listIn(specOf(pod)['readinessGates']).map(({ conditionType }) => conditionType);
  if (types.length === 0) return NONE;
  const conditions = listIn(statusOf(pod)['conditions']);
  const met = types.filter((wantedType) => conditions.some(({ type, status }) => type === wantedType && status === 'True'));
  return `${String(met.length)}/${String(types.length)}`;
}

/** Columns of pods. */
export const POD_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Ready', (pod, now) => podSummary(pod, now).ready),
  column('Status', (pod, now) => podSummary(pod, now).status),
  column('Restarts', (pod, now) => podSummary(pod, now).restarts),
  AGE,
  wide('IP', (pod) => orNone(textIn(objectIn(listIn(statusOf(pod)['podIPs'])[0])['ip']))),
  wide('Node', (pod) => orNone(textIn(specOf(pod)['nodeName']))),
  wide('Nominated Node', (pod) => orNone(textIn(statusOf(pod)['nominatedNodeName']))),
  wide('Readiness Gates', gates),
];

/** Columns of Deployments. */
export const DEPLOYMENT_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Ready', (object) => `${String(count(object, 'readyReplicas'))}/${String(wanted(object))}`),
  column('Up-to-date', (object) => count(object, 'updatedReplicas')),
  column('Available', (object) => count(object, 'availableReplicas')),
  AGE,
  ...containerColumns(templatePodSpec),
  SELECTOR,
];

/** Columns of ReplicaSets. */
export const REPLICA_SET_COLUMNS: readonly TableColumn[] = [
  NAME,
  integer('Desired', wanted),
  integer('Current', (object) => count(object, 'replicas')),
  integer('Ready', (object) => count(object, 'readyReplicas')),
  AGE,
  ...containerColumns(templatePodSpec),
  SELECTOR,
];

/** Columns of StatefulSets. */
export const STATEFUL_SET_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Ready', (object) => `${String(count(object, 'readyReplicas'))}/${String(wanted(object))}`),
  AGE,
  ...containerColumns(templatePodSpec),
];

/** Columns of DaemonSets. */
export const DAEMON_SET_COLUMNS: readonly TableColumn[] = [
  NAME,
  integer('Desired', (object) => count(object, 'desiredNumberScheduled')),
  integer('Current', (object) => count(object, 'currentNumberScheduled')),
  integer('Ready', (object) => count(object, 'numberReady')),
  integer('Up-to-date', (object) => count(object, 'updatedNumberScheduled')),
  integer('Available', (object) => count(object, 'numberAvailable')),
  column('Node Selector', (object) => labelText(templatePodSpec(object)['nodeSelector'])),
  AGE,
  ...containerColumns(templatePodSpec),
  SELECTOR,
];

/** Columns of ControllerRevisions. */
export const REVISION_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Controller', ({ metadata }) => {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
    if (owner === undefined) return NONE;
    const [group = '', version] = owner.apiVersion.split('/');
    return `${owner.kind.toLowerCase()}${version === undefined ? '' : `.${group}`}/${owner.name}`;
  }),
  column('Revision', (object) => numberIn(object['revision'])),
  AGE,
];

function jobStatus(job: KubeObject): string {
  const met = (type: string): boolean =>
    listIn(statusOf(job)['conditions']).some((one) => one['type'] === type && one['status'] === 'True');
  if (met('Complete')) return 'Complete';
  if (met('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (met('Suspended')) return 'Suspended';
  if (met('FailureTarget')) return 'FailureTarget';
  return met('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

function completions(job: KubeObject): string {
  const { completions: total, parallelism } = specOf(job);
  const succeeded = String(count(job, 'succeeded'));
  if (typeof total === 'number') return `${succeeded}/${String(total)}`;
  return numberIn(parallelism) > 1 ? `${succeeded}/1 of ${String(parallelism)}` : `${succeeded}/1`;
}

function duration(job: KubeObject, now: number): string {
  const { startTime, completionTime } = statusOf(job);
  if (typeof startTime !== 'string') return '';
  const end = typeof completionTime === 'string' ? Date.parse(completionTime) : now;
  return humanDuration(end - Date.parse(startTime));
}

/** Columns of Jobs. */
export const JOB_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Status', jobStatus),
  column('Completions', completions),
  column('Duration', duration),
  AGE,
  ...containerColumns(templatePodSpec),
  SELECTOR,
];

const cronPodSpec = (object: KubeObject): Readonly<Record<string, unknown>> =>
  objectIn(objectIn(objectIn(objectIn(specOf(object)['jobTemplate'])['spec'])['template'])['spec']);

/** Columns of CronJobs. */
export const CRON_JOB_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Schedule', (object) => textIn(specOf(object)['schedule'])),
  column('Timezone', (object) => orNone(textIn(specOf(object)['timeZone']))),
  column('Suspend', (object) => (specOf(object)['suspend'] === true ? 'True' : 'False'), { type: 'boolean' }),
  integer('Active', (object) => listIn(statusOf(object)['active']).length),
  column('Last Schedule', (object, now) => {
    const { lastScheduleTime } = statusOf(object);
    return typeof lastScheduleTime === 'string' ? ageOf(lastScheduleTime, now) : NONE;
  }),
  AGE,
  ...containerColumns(cronPodSpec),
  wide('Selector', (object) => selectorText(objectIn(objectIn(specOf(object)['jobTemplate'])['spec'])['selector'])),
];
