import { expect, test } from 'vitest';
import { maiaInstance } from '../../../test/support/maia-reconciler.ts';
import type { AnyReconciler } from '../../registry.ts';
import type { Action } from '../../reconcile/engine/execute-plan.ts';
import type { PassReport } from '../../reconcile/engine/pass-report.ts';
import type { Progress } from './progress/progress.ts';
import { reconcileProgress, showsProgress } from './reconcile-progress.ts';

const reconciler: AnyReconciler = maiaInstance;

/** A list that keeps what it is told. */
function list(): { readonly shown: Progress; readonly told: string[] } {
  const told: string[] = [];
  const shown: Progress = {
    step: (name) => {
      told.push(`+ ${name}`);
      return {
        say: (text) => told.push(`${name} ~ ${text}`),
        done: (text = '') => told.push(`${name} ✔ ${text}`),
        failed: (error) => told.push(`${name} ✖ ${error instanceof Error ? error.message : ''}`),
      };
    },
    close: () => Promise.resolve(),
  };
  return { shown, told };
}

function pass(outcome: PassReport['outcome'], verbs: readonly Action['verb'][], more: Partial<PassReport> = {}): PassReport {
  return { reconciler, key: 'apps/notes', outcome, actions: verbs.map((verb) => ({ verb, subject: 'x' })), durationMs: 1, ...more };
}

test('one line for each object, with what was done to its children and what it waits for', () => {
  const { shown, told } = list();
  const progress = reconcileProgress({ stderr: () => undefined, stderrIsTerminal: true, env: {} }, false, shown);
  progress.begin([{ reconciler, selectedKeys: () => ['apps/notes', 'apps/other'] }]);
  const blocked = { kind: 'waits', reason: 'NotReady', message: 'no pod' } as const;
  progress.pass(pass('again', ['created', 'created', 'configured']));
  progress.pass(pass('waits', ['unchanged', 'unchanged', 'unchanged'], { blocked }));
  progress.pass(pass('ready', ['unchanged', 'unchanged', 'unchanged']));
  progress.pass({ ...pass('stuck', [], { blocked: { ...blocked, kind: 'stuck', message: 'no Secret' } }), key: 'apps/other' });
  const name = 'maiainstance.maia.cuemby.com/notes';
  expect(told).toEqual([
    `+ ${name}`,
    '+ maiainstance.maia.cuemby.com/other',
    `${name} ~ 2 created, 1 updated`,
    `${name} ~ 2 created, 1 updated, 3 unchanged; waits: no pod`,
    `${name} ✔ ready; 2 created, 1 updated, 3 unchanged`,
    'maiainstance.maia.cuemby.com/other ✖ blocked: no Secret',
  ]);
});

test('a list is for people at a terminal', () => {
  expect(showsProgress({ stderrIsTerminal: true, env: { TERM: 'xterm' } }, false)).toBe(true);
  expect(showsProgress({ stderrIsTerminal: false, env: {} }, false)).toBe(false);
  expect(showsProgress({ stderrIsTerminal: true, env: { TERM: 'dumb' } }, false)).toBe(false);
  expect(showsProgress({ stderrIsTerminal: true, env: {} }, true)).toBe(false);
});
