import type { OwnerReference } from '../../kernel/kube-object.ts';
import type { FieldError } from '../failures/field-error.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { goQuote } from '../values/go-text.ts';
import { fieldError, invalidValue, invalidStruct } from '../failures/field-complaints.ts';
import type { Meta } from './meta.ts';
import { labelValueProblems, objectNameProblems, qualifiedNameProblems } from '../values/name-rules.ts';

const MAX_ANNOTATIONS = 256 * 1024;
const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

function nameProblems({ strategy }: ServedResource, name: string): readonly string[] {
  if (strategy.nameProblem === undefined) return objectNameProblems(name);
  const problem = strategy.nameProblem(name);
  return problem === undefined ? [] : [problem];
}

/** A prefix may end with a dash, as something follows it. */
function asName(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -1)}a` : prefix;
}

function nameErrors(resource: ServedResource, { name, generateName }: Meta): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (generateName !== undefined && generateName !== '') {
    for (const problem of nameProblems(resource, asName(generateName)))
      errors.push(invalidValue('metadata.generateName', generateName, problem));
  }
  if (name === '')
    return [...errors, fieldError('FieldValueRequired', 'metadata.name', 'Required value: name or generateName is required')];
  for (const problem of nameProblems(resource, name)) errors.push(invalidValue('metadata.name', name, problem));
  return errors;
}

function labelErrors(labels: Readonly<Record<string, string>> = {}): readonly FieldError[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameProblems(key).map((problem) => invalidValue('metadata.labels', key, problem)),
    ...labelValueProblems(value).map((problem) => invalidValue('metadata.labels', value, problem)),
  ]);
}

function annotationErrors(annotations: Readonly<Record<string, string>> = {}): readonly FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    // Upper case is allowed in the prefix of an annotation.
    for (const problem of qualifiedNameProblems(key.toLowerCase())) errors.push(invalidValue('metadata.annotations', key, problem));
    size += key.length + Buffer.byteLength(value);
  }
  if (size > MAX_ANNOTATIONS) {
    const text = `Too long: may not be more than ${String(MAX_ANNOTATIONS)} bytes`;
    errors.push(fieldError('FieldValueTooLong', 'metadata.annotations', text));
  }
  return errors;
}

function ownerErrors(owner: OwnerReference): readonly FieldError[] {
  const parts = owner.apiVersion.split('/');
  const at = 'metadata.ownerReferences';
  const errors: FieldError[] = [];
  if (parts.length > 2 || parts.at(-1) === '') errors.push(invalidValue(`${at}.apiVersion`, owner.apiVersion, 'version must not be empty'));
  for (const field of ['kind', 'name', 'uid'] as const)
    if (owner[field] === '') errors.push(invalidValue(`${at}.${field}`, '', 'must not be empty'));
  if (owner.apiVersion === 'v1' && owner.kind === 'Event')
    errors.push(invalidStruct(at, owner, '/v1, Kind=Event is disallowed from being an owner'));
  return errors;
}

function ownersErrors(given: readonly OwnerReference[] = []): readonly FieldError[] {
  const owners = given.map((owner) => ({
    ...owner,
    apiVersion: owner.apiVersion ?? '',
    kind: owner.kind ?? '',
    name: owner.name ?? '',
    uid: owner.uid ?? '',
  }));
  const errors = owners.flatMap(ownerErrors);
  const [first, second] = owners.filter((owner) => owner.controller === true);
  if (first === undefined || second === undefined) return errors;
  const names = `${first.kind}/${first.name} and ${second.kind}/${second.name}`;
  const why = `Only one reference can have Controller set to true. Found "true" in references for ${names}`;
  return [...errors, invalidStruct('metadata.ownerReferences', owners, why)];
}

function finalizerErrors({ custom, group }: ServedResource, finalizers: readonly string[] = []): readonly FieldError[] {
  const at = 'metadata.finalizers';
  const errors = finalizers.flatMap((finalizer) => qualifiedNameProblems(finalizer).map((problem) => invalidValue(at, finalizer, problem)));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(invalidValue(at, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  // Definitions are served by the server of custom resources, which asks for no domain either.
  if (custom || group === 'apiextensions.k8s.io') return errors;
  for (const [index, finalizer] of finalizers.entries()) {
    const standard = finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer);
    const why = 'name is neither a standard finalizer name nor is it fully qualified';
    if (!standard) errors.push(invalidValue(`${at}[${String(index)}]`, finalizer, why));
  }
  return errors;
}

function commonErrors(resource: ServedResource, meta: Meta): readonly FieldError[] {
  return [
    ...labelErrors(meta.labels),
    ...annotationErrors(meta.annotations),
    ...ownersErrors(meta.ownerReferences),
    ...finalizerErrors(resource, meta.finalizers),
  ];
}

/** What is wrong with the metadata of an object to be created (apimachinery, `ValidateObjectMeta`). */
export function createdMetadataErrors(resource: ServedResource, meta: Meta): readonly FieldError[] {
  return [...nameErrors(resource, meta), ...commonErrors(resource, meta)];
}

const IMMUTABLE = ['name', 'namespace', 'uid', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const;

/**
 * What is wrong with the metadata of an update (apimachinery, `ValidateObjectMetaUpdate`). The server looks itself, and then lets most types look
 * once more: what may not change is told twice.
 */
export function updatedMetadataErrors(resource: ServedResource, meta: Meta, previous: Meta): readonly FieldError[] {
  const errors: FieldError[] = [...commonErrors(resource, meta)];
  const added = (meta.finalizers ?? []).filter((finalizer) => previous.finalizers?.includes(finalizer) !== true);
  if (previous.deletionTimestamp !== undefined && added.length > 0) {
    const found = `[]string{${added.map(goQuote).join(', ')}}`;
    const text = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${found}`;
    errors.push(fieldError('FieldValueForbidden', 'metadata.finalizers', text));
  }
  const changed = IMMUTABLE.filter((field) => meta[field] !== previous[field]);
  const immutable = changed.map((field) => invalidValue(`metadata.${field}`, meta[field] ?? null, 'field is immutable'));
  return [...errors, ...immutable, ...(resource.looksAtMetadataOnce === true ? [] : immutable)];
}

/** A custom resource may have any finalizer; the server advises against those without a domain. */
export function finalizerWarnings({ custom }: ServedResource, meta: Meta, previous: Meta | undefined): readonly string[] {
  if (!custom) return [];
  const fresh = (meta.finalizers ?? []).filter((finalizer) => previous?.finalizers?.includes(finalizer) !== true);
  const why = 'prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers';
  return fresh
    .filter((finalizer) => !finalizer.includes('/') && !STANDARD_FINALIZERS.has(finalizer))
    .map((finalizer) => `metadata.finalizers: "${finalizer}": ${why}`);
}
