import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { labelsIn, numberIn, objectIn, textIn } from '../../values/read-values.ts';
import { cronProblem } from './cron-problem.ts';
import { checkNotNegative, checkSupported, invalidField, unsupported, type Errors } from './field-errors.ts';
import { requiredValue } from '../../failures/field-complaints.ts';
import { checkLabelSelector, selects } from './selector-checks.ts';
import { checkTemplateSpec } from './template-checks.ts';

const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'maxFailedIndexes',
  'backoffLimitPerIndex',
];

function checkCompletion(spec: JsonObject, at: string): readonly FieldError[] {
  const mode = spec['completionMode'];
  if (mode === undefined) return [];
  if (mode !== 'NonIndexed' && mode !== 'Indexed') return [unsupported(`${at}.completionMode`, mode, ['NonIndexed', 'Indexed'])];
  if (mode === 'NonIndexed') return [];
  if (spec['completions'] === undefined) return [requiredValue(`${at}.completions`, 'when completion mode is Indexed')];
  const { parallelism } = spec;
  const limit = 100_000;
  return numberIn(parallelism) > limit
    ? [invalidField(`${at}.parallelism`, parallelism, `must be less than or equal to ${String(limit)} when completion mode is Indexed`)]
    : [];
}

function checkPods(spec: JsonObject, at: string): readonly FieldError[] {
  const template = objectIn(spec['template']);
  const errors: Errors = [...checkTemplateSpec(template, `${at}.template`)];
  const policy = textIn(objectIn(template['spec'])['restartPolicy']);
  // `Always` is what nobody set: the pod's own default.
  if (policy === 'Always' || policy === '')
    errors.push(requiredValue(`${at}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"'));
  else if (policy !== 'OnFailure' && policy !== 'Never')
    errors.push(unsupported(`${at}.template.spec.restartPolicy`, policy, ['OnFailure', 'Never']));
  return errors;
}

/** What is wrong with the spec of a Job, alone or in the template of a CronJob. */
export function checkJobSpec(spec: JsonObject, at: string): readonly FieldError[] {
  const replacement = spec['podReplacementPolicy'];
  return [
    ...COUNTS.flatMap((field) => checkNotNegative(`${at}.${field}`, spec[field])),
    ...checkCompletion(spec, at),
    ...(replacement === undefined ? [] : checkSupported(`${at}.podReplacementPolicy`, replacement, ['Failed', 'TerminatingOrFailed'])),
    ...checkPods(spec, at),
  ];
}

const OWN_LABELS = ['batch.kubernetes.io/controller-uid', 'controller-uid', 'batch.kubernetes.io/job-name', 'job-name'];

/** The selector and labels that the server makes must be those of this job. */
function checkGenerated(spec: JsonObject, name: string, uid: string): readonly FieldError[] {
  if (spec['manualSelector'] === true) return [];
  const template = objectIn(objectIn(spec['template'])['metadata'])['labels'];
  const labels = labelsIn(template);
  const errors: Errors = [];
  for (const key of OWN_LABELS) {
    const expected = key.endsWith('uid') ? uid : name;
    const at = `spec.template.metadata.labels[${key}]`;
    if (labels[key] === undefined) errors.push(requiredValue(at, `must be '${expected}'`));
    else if (labels[key] !== expected) errors.push(invalidField(at, labels, `must be '${expected}'`));
  }
  const own = { 'batch.kubernetes.io/controller-uid': uid };
  if (JSON.stringify(objectIn(spec['selector'])['matchLabels']) !== JSON.stringify(own)) {
    errors.push(invalidField('spec.selector', spec['selector'], '`selector` not auto-generated'));
  }
  return errors;
}

/** What is wrong with a Job. */
export function checkJob(spec: JsonObject, metadata: JsonObject): readonly FieldError[] {
  return [...checkGenerated(spec, textIn(metadata['name']), textIn(metadata['uid'])), ...checkSelectedJob(spec)];
}

/** What is wrong with a Job's spec, its selector included. */
export function checkSelectedJob(spec: JsonObject): readonly FieldError[] {
  const { selector } = spec;
  const labels = objectIn(objectIn(spec['template'])['metadata'])['labels'];
  const errors: Errors = [];
  if (selector === undefined) errors.push(requiredValue('spec.selector'));
  else errors.push(...checkLabelSelector(selector, 'spec.selector'));
  errors.push(...checkJobSpec(spec, 'spec'));
  if (selector !== undefined && !selects(selector, labels)) {
    errors.push(invalidField('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`'));
  }
  return errors;
}

function zoneProblem(zone: string): string | undefined {
  if (zone === '') return 'timeZone must be nil or non-empty string';
  if (zone.toLowerCase() === 'local') return 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) instanceof Intl.DateTimeFormat ? undefined : zone;
  } catch {
    return `unknown time zone ${zone}`;
  }
}

/** What is wrong with the spec of a CronJob. */
export function checkCronJob(spec: JsonObject): readonly FieldError[] {
  const schedule = textIn(spec['schedule']);
  const errors: Errors = [];
  if (schedule === '') errors.push(requiredValue('spec.schedule'));
  else {
    const problem = cronProblem(schedule);
    if (problem !== undefined) errors.push(invalidField('spec.schedule', schedule, problem));
  }
  errors.push(...checkNotNegative('spec.startingDeadlineSeconds', spec['startingDeadlineSeconds']));
  const zone = spec['timeZone'];
  const problem = typeof zone === 'string' ? zoneProblem(zone) : undefined;
  if (problem !== undefined) errors.push(invalidField('spec.timeZone', zone, problem));
  errors.push(...checkSupported('spec.concurrencyPolicy', spec['concurrencyPolicy'], ['Allow', 'Forbid', 'Replace']));
  errors.push(...checkJobSpec(objectIn(objectIn(spec['jobTemplate'])['spec']), 'spec.jobTemplate.spec'));
  for (const field of ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'])
    errors.push(...checkNotNegative(`spec.${field}`, spec[field]));
  return errors;
}
