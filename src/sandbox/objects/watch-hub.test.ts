import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOTES } from '../../../test/support/sandbox-resources.ts';
import { AS_TESTER, note, objectServiceScene, type ObjectServiceScene } from '../../../test/support/object-service-scene.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { WatchEvent, WatchQuery } from './object-service.ts';

type Step = readonly [action: 'put' | 'remove', namespace: string, name: string, set: string];

function take({ objects, storage }: ObjectServiceScene, [action, namespace, name, set]: Step): void {
  const key = { namespace, name };
  const there = storage.get('notes', key) !== undefined;
  if (action === 'remove') {
    if (there) objects.delete(NOTES, key, {}, AS_TESTER);
  } else if (there) objects.update(NOTES, key, note(name, { set }, { labels: { set } }), AS_TESTER);
  else objects.create(NOTES, namespace, note(name, { set }, { labels: { set } }), AS_TESTER);
}

/** What a client knows that follows a watch. */
function follow(state: Map<string, KubeObject>, event: WatchEvent): void {
  if (event.type === 'BOOKMARK') return;
  const { namespace = '', name } = event.object.metadata;
  const key = `${namespace}/${name}`;
  expect(state.has(key)).toBe(event.type !== 'ADDED');
  if (event.type === 'DELETED') state.delete(key);
  else state.set(key, event.object);
}

const STEPS = fc.array(
  fc.tuple(
    fc.constantFrom('put' as const, 'put' as const, 'remove' as const),
    fc.constantFrom('a', 'b'),
    fc.constantFrom('x', 'y'),
    fc.constantFrom('1', '2'),
  ),
  { maxLength: 30 },
);
const QUERIES: fc.Arbitrary<WatchQuery> = fc.constantFrom(
  {},
  { namespace: 'a' },
  { labelSelector: 'set=1' },
  { fieldSelector: 'metadata.name=x' },
  { namespace: 'b', labelSelector: 'set!=1', fieldSelector: 'metadata.name=y' },
);

test('who lists and watches from there, at any time, knows what a list shows', () => {
  fc.assert(
    fc.property(STEPS, fc.nat(30), fc.nat(30), QUERIES, (steps, listAt, watchAt, query) => {
      const scene = objectServiceScene();
      const state = new Map<string, KubeObject>();
      let version = '';
      for (const [index, step] of [...steps, undefined].entries()) {
        if (index === Math.min(listAt, steps.length)) {
          const page = scene.objects.list(NOTES, query);
          for (const object of page.items) follow(state, { type: 'ADDED', object });
          ({ version } = page);
        }
        if (version !== '' && index === Math.min(Math.max(listAt, watchAt), steps.length))
          scene.objects.watch(NOTES, { ...query, resourceVersion: version }, (event) => follow(state, event));
        if (step !== undefined) take(scene, step);
      }
      expect(new Set(state.values())).toEqual(new Set(scene.objects.list(NOTES, query).items));
    }),
  );
});

test('a watch from nothing knows what a list shows', () => {
  fc.assert(
    fc.property(STEPS, fc.nat(30), QUERIES, (steps, start, query) => {
      const scene = objectServiceScene();
      const state = new Map<string, KubeObject>();
      for (const [index, step] of [...steps, undefined].entries()) {
        if (index === Math.min(start, steps.length)) scene.objects.watch(NOTES, query, (event) => follow(state, event));
        if (step !== undefined) take(scene, step);
      }
      expect(new Set(state.values())).toEqual(new Set(scene.objects.list(NOTES, query).items));
    }),
  );
});

test('a watcher that writes, and starts another watch, misses nothing and hears nothing twice', () => {
  const scene = objectServiceScene();
  const [outer, inner]: [string[], string[]] = [[], []];
  const told = (log: string[]) => (event: WatchEvent) => {
    if (event.type !== 'BOOKMARK') log.push(`${event.type} ${event.object.metadata.name}`);
  };
  scene.objects.watch(NOTES, { resourceVersion: String(scene.storage.version) }, (event) => {
    told(outer)(event);
    if (event.type !== 'ADDED' || event.object.metadata.name !== 'a') return;
    take(scene, ['put', 'ns', 'b', '1']);
    scene.objects.watch(NOTES, {}, told(inner));
  });
  take(scene, ['put', 'ns', 'a', '1']);
  take(scene, ['put', 'ns', 'c', '1']);
  expect(outer).toEqual(['ADDED a', 'ADDED b', 'ADDED c']);
  expect(inner).toEqual(['ADDED a', 'ADDED b', 'ADDED c']);
});

test('a sink that writes while it hears the past hears that afterwards', () => {
  const scene = objectServiceScene();
  const version = String(scene.storage.version);
  take(scene, ['put', 'ns', 'a', '1']);
  take(scene, ['put', 'ns', 'b', '1']);
  const heard: string[] = [];
  scene.objects.watch(NOTES, { resourceVersion: version }, (event) => {
    if (event.type === 'BOOKMARK') return;
    heard.push(event.object.metadata.name);
    if (event.object.metadata.name === 'a') take(scene, ['put', 'ns', 'c', '1']);
  });
  expect(heard).toEqual(['a', 'b', 'c']);
});

test('a stopped watch hears nothing, and a running one knows how far it is', () => {
  const scene = objectServiceScene();
  const heard: WatchEvent[] = [];
  const watch = scene.objects.watch(NOTES, { labelSelector: 'nothing' }, (event) => heard.push(event));
  take(scene, ['put', 'ns', 'a', '1']);
  expect(watch.version).toBe(String(scene.storage.version));
  watch.stop();
  take(scene, ['remove', 'ns', 'a', '1']);
  expect(heard).toEqual([]);
});

test('a watch from a forgotten version is expired', () => {
  const scene = objectServiceScene({ history: 1 });
  take(scene, ['put', 'ns', 'a', '1']);
  const version = String(scene.storage.version);
  take(scene, ['put', 'ns', 'b', '1']);
  take(scene, ['put', 'ns', 'c', '1']);
  const failing = (): unknown => scene.objects.watch(NOTES, { resourceVersion: version }, () => {});
  expect(failing).toThrow(`too old resource version: ${version} (`);
});
