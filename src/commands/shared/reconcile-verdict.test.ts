import { expect, test } from 'vitest';
import { ApiError } from '../../cluster/api-error.ts';
import { CliError } from '../../output/cli-error.ts';
import type { StepFailure } from '../../reconcile/engine/contract.ts';
import type { PassReport } from '../../reconcile/engine/pass-report.ts';
import type { SettledObject } from '../../reconcile/engine/run-until-settled.ts';
import { maiaInstance } from '../../../test/support/maia-reconciler.ts';
import type { AnyReconciler } from '../../registry.ts';
import { onceVerdictOf, verdictOf, withMissing } from './reconcile-verdict.ts';

const reconciler: AnyReconciler = maiaInstance;

function object(outcome: PassReport['outcome'], more: Partial<PassReport> = {}, isSettled = true): SettledObject {
  return { reconciler, key: 'apps/notes', isSettled, report: { reconciler, key: 'apps/notes', outcome, durationMs: 1, ...more } };
}

function failure(message: string, reason = 'Forbidden'): StepFailure {
  return {
    step: 'apply',
    subject: 'Deployment/apps/notes',
    kind: 'Deployment',
    name: 'notes',
    reason,
    code: 403,
    message,
    causes: [],
    stuck: true,
  };
}

const RBAC = failure(
  'deployments.apps "notes" is forbidden: User "jo" cannot patch resource "deployments" in API group "apps" in the namespace "apps"',
);
const QUOTA = failure('exceeded quota: small');
const READY = object('ready');
const WAITS = object('waits', { blocked: { kind: 'waits', reason: 'DeploymentNotReady', message: 'no pod' } }, false);
const STUCK = object('stuck', { blocked: { kind: 'stuck', reason: 'SecretNotFound', message: 'Secret/apps/key does not exist' } });
const FAILED = object('failed', { blocked: { kind: 'failed', reason: 'InvalidSpec', message: 'no', fix: 'mend it' } });
const DENIED = object('stuck', { failures: [RBAC] });

function exitOf(...objects: readonly SettledObject[]): number {
  return verdictOf({ objects, timedOut: false }, 'kubectl maia', '2m').exit;
}

test('own errors first, then failed and blocked, then what was on the way', () => {
  expect(exitOf()).toBe(0);
  expect(exitOf(READY)).toBe(0);
  expect(exitOf(READY, WAITS)).toBe(124);
  expect(exitOf(WAITS, STUCK)).toBe(1);
  expect(exitOf(WAITS, FAILED)).toBe(9);
  expect(exitOf(STUCK, FAILED)).toBe(10);
  expect(exitOf(STUCK, FAILED, DENIED)).toBe(5);
  expect(exitOf(object('stuck', { failures: [QUOTA] }))).toBe(1);
});

test('one look that finds it waiting is not success', () => {
  expect(exitOf(object('waits', {}, true))).toBe(124);
  expect(exitOf({ reconciler, key: 'apps/notes', isSettled: false })).toBe(124);
});

test('every error says what, why and what to do', () => {
  const { errors } = verdictOf({ objects: [WAITS, STUCK, FAILED, DENIED], timedOut: true }, 'kubectl maia', '2m');
  expect(errors.map(({ message, why, fix }) => [message, why !== undefined, fix])).toEqual([
    [
      'maiainstance.maia.cuemby.com/notes is not ready after 2m',
      true,
      'wait longer with --timeout, or look: kubectl describe maiainstances.maia.cuemby.com notes -n apps',
    ],
    [
      'maiainstance.maia.cuemby.com/notes is blocked (SecretNotFound)',
      true,
      'mend what the cause names and run it again; more: kubectl describe maiainstances.maia.cuemby.com notes -n apps',
    ],
    ['maiainstance.maia.cuemby.com/notes is failed (InvalidSpec)', true, 'mend it'],
    ['you (jo) may not patch Deployment notes in namespace apps', true, 'kubectl maia auth rbac reconcile -n apps'],
  ]);
});

test('a pass that broke is told as the call that failed, or as a bug', () => {
  const message = 'User "jo" cannot patch resource "maiainstances/status" in API group "maia.cuemby.com" in the namespace "apps"';
  const error = new ApiError({ reason: 'Forbidden', code: 403, message });
  const [denied, bug] = verdictOf(
    { objects: [object('error', { error }), object('error', { error: new Error('oops') })], timedOut: false },
    'kubectl maia',
    '2m',
  ).errors;
  expect([denied?.exit, denied?.details]).toEqual([
    5,
    'rules:\n- apiGroups: [maia.cuemby.com]\n  resources: [maiainstances/status]\n  verbs: [patch]\n',
  ]);
  expect([bug?.exit, bug?.message]).toEqual([1, 'internal error at maiainstance.maia.cuemby.com/notes: oops']);
});

test('once: waiting is fine, a write that failed is not', () => {
  const once = (...objects: readonly SettledObject[]): number => onceVerdictOf({ objects, timedOut: false }, 'kubectl maia').exit;
  expect(once(READY, WAITS, STUCK)).toBe(0);
  expect(once(READY, object('waits', { failures: [QUOTA] }))).toBe(1);
  expect(once(object('waits', { failures: [RBAC] }))).toBe(5);
});

test('what is named and not there is exit 4 unless an error of our own counts more', () => {
  const missing = new CliError({ exit: 4, message: 'MaiaInstance x not found' });
  const verdict = (...objects: readonly SettledObject[]): number =>
    withMissing(verdictOf({ objects, timedOut: false }, 'kubectl maia', '2m'), missing).exit;
  expect([verdict(READY), verdict(STUCK), verdict(DENIED)]).toEqual([4, 4, 5]);
});
