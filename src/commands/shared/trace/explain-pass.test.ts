import { expect, test } from 'vitest';
import { explainPass } from './explain-pass.ts';
import type { ReconcileTrace } from './reconcile-trace.ts';

const NAME = 'maiainstance.maia.cuemby.com/maia';
const IDLE: ReconcileTrace = {
  apiVersion: 'cli.aistack.dev/v1',
  kind: 'ReconcileTrace',
  id: 'x',
  at: '2026-01-01T00:00:00Z',
  system: 'maia',
  target: 'maiainstances.maia.cuemby.com/maia',
  namespace: 'team',
  durationMs: 1,
  wokenBy: ['resync'],
  reads: [
    { type: 'pods', from: 'cache', found: 2 },
    { type: 'secrets', namespace: 'team', name: 's', from: 'api', found: 'present' },
  ],
  decisions: [{ child: 'Service/team/maia', decision: 'in step', fields: [] }],
  steps: [],
  writes: [],
  effects: [],
  status: { changed: false, conditions: [] },
  failures: [],
  outcome: 'ready',
};

test('a pass that decided nothing is silent, unless everything is asked for', () => {
  expect(explainPass(IDLE, { name: NAME, all: false })).toEqual([]);
  expect(explainPass(IDLE, { name: NAME, all: true })).toEqual([
    `${NAME} (woken by resync): read 1 from the cache, 1 by GET; children: 1 in step`,
  ]);
});

test('what is done and why, what failed, what is waited for, and when it goes on', () => {
  const fields = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((field) => `spec.${field}`);
  const record: ReconcileTrace = {
    ...IDLE,
    wokenBy: ['change', 'child Deployment/team/maia'],
    readsLeftOut: 3,
    decisions: [
      { child: 'ConfigMap/team/maia', decision: 'create', fields: [] },
      { child: 'Deployment/team/maia', decision: 'update', fields },
      { child: 'Service/other/maia', decision: 'skip', why: 'foreign', fields: [] },
      { child: 'Ingress/team/maia', decision: 'remove', fields: [] },
      { child: 'PersistentVolumeClaim/team/old', decision: 'skip', why: 'terminating', fields: [] },
    ],
    steps: [{ do: 'hold', subjects: ['maia.cuemby.com/finalizer'] }],
    writes: [
      { verb: 'patch', type: 'maiainstances.maia.cuemby.com', result: 'stored', status: 200 },
      { verb: 'apply', type: 'deployments.apps', result: 'Forbidden', status: 403 },
    ],
    effects: [{ type: 'create-key', result: 'done' }],
    failures: [{ step: 'apply', subject: 'Deployment/team/maia', reason: 'Forbidden', message: 'no', stuck: true }],
    status: { changed: true, phase: 'Degraded', conditions: [] },
    blocked: { kind: 'stuck', reason: 'Forbidden', message: 'you may not' },
    requeueAfterMs: 30_000,
    outcome: 'stuck',
  };
  expect(explainPass(record, { name: NAME, all: false })).toEqual([
    `${NAME} (woken by change, child Deployment/team/maia): read 4 from the cache, 1 by GET; children: 1 to create, 1 to update, 2 to leave alone, 1 to remove`,
    '  ConfigMap/maia: create it: it is not there',
    '  Deployment/maia: update it: spec.a, spec.b, spec.c, spec.d, spec.e and 2 more',
    '  Service/other/maia: leave it alone: it belongs to somebody else',
    '  Ingress/maia: remove it: the spec does not ask for it any more',
    '  PersistentVolumeClaim/old: wait: it is still being deleted',
    '  finalizer: maia.cuemby.com/finalizer',
    '  apply deployments.apps: refused (Forbidden)',
    '  outside the cluster: create-key: done',
    '  failed at Deployment/team/maia (Forbidden): no',
    '  status written: Degraded',
    '  stuck: you may not',
    '  looked at again in 30s, or when something it depends on changes',
  ]);
});
