import { expect, test } from 'vitest';
import { AS_TESTER, note, objectServiceScene, widget } from '../../../test/support/object-service-scene.ts';
import { NAMESPACES, NOTES, WIDGETS } from '../../../test/support/sandbox-resources.ts';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { createResourceRegistry } from '../resources/resource-registry.ts';
import { createObjectStorage } from '../storage/create-object-storage.ts';
import { createObjectService } from './create-object-service.ts';
import type { AdmissionRequest } from './admission.ts';
import { forbidden } from '../failures/common-failures.ts';

const KEY = { namespace: 'ns', name: 'a' };
const HOLD = { finalizers: ['example.com/hold'] };

test('a create sets what is the server’s', () => {
  const { objects, storage } = objectServiceScene();
  const told = { uid: 'mine', selfLink: '/x', generation: 4, resourceVersion: '0', deletionTimestamp: '2020-01-01T00:00:00Z', foo: 1 };
  const { metadata } = objects.create(NOTES, 'ns', note('a', { x: '1' }, told), AS_TESTER);
  expect(metadata).toEqual({
    name: 'a',
    namespace: 'ns',
    uid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) as string,
    resourceVersion: String(storage.version),
    generation: 4,
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [expect.objectContaining({ manager: 'tester', operation: 'Update' })],
  });
});

test('a generated name that is taken is chosen again, eight times at most', () => {
  const draws: number[] = [];
  const registry = createResourceRegistry([NOTES]);
  // Uids need 32 numbers, names five: the name is drawn first.
  const random = (): number => draws.shift() ?? 0;
  const storage = createObjectStorage();
  const scene = createObjectService({ registry, storage, clock: fakeClock(), random, admission: [] });
  const generate = (): string => scene.create(NOTES, 'ns', { metadata: { generateName: 'g-' } }, AS_TESTER).metadata.name;
  expect(generate()).toBe('g-bbbbb');
  draws.push(...Array.from({ length: 37 }, () => 0), ...Array.from({ length: 5 }, () => 0.999));
  expect(generate()).toBe('g-99999');
  expect(generate).toThrow('notes "g-bbbbb" already exists');
});

test('admission changes before it is asked again, and what it sets is nobody’s', () => {
  const asked: string[] = [];
  const plugin = {
    name: 'Labels',
    mutate: ({ object }: AdmissionRequest) => ({ ...object, metadata: { ...object.metadata, labels: { added: 'yes' } } }),
    validate: ({ operation, object, dryRun }: AdmissionRequest) => {
      asked.push(`${operation} ${JSON.stringify(object.metadata.labels)}${dryRun ? ' dry' : ''}`);
      if (operation === 'DELETE') throw forbidden(NOTES, object.metadata.name, 'kept');
    },
  };
  const { objects } = objectServiceScene({ admission: [plugin] });
  const made = objects.create(NOTES, 'ns', note('a'), { ...AS_TESTER, dryRun: true });
  expect(made.metadata.labels).toEqual({ added: 'yes' });
  expect(JSON.stringify(made.metadata)).not.toContain('f:added');
  objects.create(NOTES, 'ns', note('a'), AS_TESTER);
  expect(() => objects.delete(NOTES, KEY, {}, AS_TESTER)).toThrow('notes "a" is forbidden: kept');
  expect(asked).toEqual(['CREATE {"added":"yes"} dry', 'CREATE {"added":"yes"}', 'DELETE {"added":"yes"}']);
});

test('a write that changes nothing is not stored, by any way', () => {
  const { objects, storage } = objectServiceScene();
  const made = objects.create(WIDGETS, 'ns', widget('a', { color: 'red' }), AS_TESTER);
  const { version } = storage;
  const { resourceVersion } = made.metadata;
  const results = [
    objects.update(WIDGETS, KEY, widget('a', { color: 'red' }, { resourceVersion }), AS_TESTER),
    objects.patch(WIDGETS, KEY, { type: 'merge', body: { spec: { color: 'red' } } }, AS_TESTER),
    objects.patch(WIDGETS, KEY, { type: 'merge', body: {} }, { ...AS_TESTER, fieldManager: 'other' }),
    objects.patch(WIDGETS, KEY, { type: 'json', operations: [] }, AS_TESTER),
  ];
  for (const { object } of results) expect(object).toBe(made);
  expect(storage.version).toBe(version);
});

test('an apply creates once and then changes nothing', () => {
  const { objects, storage } = objectServiceScene();
  const apply = (spec: object): ReturnType<typeof objects.patch> =>
    objects.patch(WIDGETS, KEY, { type: 'apply', body: widget('a', spec), force: false }, AS_TESTER);
  const first = apply({ color: 'red' });
  expect(first.created).toBe(true);
  const { version } = storage;
  expect(apply({ color: 'red' })).toEqual({ object: first.object, created: false });
  expect(storage.version).toBe(version);
  expect(apply({ size: 1 }).object['spec']).toEqual({ size: 1 });
});

test('status and main part do not touch each other', () => {
  const { objects } = objectServiceScene();
  objects.create(WIDGETS, 'ns', widget('a', { color: 'red' }, {}, { status: { note: 'no' } }), AS_TESTER);
  const status = objects.patch(
    WIDGETS,
    KEY,
    { type: 'merge', body: { spec: { color: 'x' }, status: { note: 'yes' } } },
    { ...AS_TESTER, subresource: 'status' },
  );
  expect(status.object).toMatchObject({ spec: { color: 'red' }, status: { note: 'yes' }, metadata: { generation: 1 } });
  const main = objects.patch(WIDGETS, KEY, { type: 'merge', body: { spec: { color: 'x' }, status: { note: 'no' } } }, AS_TESTER);
  expect(main.object).toMatchObject({ spec: { color: 'x' }, status: { note: 'yes' }, metadata: { generation: 2 } });
});

test('a type decides itself what a new generation is, and whether an update creates', () => {
  const { objects } = objectServiceScene();
  const own = { ...WIDGETS, bumpsGeneration: () => true, allowsUnconditionalUpdate: true, createsOnUpdate: true };
  expect(objects.update(own, KEY, widget('a', {}, { resourceVersion: '7' }), AS_TESTER)).toMatchObject({ created: true });
  const next = objects.update(own, KEY, widget('a', {}, { labels: { a: 'b' } }), AS_TESTER);
  expect(next).toMatchObject({ created: false, object: { metadata: { generation: 2 } } });
});

test('a graceful delete waits for a delete with 0 seconds, and can only be shortened', () => {
  const { objects, storage } = objectServiceScene();
  const graceful = { ...NOTES, gracePeriod: (_: unknown, requested: number | undefined) => requested ?? 30 };
  objects.create(graceful, 'ns', note('a'), AS_TESTER);
  const grace = (gracePeriodSeconds?: number): unknown => {
    const request = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
    const { object, gone } = objects.delete(graceful, KEY, request, AS_TESTER);
    return [
      gone,
      'deletionGracePeriodSeconds' in object.metadata && object.metadata['deletionGracePeriodSeconds'],
      object.metadata.deletionTimestamp,
    ];
  };
  expect(grace()).toEqual([false, 30, '2026-01-01T00:00:30Z']);
  expect(grace(60)).toEqual([false, 30, '2026-01-01T00:00:30Z']);
  expect(grace(10)).toEqual([false, 10, '2026-01-01T00:00:10Z']);
  objects.patch(graceful, KEY, { type: 'merge', body: { data: { b: '2' } } }, AS_TESTER);
  expect(storage.count('notes')).toBe(1);
  expect(grace(0)).toEqual([true, 0, '2026-01-01T00:00:00Z']);
  expect(storage.count('notes')).toBe(0);
});

test('finalizers keep an object until the last is taken away', () => {
  const { objects, storage } = objectServiceScene();
  objects.create(WIDGETS, 'ns', widget('a', {}, HOLD), AS_TESTER);
  const marked = objects.delete(WIDGETS, KEY, { propagation: 'Foreground' }, AS_TESTER);
  expect(marked).toMatchObject({
    gone: false,
    object: { metadata: { finalizers: [...HOLD.finalizers, 'foregroundDeletion'], generation: 2 } },
  });
  const release = (finalizers: readonly string[]): void => {
    objects.patch(WIDGETS, KEY, { type: 'merge', body: { metadata: { finalizers } } }, AS_TESTER);
  };
  release(['foregroundDeletion']);
  expect(storage.count('widgets.example.com')).toBe(1);
  release([]);
  expect(storage.count('widgets.example.com')).toBe(0);
});

test('a Namespace waits for the finalizers of its spec, and of its metadata', () => {
  const { objects, storage } = objectServiceScene();
  const body = (finalizers: readonly string[], metadata: object = HOLD): object => ({
    metadata: { name: 'ns', ...metadata },
    spec: { finalizers },
  });
  objects.create(NAMESPACES, undefined, body([]), AS_TESTER);
  const { object, gone } = objects.delete(NAMESPACES, { name: 'ns' }, {}, AS_TESTER);
  expect({ gone, status: object['status'] }).toEqual({ gone: false, status: { phase: 'Terminating' } });
  objects.update(NAMESPACES, { name: 'ns' }, body([]), { ...AS_TESTER, subresource: 'finalize' });
  expect(storage.get('namespaces', { name: 'ns' })?.['spec']).toEqual({});
  objects.update(NAMESPACES, { name: 'ns' }, body([], {}), AS_TESTER);
  expect(storage.get('namespaces', { name: 'ns' })).toBeUndefined();
});

test('strict, lenient and silent field validation', () => {
  const { objects } = objectServiceScene();
  const warnings: string[] = [];
  const body = { ...note('a'), extra: 1 };
  const create = (fieldValidation: 'Strict' | 'Warn' | 'Ignore') => () =>
    objects.create(NOTES, 'ns', body, { ...AS_TESTER, dryRun: true, fieldValidation, warn: (text) => warnings.push(text) });
  expect(create('Strict')).toThrow('Note in version "v1" cannot be handled as a Note: strict decoding error: unknown field "extra"');
  expect(create('Ignore')()).not.toHaveProperty('extra');
  expect(warnings).toEqual([]);
  expect(create('Warn')()).not.toHaveProperty('extra');
  expect(warnings).toEqual(['unknown field "extra"']);
});

test('a stored object is never changed in place', () => {
  const { objects } = objectServiceScene();
  const made = objects.create(WIDGETS, 'ns', widget('a', { list: [1], color: 'red' }, { labels: { a: 'b' } }), AS_TESTER);
  const before = structuredClone(made);
  objects.patch(WIDGETS, KEY, { type: 'json', operations: [{ op: 'add', path: '/spec/list/-', value: 2 }] }, AS_TESTER);
  objects.patch(WIDGETS, KEY, { type: 'merge', body: { metadata: { labels: { c: 'd' } } } }, { ...AS_TESTER, subresource: 'scale' });
  objects.patch(WIDGETS, KEY, { type: 'apply', body: widget('a', { color: 'blue' }), force: true }, AS_TESTER);
  objects.delete(WIDGETS, KEY, { propagation: 'Orphan' }, AS_TESTER);
  expect(made).toEqual(before);
});
