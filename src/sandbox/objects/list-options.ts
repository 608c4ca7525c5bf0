import type { FieldError } from '../failures/field-error.ts';
import { fieldError } from '../failures/field-complaints.ts';
import { invalid } from '../failures/common-failures.ts';
import type { ListQuery, WatchQuery } from './object-service.ts';

const MATCH = 'resourceVersionMatch';

function forbidden(why: string): FieldError {
  return fieldError('FieldValueForbidden', MATCH, `Forbidden: ${why}`);
}

function unsupported(value: string, supported: string): FieldError {
  return fieldError('FieldValueNotSupported', MATCH, `Unsupported value: "${value}": supported values: ${supported}`);
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
}

/** Throws 422 where the options of a list do not go together (apimachinery, `ValidateListOptions`). */
export function checkListOptions({ resourceVersion = '', resourceVersionMatch: match = '', continue: token = '' }: ListQuery): void {
  if (match === '') return;
  const errors: FieldError[] = [];
  if (resourceVersion === '') errors.push(forbidden(`${MATCH} is forbidden unless resourceVersion is provided`));
  if (token !== '') errors.push(forbidden(`${MATCH} is forbidden when continue is provided`));
  if (match !== 'Exact' && match !== 'NotOlderThan') errors.push(unsupported(match, '"Exact", "NotOlderThan", ""'));
  if (match === 'Exact' && resourceVersion === '0') errors.push(forbidden(`${MATCH} "exact" is forbidden for resourceVersion "0"`));
  refuse(errors);
}

/** Throws 422 where the options of a watch do not go together (apimachinery, `validateWatchOptions`). */
export function checkWatchOptions({ resourceVersionMatch: match = '', sendInitialEvents }: WatchQuery): void {
  const errors: FieldError[] = [];
  if (sendInitialEvents === undefined) {
    if (match !== '') errors.push(forbidden(`${MATCH} is forbidden for watch unless sendInitialEvents is provided`));
  } else {
    if (match !== 'NotOlderThan') errors.push(forbidden(`sendInitialEvents requires setting ${MATCH} to NotOlderThan`));
    if (match !== '' && match !== 'NotOlderThan') errors.push(unsupported(match, '"NotOlderThan"'));
  }
  refuse(errors);
}
