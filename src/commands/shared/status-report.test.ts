import { expect, test } from 'vitest';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { isAtLeast, statusItem, statusReport } from './status-report.ts';

function object(status: unknown, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'maia.cuemby.com/v1alpha1',
    kind: 'MaiaInstance',
    metadata: {
      name: 'a',
      namespace: 'n',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      generation: 2,
      ...metadata,
    },
    ...(status !== undefined && { status }),
  };
}

const ready = (status: string, reason = 'R'): object => ({ type: 'Ready', status, reason, message: 'm', lastTransitionTime: '' });
const degraded = { type: 'Degraded', status: 'True', reason: 'D', message: 'dm', lastTransitionTime: '' };

test.each([
  ['no status yet', undefined, {}, 'pending'],
  ['ready', { phase: 'Running', observedGeneration: 2, conditions: [ready('True')] }, {}, 'healthy'],
  ['ready, but of an older generation', { phase: 'Running', observedGeneration: 1, conditions: [ready('True')] }, {}, 'pending'],
  ['not ready', { phase: 'Updating', conditions: [ready('False')] }, {}, 'pending'],
  ['ready and degraded', { phase: 'Running', conditions: [ready('True'), degraded] }, {}, 'degraded'],
  ['failed', { phase: 'Failed', conditions: [ready('False')] }, {}, 'failed'],
  ['suspended', { phase: 'Suspended', conditions: [ready('False')] }, {}, 'suspended'],
  ['only a phase', { phase: 'Active' }, {}, 'healthy'],
  ['being deleted', { phase: 'Running', conditions: [ready('True')] }, { deletionTimestamp: 'x' }, 'pending'],
])('%s', (_, status, metadata, health) => {
  expect(statusItem(object(status, metadata)).health).toBe(health);
});

test('reason and message are those of what is wrong', () => {
  expect(statusItem(object({ conditions: [degraded, ready('False', 'Missing')] }))).toMatchObject({
    ready: 'False',
    reason: 'Missing',
    message: 'm',
  });
  expect(statusItem(object({ conditions: [ready('True', 'Fine'), degraded] }))).toMatchObject({
    ready: 'True',
    reason: 'D',
    message: 'dm',
  });
});

test('the report counts what it lists', () => {
  const items = [statusItem(object(undefined)), statusItem(object({ phase: 'Failed' }))];
  const report = statusReport('maia.cuemby.com', items);
  expect(report).toMatchObject({ apiVersion: 'cli.maia.cuemby.com/v1', kind: 'StatusReport', items });
  expect(report.summary).toEqual({ total: 2, healthy: 0, suspended: 0, pending: 1, degraded: 0, failed: 1 });
});

test('--fail-on is met by the state named or a worse one; what is suspended is meant to be', () => {
  const pending = [statusItem(object(undefined))];
  expect([isAtLeast(pending, 'pending'), isAtLeast(pending, 'degraded')]).toEqual([true, false]);
  const suspended = [statusItem(object({ phase: 'Suspended' }))];
  expect(isAtLeast(suspended, 'pending')).toBe(false);
});
