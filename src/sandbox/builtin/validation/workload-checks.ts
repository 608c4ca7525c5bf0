import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { listIn, numberIn, objectIn, textIn } from '../../values/read-values.ts';
import { checkClaimSpec } from './claim-checks.ts';
import { checkNotNegative, checkSupported, invalidField, invalidFields, unsupported, type Errors } from './field-errors.ts';
import { forbiddenValue } from '../../failures/field-complaints.ts';
import { labelProblems } from './name-checks.ts';
import { checkCountOrPercent, checkNotAboveAll, percentOf } from './percent-checks.ts';
import { checkSelector, checkTemplate } from './template-checks.ts';

function isZero(value: unknown): boolean {
  return value === 0 || percentOf(value) === 0;
}

function checkDeploymentStrategy(strategy: JsonObject, at: string): readonly FieldError[] {
  const type = textIn(strategy['type']);
  const update = strategy['rollingUpdate'];
  if (type === 'Recreate') {
    return update === undefined ? [] : [forbiddenValue(`${at}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
  }
  if (type !== 'RollingUpdate') return [unsupported(at, { Type: type, RollingUpdate: null }, ['Recreate', 'RollingUpdate'])];
  const here = `${at}.rollingUpdate`;
  const { maxSurge, maxUnavailable } = objectIn(update);
  const errors: Errors = [
    ...checkCountOrPercent(maxUnavailable, `${here}.maxUnavailable`),
    ...checkCountOrPercent(maxSurge, `${here}.maxSurge`),
  ];
  if (isZero(maxSurge) && isZero(maxUnavailable)) {
    errors.push(invalidField(`${here}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  return [...errors, ...checkNotAboveAll(maxUnavailable, `${here}.maxUnavailable`)];
}

/** What is wrong with a Deployment's spec. */
export function checkDeployment(spec: JsonObject): readonly FieldError[] {
  const at = 'spec';
  const deadline = spec['progressDeadlineSeconds'];
  const errors: Errors = [
    ...checkNotNegative(`${at}.replicas`, spec['replicas']),
    ...checkSelector(spec, at, 'deployment'),
    ...checkTemplate(spec, at),
    ...checkDeploymentStrategy(objectIn(spec['strategy']), `${at}.strategy`),
    ...checkNotNegative(`${at}.minReadySeconds`, spec['minReadySeconds']),
    ...checkNotNegative(`${at}.revisionHistoryLimit`, spec['revisionHistoryLimit']),
    ...checkNotNegative(`${at}.progressDeadlineSeconds`, deadline),
  ];
  if (typeof deadline === 'number' && deadline <= numberIn(spec['minReadySeconds'])) {
    errors.push(invalidField(`${at}.progressDeadlineSeconds`, deadline, 'must be greater than minReadySeconds'));
  }
  return errors;
}

/** What is wrong with a ReplicaSet's spec. */
export function checkReplicaSet(spec: JsonObject): readonly FieldError[] {
  return [
    ...checkNotNegative('spec.replicas', spec['replicas']),
    ...checkNotNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...checkSelector(spec, 'spec', 'deployment'),
    ...checkTemplate(spec, 'spec'),
  ];
}

/** What is wrong with a DaemonSet's spec. */
export function checkDaemonSet(spec: JsonObject): readonly FieldError[] {
  const type = textIn(objectIn(spec['updateStrategy'])['type']);
  return [
    ...checkSelector(spec, 'spec', 'daemonset'),
    ...checkTemplate(spec, 'spec'),
    ...checkNotNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...checkSupported('spec.updateStrategy.type', type, ['OnDelete', 'RollingUpdate']),
    ...checkNotNegative('spec.revisionHistoryLimit', spec['revisionHistoryLimit']),
  ];
}

function checkStatefulStrategy(strategy: JsonObject, at: string): readonly FieldError[] {
  const type = textIn(strategy['type']);
  const update = strategy['rollingUpdate'];
  if (type === 'OnDelete') {
    if (update === undefined) return [];
    const shown = { Partition: numberIn(objectIn(update)['partition']), MaxUnavailable: objectIn(update)['maxUnavailable'] ?? null };
    return [invalidField(`${at}.rollingUpdate`, shown, "only allowed for updateStrategy 'RollingUpdate'")];
  }
  if (type === 'RollingUpdate') return checkNotNegative(`${at}.rollingUpdate.partition`, objectIn(update)['partition']);
  const why = "must be 'RollingUpdate' or 'OnDelete'";
  return [invalidField(at, { Type: type, RollingUpdate: update ?? null }, why)];
}

/** What is wrong with a StatefulSet's spec. */
export function checkStatefulSet(spec: JsonObject): readonly FieldError[] {
  const management = textIn(spec['podManagementPolicy']);
  const retention = objectIn(spec['persistentVolumeClaimRetentionPolicy']);
  const errors: Errors = [];
  if (management !== 'OrderedReady' && management !== 'Parallel') {
    errors.push(invalidField('spec.podManagementPolicy', management, "must be 'OrderedReady' or 'Parallel'"));
  }
  errors.push(...checkStatefulStrategy(objectIn(spec['updateStrategy']), 'spec.updateStrategy'));
  for (const when of ['whenDeleted', 'whenScaled']) {
    errors.push(...checkSupported(`spec.persistentVolumeClaimRetentionPolicy.${when}`, retention[when], ['Retain', 'Delete']));
  }
  errors.push(...checkNotNegative('spec.replicas', spec['replicas']), ...checkNotNegative('spec.minReadySeconds', spec['minReadySeconds']));
  const service = textIn(spec['serviceName']);
  if (service !== '') errors.push(...invalidFields('spec.serviceName', service, labelProblems(service)));
  errors.push(...checkSelector(spec, 'spec', 'statefulset'), ...checkStatefulTemplate(spec));
  return errors;
}

/** Mounts may refer to the claims that each pod gets. */
function checkStatefulTemplate(spec: JsonObject): readonly FieldError[] {
  const claims = listIn(spec['volumeClaimTemplates']);
  const template = objectIn(spec['template']);
  const pod = objectIn(template['spec']);
  const own = new Set(listIn(pod['volumes']).map(({ name }) => textIn(name)));
  const claimed = claims
    .map((claim) => textIn(objectIn(claim['metadata'])['name']))
    .filter((name) => !own.has(name))
    .map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const withClaims = { ...spec, template: { ...template, spec: { ...pod, volumes: [...listIn(pod['volumes']), ...claimed] } } };
  return [
    ...checkTemplate(withClaims, 'spec'),
    ...claims.flatMap((claim, index) => checkClaimSpec(objectIn(claim['spec']), `spec.volumeClaimTemplates[${String(index)}].spec`)),
  ];
}
