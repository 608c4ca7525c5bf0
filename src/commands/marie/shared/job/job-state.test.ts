import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { mentioning } from './job-log-lines.ts';
import { endOf, jobState, jobWords } from './job-state.ts';

function job(status: unknown, spec: object = {}): KubeObject {
  const metadata = { name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion: 'marie.ai/v1alpha1', kind: 'MarieJob', metadata, spec, status };
}

test('a job that nobody has looked at is Pending', () => {
  expect(jobState(job(undefined, { clusterRef: 'docs' }))).toEqual({
    phase: 'Pending',
    progress: 0,
    retries: 0,
    isSuspended: false,
    cluster: 'docs',
  });
});

test('the words of a state, and the exit code of an end', () => {
  const words = (status: object, spec: object = {}): string => jobWords(jobState(job(status, spec)));
  expect(words({ phase: 'Running', progress: 33, message: '1 of 3' })).toBe('Running 33%: 1 of 3');
  expect(words({ phase: 'Pending' }, { suspend: true })).toBe('Pending (suspended)');
  expect(words({ phase: 'Failed', message: 'x', error: { code: 'AppFailed', message: 'a task failed' } })).toBe(
    'Failed: AppFailed: a task failed',
  );
  // What an earlier attempt failed of is no word on the present one.
  const before = { code: 'AppFailed', message: 'a task failed' };
  expect(words({ phase: 'Running', progress: 33, message: 'at work: 1 active', retryCount: 1, error: before })).toBe(
    'Running 33%: at work: 1 active',
  );
  expect(['Pending', 'Initializing', 'Running', 'Succeeded', 'Failed', 'Cancelled'].map((phase) => endOf({ phase }))).toEqual([
    undefined,
    undefined,
    undefined,
    0,
    9,
    9,
  ]);
});

test('only lines that mention a word are handed on, however they are cut', () => {
  const lines: string[] = [];
  const write = mentioning(['job-1'], (text) => lines.push(text));
  for (const piece of ['about jo', 'b-1 here\nabout job-2\n', 'job-1', ' again\n']) write(piece);
  expect(lines).toEqual(['about job-1 here\n', 'job-1 again\n']);
});
