import { expect, test } from 'vitest';
import { ApiError } from '../../cluster/api-error.ts';
import { sampleError } from '../../../test/support/sample-objects.ts';
import { createFailureMemory, failureKey, failureOf, ForeignObjectError, NotServedError, type StepSubject } from './failures.ts';

const APPLY: StepSubject = { step: 'apply', subject: 'Service/ns/s', kind: 'Service', name: 's', intentHash: 'h1' };

test('an error of the API server becomes data with field and message of its causes', () => {
  const error = new ApiError({
    reason: 'Invalid',
    code: 422,
    message: 'Service "s" is invalid',
    causes: [{ field: 'spec.ports', reason: 'FieldValueRequired', message: 'Required value' }],
  });
  expect(failureOf(APPLY, error)).toEqual({
    ...APPLY,
    reason: 'Invalid',
    code: 422,
    message: 'Service "s" is invalid',
    causes: [{ field: 'spec.ports', message: 'Required value' }],
    stuck: true,
  });
});

test.each([
  [new ForeignObjectError('Service/ns/s', 'Deployment/x'), 'ForeignObject', true],
  [new NotServedError('ServiceMonitor'), 'NotServed', true],
  [sampleError('Forbidden'), 'Forbidden', true],
  [sampleError('Invalid'), 'Invalid', true],
  [sampleError('InternalError'), 'InternalError', false],
  [sampleError('TooManyRequests'), 'TooManyRequests', false],
  [sampleError('Unreachable'), 'Unreachable', false],
  [new TypeError('oops'), 'Unknown', false],
  ['a text', 'Unknown', false],
])('%s is %s', (error, reason, stuck) => {
  expect(failureOf(APPLY, error)).toMatchObject({ reason, stuck });
});

test('a stuck failure stands for the same intent only', () => {
  const memory = createFailureMemory();
  const failure = failureOf(APPLY, sampleError('Invalid'));
  memory.record(failure);
  expect(memory.standing(APPLY)).toBe(failure);
  expect(memory.standing({ ...APPLY, intentHash: 'h2' })).toBeUndefined();
  expect(memory.standing({ ...APPLY, step: 'remove' })).toBeUndefined();
  expect(memory.all()).toEqual([failure]);
});

test('a failure that may pass never stands, but is kept for the planner', () => {
  const memory = createFailureMemory();
  memory.record(failureOf(APPLY, sampleError('Unreachable')));
  expect(memory.standing(APPLY)).toBeUndefined();
  expect(memory.all()).toHaveLength(1);
});

test('an unlocked failure is tried once more and stands again when it fails again', () => {
  const memory = createFailureMemory();
  memory.record(failureOf(APPLY, sampleError('Forbidden')));
  memory.unlock('Service/ns/other');
  expect(memory.standing(APPLY)).toBeDefined();
  memory.unlock('Service/ns/s');
  expect(memory.standing(APPLY)).toBeUndefined();
  expect(memory.all()).toHaveLength(1);
  memory.record(failureOf(APPLY, sampleError('Forbidden')));
  expect(memory.standing(APPLY)).toBeDefined();
  memory.unlock();
  expect(memory.standing(APPLY)).toBeUndefined();
});

test('success clears a failure; what is no longer planned is forgotten', () => {
  const memory = createFailureMemory();
  const other: StepSubject = { step: 'effect', subject: 'createKey' };
  memory.record(failureOf(APPLY, sampleError('Forbidden')));
  memory.record(failureOf(other, sampleError('Forbidden')));
  memory.clear(APPLY);
  expect(memory.all().map(({ subject }) => subject)).toEqual(['createKey']);
  memory.keepOnly(new Set([failureKey(other)]));
  expect(memory.all()).toHaveLength(1);
  memory.keepOnly(new Set());
  expect(memory.all()).toEqual([]);
});
