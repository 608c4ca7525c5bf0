import type { JsonObject } from '../../../kernel/json.ts';
import { compareQuantities } from '../../../kernel/quantity.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { sameValue } from '../../values/same-value.ts';
import { changeEach, put } from '../values/change.ts';
import { labelsIn, listIn, objectIn, textIn } from '../../values/read-values.ts';
import { claimSpecDump, unifiedDiff } from './claim-dump.ts';
import { invalidField, type Errors } from './field-errors.ts';
import { forbiddenValue } from '../../failures/field-complaints.ts';

const IMMUTABLE = 'field is immutable';

/** Complains about a field that differs. */
export function checkUnchanged(next: unknown, previous: unknown, at: string): readonly FieldError[] {
  return sameValue(next ?? null, previous ?? null) ? [] : [invalidField(at, next, IMMUTABLE)];
}

const STATEFUL_FREE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

function without(object: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));
}

/** What an update of a StatefulSet's spec may not change: nearly all of it. */
export function checkStatefulSetUpdate(next: JsonObject, previous: JsonObject): readonly FieldError[] {
  if (sameValue(without(next, STATEFUL_FREE), without(previous, STATEFUL_FREE))) return [];
  const named = STATEFUL_FREE.map((field) => `'${field}'`);
  const list = `${named.slice(0, -1).join(', ')} and ${named.at(-1) ?? ''}`;
  return [forbiddenValue('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)];
}

/** The parts of a suspended job's pods that may still be changed (Kubernetes, "Mutable Scheduling Directives"). */
const SCHEDULING = ['nodeSelector', 'tolerations', 'schedulingGates', 'affinity'];

/** What an update of a Job's spec may not change. */
export function checkJobUpdate(next: JsonObject, previous: JsonObject, started: boolean): readonly FieldError[] {
  const errors: Errors = [];
  const elastic = next['completionMode'] === 'Indexed' && next['completions'] === next['parallelism'];
  if (!elastic) errors.push(...checkUnchanged(next['completions'], previous['completions'], 'spec.completions'));
  errors.push(...checkUnchanged(next['selector'], previous['selector'], 'spec.selector'));
  errors.push(...checkTemplateUpdate(next, previous, started));
  for (const field of ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy']) {
    errors.push(...checkUnchanged(next[field], previous[field], `spec.${field}`));
  }
  return errors;
}

function checkTemplateUpdate(next: JsonObject, previous: JsonObject, started: boolean): readonly FieldError[] {
  const loose = previous['suspend'] === true && !started;
  const fixed = (spec: JsonObject): JsonObject => {
    const template = objectIn(spec['template']);
    if (!loose) return template;
    const { metadata: _free, ...rest } = template;
    return { ...rest, spec: without(objectIn(template['spec']), SCHEDULING) };
  };
  const [now, before] = [fixed(next), fixed(previous)];
  if (sameValue(now, before)) return [];
  return sameValue(now['spec'] ?? null, before['spec'] ?? null)
    ? [invalidField('spec.template', next['template'], IMMUTABLE)]
    : [invalidField('spec.template.spec', objectIn(next['template'])['spec'], IMMUTABLE)];
}

const CLAIM_TEXT = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** What an update of a PersistentVolumeClaim's spec may not change. Only one that is bound may ask for more. */
export function checkClaimUpdate(next: JsonObject, previous: JsonObject, status: JsonObject): readonly FieldError[] {
  const bound = status['phase'] === 'Bound';
  // The binder may still write the name of the volume.
  const volume = textIn(previous['volumeName']) === '' ? (next['volumeName'] ?? undefined) : previous['volumeName'];
  let allowed = put(previous, 'volumeName', volume);
  if (bound) {
    const requests = objectIn(next['resources'])['requests'];
    allowed = put(allowed, 'resources', put(objectIn(previous['resources']), 'requests', requests));
    allowed = put(allowed, 'volumeAttributesClassName', next['volumeAttributesClassName']);
  }
  const errors: Errors = [];
  if (!sameValue(next, allowed)) {
    errors.push(forbiddenValue('spec', `${CLAIM_TEXT}\n${unifiedDiff(claimSpecDump(allowed), claimSpecDump(next))}`));
  }
  if (bound) errors.push(...checkShrinking(next, previous, status));
  return errors;
}

function checkShrinking(next: JsonObject, previous: JsonObject, status: JsonObject): readonly FieldError[] {
  const size = (spec: JsonObject): string => textIn(labelsIn(objectIn(spec['resources'])['requests'])['storage']);
  const capacity = textIn(labelsIn(status['capacity'])['storage']);
  const smaller = (compareQuantities(size(next), size(previous)) ?? 0) < 0;
  const at = 'spec.resources.requests.storage';
  if (!smaller) return [];
  if (capacity !== '' && (compareQuantities(size(next), capacity) ?? 0) > 0) return [];
  return [forbiddenValue(at, 'field can not be less than status.capacity')];
}

const POD_TEXT =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function withImagesOf(next: JsonObject, previous: JsonObject, list: string): JsonObject {
  const images = new Map(listIn(previous[list]).map(({ name, image }) => [name, image]));
  return changeEach(next, list, (container) =>
    images.has(container['name']) ? put(container, 'image', images.get(container['name'])) : container,
  );
}

/** What an update of a pod's spec may not change. The server adds a comparison of its own structs, which is not imitated. */
export function checkPodUpdate(next: JsonObject, previous: JsonObject): readonly FieldError[] {
  const errors: Errors = [];
  const sameCount = (list: string): boolean => listIn(next[list]).length === listIn(previous[list]).length;
  if (!sameCount('containers')) return [forbiddenValue('spec.containers', 'pod updates may not add or remove containers')];
  if (!sameCount('initContainers')) return [forbiddenValue('spec.initContainers', 'pod updates may not add or remove containers')];
  const kept = listIn(previous['tolerations']).every((one) =>
    listIn(next['tolerations']).some((other) => sameValue({ ...other, tolerationSeconds: 0 }, { ...one, tolerationSeconds: 0 })),
  );
  if (!kept) errors.push(forbiddenValue('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
  let allowed = withImagesOf(withImagesOf(next, previous, 'containers'), previous, 'initContainers');
  for (const field of ['activeDeadlineSeconds', 'tolerations']) allowed = put(allowed, field, previous[field]);
  if (!sameValue(allowed, previous)) errors.push(forbiddenValue('spec', POD_TEXT));
  return errors;
}
