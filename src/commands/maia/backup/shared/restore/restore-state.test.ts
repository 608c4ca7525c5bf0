import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../../kernel/kube-object.ts';
import { firstState, nextState, RESTORE_ANNOTATION, restoreStateOf, stateText } from './restore-state.ts';
import type { RestoreState } from './restore-state.ts';

const BASE = { id: 'ab12', from: 'backup-20260101-020000.tar.gz', source: 'notes' } as const;

function withAnnotation(text: string): KubeObject {
  const metadata = {
    name: 'notes',
    namespace: 'apps',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '',
    annotations: { [RESTORE_ANNOTATION]: text },
  };
  return { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaInstance', metadata };
}

function way(first: RestoreState): readonly string[] {
  const next = nextState(first);
  return [first.step, ...(next === undefined ? [] : way(next))];
}

describe('the way of a restore', () => {
  test('in place: the server stops before anything moves and starts after it', () => {
    expect(way(firstState({ ...BASE, mode: 'in-place' }))).toEqual(['stop', 'unpack', 'swap', 'start', 'clean']);
  });
  test('back: the same way, with the old data', () => {
    expect(way({ ...BASE, mode: 'in-place', back: true, step: 'stop' })).toEqual(['stop', 'undo', 'start', 'clean']);
  });
  test.each(['new', 'rehearsal'] as const)('%s: a volume is filled, then a server starts', (mode) => {
    expect(way(firstState({ ...BASE, mode }))).toEqual(['fill', 'start']);
  });
});

test('what is recorded is read again', () => {
  const state = firstState({ ...BASE, mode: 'in-place' });
  expect(restoreStateOf(withAnnotation(stateText(state)))).toEqual(state);
});

test.each(['', 'stop', '{}', '{"id":"../x","from":"a","source":"b","mode":"in-place","back":false,"step":"stop"}'])(
  '%s is no state',
  (text) => {
    expect(() => restoreStateOf(withAnnotation(text))).toThrow(
      /^the annotation maia\.cuemby\.com\/restore of MaiaInstance notes in namespace apps cannot be read$/,
    );
  },
);
