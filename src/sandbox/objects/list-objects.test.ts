import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOTES, WIDGETS } from '../../../test/support/sandbox-resources.ts';
import { AS_TESTER, note, objectServiceScene, type ObjectServiceScene, widget } from '../../../test/support/object-service-scene.ts';
import { isFailure } from '../failures/api-failure.ts';
import type { ListPage, ListQuery } from './object-service.ts';

function namesOf({ items }: ListPage): readonly string[] {
  return items.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
}

function allPages({ objects }: ObjectServiceScene, query: ListQuery, between: () => void): ListPage {
  let page = objects.list(NOTES, query);
  const items = [...page.items];
  while (page.continue !== undefined) {
    between();
    page = objects.list(NOTES, { ...query, continue: page.continue });
    items.push(...page.items);
  }
  return { ...page, items };
}

test('pages together are the list at the version of the first, whatever happens between them', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'a-b', 'b'), fc.constantFrom('p', 'q', 'r', 's')), { selector: (key) => key.join('/') }),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(undefined, 'a'),
      fc.constantFrom('', 'odd'),
      (keys, limit, namespace, labelSelector) => {
        const scene = objectServiceScene();
        for (const [index, [space, name]] of keys.entries()) {
          const labels = index % 2 === 1 ? { labels: { odd: 'yes' } } : {};
          scene.objects.create(NOTES, space, note(name, { a: '1' }, labels), AS_TESTER);
        }
        const query = { labelSelector, ...(namespace === undefined ? {} : { namespace }) };
        const whole = scene.objects.list(NOTES, query);
        let step = 0;
        const pages = allPages(scene, { ...query, limit }, () => {
          const [space, name] = keys[step % keys.length] ?? ['a', 'p'];
          step += 1;
          if (scene.storage.get('notes', { namespace: space, name }) !== undefined)
            scene.objects.delete(NOTES, { namespace: space, name }, {}, AS_TESTER);
          else scene.objects.create(NOTES, space, note(name), AS_TESTER);
        });
        expect(namesOf(pages)).toEqual(namesOf(whole));
        expect(pages.version).toBe(whole.version);
      },
    ),
  );
});

test('the past is gone with the history: 410, and a token for the rest as it is now', () => {
  const scene = objectServiceScene();
  for (const name of ['a', 'b', 'c']) scene.objects.create(NOTES, 'ns', note(name), AS_TESTER);
  const first = scene.objects.list(NOTES, { namespace: 'ns', limit: 1 });
  scene.objects.delete(NOTES, { namespace: 'ns', name: 'b' }, {}, AS_TESTER);
  scene.storage.compact();
  try {
    scene.objects.list(NOTES, { namespace: 'ns', limit: 1, continue: first.continue ?? '' });
    expect.unreachable();
  } catch (error) {
    if (!isFailure(error, 'Expired')) throw error;
    const token = String(error.status.metadata['continue']);
    expect(namesOf(scene.objects.list(NOTES, { namespace: 'ns', continue: token }))).toEqual(['ns/c']);
  }
});

test('a name in the field selector finds the one object, among all namespaces too', () => {
  const scene = objectServiceScene();
  for (const namespace of ['a', 'b']) for (const name of ['x', 'y']) scene.objects.create(NOTES, namespace, note(name), AS_TESTER);
  const fieldSelector = 'metadata.name=x';
  expect(namesOf(scene.objects.list(NOTES, { namespace: 'a', fieldSelector }))).toEqual(['a/x']);
  expect(namesOf(scene.objects.list(NOTES, { fieldSelector }))).toEqual(['a/x', 'b/x']);
  expect(namesOf(scene.objects.list(NOTES, { namespace: 'a', fieldSelector: 'metadata.name=z' }))).toEqual([]);
});

test('a selectable field of a type', () => {
  const scene = objectServiceScene();
  for (const color of ['red', 'blue']) scene.objects.create(WIDGETS, 'ns', widget(color, { color }), AS_TESTER);
  expect(namesOf(scene.objects.list(WIDGETS, { fieldSelector: 'spec.color=red' }))).toEqual(['ns/red']);
});
