import { expect, test } from 'vitest';
import { sampleObject, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { createObjectStore, type ObjectStore, type StoreChange } from './object-store.ts';

function rethrow(error: unknown): never {
  throw error;
}

function widget(resourceVersion: string, uid = 'u', name = 'w', namespace = 'ns'): KubeObject {
  return sampleObject(WIDGET, { namespace, name }, { metadata: { uid, resourceVersion } });
}

function watched(): { readonly store: ObjectStore; readonly changes: StoreChange[] } {
  const store = createObjectStore(rethrow);
  const changes: StoreChange[] = [];
  store.listen((change) => changes.push(change));
  return { store, changes };
}

const ALL = (): boolean => true;

test('events that are not newer than what is held are ignored', () => {
  const { store, changes } = watched();
  store.put(widget('10'));
  store.put(widget('9'));
  store.put(widget('10'));
  expect(store.get('ns/w')?.metadata.resourceVersion).toBe('10');
  store.put(widget('11'));
  expect(changes.map(({ before, after }) => [before?.metadata.resourceVersion, after?.metadata.resourceVersion])).toEqual([
    [undefined, '10'],
    ['10', '11'],
  ]);
});

test('own writes are seen at once and told as own; the watch that brings them back is silent', () => {
  const { store, changes } = watched();
  store.put(widget('10'), { initial: true });
  store.put(widget('12'), { own: true });
  expect(store.get('ns/w')?.metadata.resourceVersion).toBe('12');
  store.put(widget('11'));
  store.put(widget('12'));
  expect(changes.map(({ initial, own }) => ({ initial, own }))).toEqual([
    { initial: true, own: false },
    { initial: false, own: true },
  ]);
});

test('what this process deleted stays away until the watch says so too, however late its events come', () => {
  const { store, changes } = watched();
  store.put(widget('10'));
  store.dropOwn('ns/w', 'u');
  store.put(widget('11'));
  expect(store.size).toBe(0);
  expect(changes.at(-1)).toMatchObject({ key: 'ns/w', own: true });
  store.put(widget('13', 'new'));
  store.drop(widget('12'));
  expect(store.get('ns/w')?.metadata.uid).toBe('new');
});

test('a deleted object does not come back with the late answer to a write', () => {
  const { store } = watched();
  store.put(widget('10'));
  store.drop(widget('12'));
  store.put(widget('11'), { own: true });
  expect(store.size).toBe(0);
});

test('an object that left the selection and came back is seen again', () => {
  const { store } = watched();
  store.put(widget('10'));
  store.drop(widget('12'));
  store.put(widget('13'));
  expect(store.get('ns/w')?.metadata.resourceVersion).toBe('13');
});

test('a deletion of an object that was replaced meanwhile leaves the new one', () => {
  const { store } = watched();
  store.put(widget('10', 'new'));
  store.drop(widget('9', 'old'));
  store.dropOwn('ns/w', 'old');
  expect(store.get('ns/w')?.metadata.uid).toBe('new');
});

test('the end of a list drops what it did not show, but not what is newer than it or outside its scope', () => {
  const { store, changes } = watched();
  store.put(widget('1', 'a', 'kept'));
  store.put(widget('2', 'b', 'gone'));
  store.put(widget('30', 'c', 'newer'), { own: true });
  store.put(widget('3', 'd', 'elsewhere', 'other'));
  store.endReplace(new Set(['ns/kept']), '20', (namespace) => namespace === 'ns');
  expect([...store.keys()].toSorted()).toEqual(['ns/kept', 'ns/newer', 'other/elsewhere']);
  expect(changes.at(-1)).toMatchObject({ key: 'ns/gone', initial: false, own: false });
});

test('a late answer older than the list that did not show its object brings nothing back', () => {
  const { store } = watched();
  store.put(widget('1'));
  store.endReplace(new Set(), '20', ALL);
  store.put(widget('15'), { own: true });
  expect(store.size).toBe(0);
  store.put(widget('21'));
  expect(store.size).toBe(1);
});

test('the late answer to a write brings nothing back of an object that came and went between two lists', () => {
  const { store } = watched();
  store.endReplace(new Set(), '20', ALL);
  store.put(widget('15'), { own: true });
  expect(store.size).toBe(0);
  store.put(widget('21'), { own: true });
  expect(store.size).toBe(1);
});

test('a list of one namespace says nothing about another', () => {
  const { store } = watched();
  store.endReplace(new Set(), '20', (namespace) => namespace === 'other');
  store.put(widget('15'), { own: true });
  expect(store.size).toBe(1);
});

test('objects are found by the uid of their controller, as it is now', () => {
  const { store } = watched();
  const owned = (resourceVersion: string, uid: string | undefined, controller = true): KubeObject =>
    sampleWidget({
      metadata: {
        resourceVersion,
        ...(uid === undefined ? {} : { ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'x', uid, controller }] }),
      },
    });
  store.put(owned('1', 'p'));
  expect(store.controlledBy('p').map(({ metadata }) => metadata.name)).toEqual(['w']);
  store.put(owned('2', 'q'));
  expect([store.controlledBy('p'), store.controlledBy('q')].map(({ length }) => length)).toEqual([0, 1]);
  store.put(owned('3', 'q', false));
  expect(store.controlledBy('q')).toEqual([]);
  store.put(owned('4', 'q'));
  store.drop(owned('5', 'q'));
  expect(store.controlledBy('q')).toEqual([]);
});

test('a listener that throws stops neither the feed nor the other listeners', () => {
  const errors: unknown[] = [];
  const store = createObjectStore((error) => errors.push(error));
  const seen: string[] = [];
  store.listen(() => {
    throw new Error('bad listener');
  });
  store.listen(({ key }) => seen.push(key));
  store.put(widget('1'));
  store.drop(widget('2'));
  expect(seen).toEqual(['ns/w', 'ns/w']);
  expect(errors).toEqual([new Error('bad listener'), new Error('bad listener')]);
  expect(store.size).toBe(0);
});

test('objects are found by the group that they are in, as long as they are there', () => {
  const store = createObjectStore(rethrow, ({ metadata }) => metadata.name.split('-')[0]);
  const named = (name: string, version: string): KubeObject => widget(version, `uid-of-${name}`, name);
  store.put(named('a-1', '10'));
  store.put(named('a-2', '11'));
  store.put(named('b-1', '12'));
  const group = (name: string): readonly string[] => store.inGroup(name).map(({ metadata }) => metadata.name);
  expect([group('a'), group('b'), group('c')]).toEqual([['a-1', 'a-2'], ['b-1'], []]);
  store.drop(named('a-1', '13'));
  store.dropOwn('ns/b-1', 'uid-of-b-1');
  expect([group('a'), group('b')]).toEqual([['a-2'], []]);
});

test('an answer to a delete that comes after its event leaves nothing to remember', () => {
  const { store } = watched();
  store.put(widget('10'));
  store.drop(widget('12'));
  store.dropOwn('ns/w', 'u');
  // A selector shows it again: only what is still to be told of is kept away.
  expect(store.isNews(widget('13'))).toBe(true);
});
