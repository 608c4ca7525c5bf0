import { expect, test } from 'vitest';
import type { LiveRow } from '../../../ui/live-source.ts';
import { EMPTY_STATE } from './empty-state.ts';
import { createLiveModel, type NewMoment } from './live-model.ts';

function row(id: string, phase = 'Running'): LiveRow {
  return {
    id,
    system: 'maia',
    kind: 'MaiaTenant',
    target: `maiatenant/${id}`,
    namespace: 'prod',
    name: id,
    phase,
    health: 'healthy',
    ready: '',
    reason: '',
    message: '',
    createdAt: 1,
    sinceAt: 1,
  };
}

function moment(at: number, text: string, key?: string): NewMoment {
  return { at, what: 'event', bad: false, target: 'maiatenant/a', text, ...(key !== undefined && { key }) };
}

test('what did not change stays the same value', () => {
  const model = createLiveModel(EMPTY_STATE.connection);
  expect(model.put(row('a'))).toBe(true);
  model.put(row('b'));
  const before = model.state();
  expect(model.state()).toBe(before);
  expect(model.put(row('a'))).toBe(false);
  expect(model.state()).toBe(before);
  model.put(row('b', 'Failed'));
  const after = model.state();
  expect(after.rows.get('a')).toBe(before.rows.get('a'));
  expect(before.rows.get('b')?.phase).toBe('Running');
  expect([after.rows.get('b')?.phase, after.changes]).toEqual(['Failed', 3]);
  model.log('a line');
  expect(model.state().rows).toBe(after.rows);
  expect([model.state().moments, model.state().connection]).toEqual([after.moments, after.connection]);
  model.connection({ ...EMPTY_STATE.connection });
  expect(model.state().log).toEqual(['a line']);
});

test('a listener is told of the first change that it has not looked at', () => {
  const model = createLiveModel(EMPTY_STATE.connection);
  let told = 0;
  const leave = model.subscribe(() => (told += 1));
  model.put(row('a'));
  model.put(row('b'));
  expect(told).toBe(1);
  expect(model.state().rows.size).toBe(2);
  model.drop('a');
  model.drop('never there');
  expect(told).toBe(2);
  leave();
  expect(model.state().changes).toBe(3);
  model.put(row('c'));
  expect(told).toBe(2);
});

test('moments are in the order of their times; one that comes again replaces itself; at most 500 stay', () => {
  const model = createLiveModel(EMPTY_STATE.connection);
  model.add([moment(20, 'second'), moment(10, 'first', 'k'), moment(30, 'third')]);
  expect(model.state().moments.map(({ text, seq }) => `${text} ${String(seq)}`)).toEqual(['first 2', 'second 1', 'third 3']);
  model.add([moment(10, 'first', 'k')]);
  model.add([moment(40, 'first x2', 'k')]);
  expect(model.state().moments.map(({ text }) => text)).toEqual(['second', 'third', 'first x2']);
  expect(model.state().moments[0]).not.toHaveProperty('key');
  model.add(Array.from({ length: 1_200 }, (_, index) => moment(100 + index, String(index))));
  expect(model.state().moments).toHaveLength(500);
  expect(model.state().moments.at(-1)?.text).toBe('1199');
});

test('another scope begins with nothing', () => {
  const model = createLiveModel(EMPTY_STATE.connection);
  model.put(row('a'));
  model.detail({ id: 'a', finalizers: [], conditions: [], nodes: [], why: [], unread: [] });
  expect(model.state().detail?.id).toBe('a');
  model.clear();
  expect([model.state().rows.size, model.state().detail]).toEqual([0, undefined]);
});
