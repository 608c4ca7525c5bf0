import { expect, test } from 'vitest';
import { CONFIG_MAP } from '../../kernel/builtin-types.ts';
import type { PassReport } from '../../reconcile/engine/pass-report.ts';
import { maiaInstance } from '../../../test/support/maia-reconciler.ts';
import { linesOf, recordName, stateOf } from './reconcile-report.ts';

const NAME = 'maiainstance.maia.cuemby.com/notes';

function report(more: Partial<PassReport>): PassReport {
  return { reconciler: maiaInstance, key: 'apps/notes', outcome: 'ready', durationMs: 1, ...more };
}

function action(verb: 'created' | 'unchanged', namespace: string): NonNullable<PassReport['actions']>[number] {
  return { verb, subject: `ConfigMap/${namespace}/notes`, ref: { type: CONFIG_MAP, namespace, name: 'notes' } };
}

const plain = { stateBefore: undefined, withNamespace: false };
const stuck = report({ outcome: 'stuck', blocked: { kind: 'stuck', reason: 'SecretNotFound', message: 'no Secret: key' } });

test('what was done is told, what was in step is not; a state only when it is new', () => {
  const pass = report({ actions: [action('created', 'apps'), action('unchanged', 'apps'), action('created', 'other')] });
  const done = [`${NAME}: configmap/notes created`, `${NAME}: configmap/other/notes created`];
  expect(linesOf(pass, plain)).toEqual([...done, `${NAME} ready`]);
  expect(linesOf(pass, { ...plain, stateBefore: 'ready' })).toEqual(done);
  expect(linesOf(report({}), { ...plain, withNamespace: true })).toEqual([`apps ${NAME} ready`]);
});

test('a brief line leaves the reason to the error', () => {
  expect(linesOf(stuck, plain)).toEqual([`${NAME} blocked: no Secret: key`]);
  expect(linesOf(stuck, { ...plain, isBrief: true })).toEqual([`${NAME} blocked`]);
  const waits = report({ outcome: 'waits', blocked: { kind: 'waits', reason: 'X', message: 'no pod' } });
  expect(linesOf(waits, { ...plain, isBrief: true })).toEqual([`${NAME} waits: no pod`]);
});

test('in the middle of things there is no state', () => {
  expect([stateOf(report({ outcome: 'again' })), stateOf(report({ outcome: 'stale' })), stateOf(report({ statusPending: true }))]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(stateOf(report({ outcome: 'error', error: new Error('oops') }))).toBe('error: oops');
  expect(recordName(report({}))).toBe('maiainstances.maia.cuemby.com/apps/notes');
});
