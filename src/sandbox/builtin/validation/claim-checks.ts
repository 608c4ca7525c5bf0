import type { JsonObject } from '../../../kernel/json.ts';
import { parseQuantity } from '../../../kernel/quantity.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { objectIn, textIn, textsIn } from '../../values/read-values.ts';
import { checkSupported, invalidField, invalidFields, unsupported, type Errors } from './field-errors.ts';
import { forbiddenValue, requiredValue } from '../../failures/field-complaints.ts';
import { subdomainProblems } from './name-checks.ts';
import { checkLabelSelector } from './selector-checks.ts';

const MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** What is wrong with a list of access modes. */
export function checkAccessModes(modes: readonly string[], at: string): readonly FieldError[] {
  const errors: Errors = modes.filter((mode) => !MODES.includes(mode)).map((mode) => unsupported(at, mode, MODES));
  if (modes.length > 1 && modes.includes('ReadWriteOncePod')) {
    errors.push(forbiddenValue(at, 'may not use ReadWriteOncePod with other access modes'));
  }
  return errors;
}

/** What is wrong with the size that is asked for or offered. */
export function checkStorageSize(size: unknown, at: string): readonly FieldError[] {
  if (size === undefined) return [requiredValue(at)];
  return (parseQuantity(textIn(size)) ?? 0n) > 0n ? [] : [invalidField(at, size, 'must be greater than zero')];
}

/** What is wrong with the spec of a PersistentVolumeClaim. */
export function checkClaimSpec(spec: JsonObject, at: string): readonly FieldError[] {
  const modes = textsIn(spec['accessModes']);
  const errors: Errors = [];
  if (modes.length === 0) errors.push(requiredValue(`${at}.accessModes`, 'at least 1 access mode is required'));
  if (spec['selector'] !== undefined) errors.push(...checkLabelSelector(spec['selector'], `${at}.selector`));
  errors.push(...checkAccessModes(modes, `${at}.accessModes`));
  errors.push(...checkStorageSize(objectIn(objectIn(spec['resources'])['requests'])['storage'], `${at}.resources[storage]`));
  const storageClass = textIn(spec['storageClassName']);
  if (storageClass !== '') errors.push(...invalidFields(`${at}.storageClassName`, storageClass, subdomainProblems(storageClass)));
  if (spec['volumeMode'] !== undefined) errors.push(...checkSupported(`${at}.volumeMode`, spec['volumeMode'], ['Block', 'Filesystem']));
  return errors;
}
