import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { createObjectStorage } from './create-object-storage.ts';
import type { ObjectStorage, StorageChange } from './object-storage.ts';

function thing(name: string, value = 0, namespace = 'ns'): KubeObject {
  const metadata = { name, namespace, uid: name, resourceVersion: '', creationTimestamp: '' };
  return { apiVersion: 'v1', kind: 'Thing', metadata, value };
}

function names(objects: readonly KubeObject[]): readonly string[] {
  return objects.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
}

test('objects are listed by namespace and name, as etcd orders keys', () => {
  const storage = createObjectStorage();
  for (const [namespace, name] of [
    ['b', 'x'],
    ['a', 'y'],
    ['a-b', 'x'],
    ['a', 'x'],
  ] as const)
    storage.create('things', thing(name, 0, namespace));
  expect(names(storage.list('things'))).toEqual(['a-b/x', 'a/x', 'a/y', 'b/x']);
  expect(names(storage.list('things', 'a'))).toEqual(['a/x', 'a/y']);
  expect(storage.list('others')).toEqual([]);
  expect(storage.count('things')).toBe(4);
});

test('a list that was given never changes', () => {
  const storage = createObjectStorage();
  storage.create('things', thing('a'));
  const before = storage.list('things');
  storage.create('things', thing('b'));
  storage.remove('things', { namespace: 'ns', name: 'a' });
  expect(names(before)).toEqual(['ns/a']);
});

test('every change makes the next version of all types', () => {
  const storage = createObjectStorage();
  const { version } = storage;
  const first = storage.create('things', thing('a'));
  const second = storage.create('others', thing('a'));
  const third = storage.replace('things', thing('a', 1));
  const gone = storage.remove('things', { namespace: 'ns', name: 'a' });
  expect([first, second, third, gone].map((object) => object?.metadata.resourceVersion)).toEqual(
    [1, 2, 3, 4].map((step) => String(version + step)),
  );
  expect(gone).toMatchObject({ value: 1 });
  expect(storage.remove('things', { namespace: 'ns', name: 'a' })).toBeUndefined();
  expect(storage.version).toBe(version + 4);
});

test('what is there cannot be created, what is not there cannot be replaced', () => {
  const storage = createObjectStorage();
  storage.create('things', thing('a'));
  expect(() => storage.create('things', thing('a'))).toThrow('things "ns/a" is stored already');
  expect(() => storage.replace('things', thing('b'))).toThrow('things "ns/b" is not stored');
});

test('changes of a type after a version, and no further back than the history', () => {
  const storage = createObjectStorage({ history: 3 });
  const start = storage.version;
  for (let value = 1; value <= 3; value += 1) storage.create('things', thing(`t${String(value)}`));
  expect(storage.changesAfter(start, 'things')).toHaveLength(3);
  storage.create('others', thing('a'));
  expect(() => storage.changesAfter(start, 'things')).toThrow(RangeError);
  expect(storage.changesAfter(start + 1, 'things').map(({ version }) => version)).toEqual([start + 2, start + 3]);
  expect(storage.changesAfter(start + 1, 'others')).toHaveLength(1);
  storage.compact(1);
  expect(() => storage.changesAfter(start + 1, 'things')).toThrow(RangeError);
  storage.compact();
  expect(storage.changesAfter(storage.version, 'things')).toEqual([]);
  expect(() => storage.list('things', undefined, start + 3)).toThrow(RangeError);
});

test('the past before the first change is unknown, and so is the future', () => {
  const storage = createObjectStorage();
  expect(() => storage.changesAfter(1, 'things')).toThrow(RangeError);
  expect(() => storage.list('things', undefined, storage.version + 1)).toThrow(RangeError);
});

test('who writes while it hears a change is told of that later, like everybody else', () => {
  const storage = createObjectStorage();
  const heard: string[] = [];
  const tell =
    (who: string) =>
    (change: StorageChange): void => {
      heard.push(`${who} ${change.object.metadata.name}`);
    };
  storage.subscribe((change) => {
    if (change.object.metadata.name === 'a') storage.create('things', thing('b'));
  });
  storage.subscribe(tell('one'));
  const stop = storage.subscribe(tell('two'));
  storage.create('things', thing('a'));
  expect(heard).toEqual(['one a', 'two a', 'one b', 'two b']);
  stop();
  storage.create('things', thing('c'));
  expect(heard.slice(4)).toEqual(['one c']);
});

test('who subscribes while a change is told hears the next one only', () => {
  const storage = createObjectStorage();
  const late: string[] = [];
  let subscribed = false;
  storage.subscribe(() => {
    if (!subscribed) storage.subscribe(({ object }) => late.push(object.metadata.name));
    subscribed = true;
  });
  storage.create('things', thing('a'));
  storage.create('things', thing('b'));
  expect(late).toEqual(['b']);
});

test('a listener that throws keeps nobody from hearing', () => {
  const storage = createObjectStorage();
  const heard: string[] = [];
  storage.subscribe(() => {
    throw new Error('deaf');
  });
  storage.subscribe(({ object }) => heard.push(object.metadata.name));
  expect(() => storage.create('things', thing('a'))).toThrow('deaf');
  expect(heard).toEqual(['a']);
  expect(storage.get('things', { namespace: 'ns', name: 'a' })).toBeDefined();
});

test('dropping a type tells nobody and leaves the others', () => {
  const storage = createObjectStorage({ history: 4 });
  storage.create('things', thing('a'));
  storage.create('others', thing('a'));
  const heard: StorageChange[] = [];
  storage.subscribe((change) => heard.push(change));
  storage.drop('things');
  expect(heard).toEqual([]);
  expect(storage.list('things')).toEqual([]);
  for (let value = 1; value <= 6; value += 1) storage.create('things', thing(`t${String(value)}`));
  expect(storage.changesAfter(storage.version - 4, 'things')).toHaveLength(4);
  expect(storage.count('others')).toBe(1);
});

type Step = readonly [action: 'put' | 'remove', namespace: string, name: string, value: number];

function take(storage: ObjectStorage, [action, namespace, name, value]: Step): void {
  if (action === 'remove') storage.remove('things', { namespace, name });
  else if (storage.get('things', { namespace, name }) === undefined) storage.create('things', thing(name, value, namespace));
  else storage.replace('things', thing(name, value, namespace));
}

const STEPS = fc.array(
  fc.tuple(
    fc.constantFrom('put' as const, 'put' as const, 'remove' as const),
    fc.constantFrom('a', 'a-b', 'b'),
    fc.constantFrom('x', 'y', 'z'),
    fc.nat(9),
  ),
  { maxLength: 40 },
);

test('a list at a version is what was listed then', () => {
  fc.assert(
    fc.property(STEPS, (steps) => {
      const storage = createObjectStorage();
      const seen = [{ version: storage.version, all: storage.list('things'), ofA: storage.list('things', 'a') }];
      for (const step of steps) {
        take(storage, step);
        seen.push({ version: storage.version, all: storage.list('things'), ofA: storage.list('things', 'a') });
      }
      for (const { version, all, ofA } of seen) {
        expect(storage.list('things', undefined, version)).toEqual(all);
        expect(storage.list('things', 'a', version)).toEqual(ofA);
      }
    }),
  );
});

test('replaying the changes after a version leads from the list then to the list now', () => {
  fc.assert(
    fc.property(STEPS, fc.nat(40), (steps, cut) => {
      const storage = createObjectStorage();
      for (const step of steps.slice(0, cut)) take(storage, step);
      const state = new Map(storage.list('things').map((object) => [names([object])[0], object]));
      const from = storage.version;
      for (const step of steps.slice(cut)) take(storage, step);
      for (const { type, object, previous } of storage.changesAfter(from, 'things')) {
        const key = names([object])[0];
        expect(state.get(key)).toEqual(previous);
        if (type === 'DELETED') state.delete(key);
        else state.set(key, object);
      }
      expect(new Set(state.values())).toEqual(new Set(storage.list('things')));
    }),
  );
});
