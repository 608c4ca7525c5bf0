import { beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';
import { configMap, objectsScene, type SeenList } from './support/objects-scene.ts';
import { widgetType } from './support/objects-widgets.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'];

function token(position: object): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

describeCluster('pages of lists', (plane) => {
  const scene = objectsScene(plane, 'pages');
  const widgets = widgetType(scene);
  const page = (query: Readonly<Record<string, string>>): Promise<SeenList> =>
    scene.list(`${widgets.path()}?${String(new URLSearchParams(query))}`);
  const refused = async (query: Readonly<Record<string, string>>): Promise<object> =>
    await scene.failure('GET', `${widgets.path()}?${String(new URLSearchParams(query))}`);
  const namesOf = ({ items }: SeenList): readonly string[] => items.map(({ metadata }) => metadata.name);

  beforeAll(async () => {
    for (const [index, name] of NAMES.entries()) {
      const labels = index % 2 === 0 ? { even: 'yes' } : {};
      await scene.object(201, 'POST', widgets.path(), widgets.widget(name, { color: 'red' }, { labels }));
    }
  });

  test('pages follow one another, with what remains', async () => {
    const first = await page({ limit: '2' });
    expect(namesOf(first)).toEqual(['a', 'b']);
    expect(first.metadata.remainingItemCount).toBe(3);
    const second = await page({ limit: '2', continue: first.metadata.continue ?? '' });
    expect(namesOf(second)).toEqual(['c', 'd']);
    expect(second.metadata).toMatchObject({ remainingItemCount: 1, resourceVersion: first.metadata.resourceVersion });
    const last = await page({ limit: '2', continue: second.metadata.continue ?? '' });
    expect(namesOf(last)).toEqual(['e']);
    expect(last.metadata.continue ?? '').toBe('');
    expect(last.metadata).not.toHaveProperty('remainingItemCount');
  });

  test('the rest in one page', async () => {
    const first = await page({ limit: '2' });
    expect(namesOf(await page({ continue: first.metadata.continue ?? '' }))).toEqual(['c', 'd', 'e']);
  });

  test('with selectors what remains is not told', async () => {
    const first = await page({ limit: '1', labelSelector: 'even' });
    expect(namesOf(first)).toEqual(['a']);
    expect(first.metadata).not.toHaveProperty('remainingItemCount');
    const next = await page({ limit: '1', labelSelector: 'even', continue: first.metadata.continue ?? '' });
    expect(namesOf(next)).toEqual(['c']);
  });

  test('a limit of nothing, and one that is never reached', async () => {
    for (const limit of ['0', '-1', '100']) {
      const list = await page({ limit });
      expect(namesOf(list)).toEqual(NAMES);
      expect(list.metadata.continue ?? '').toBe('');
    }
  });

  test('later pages show what was there at the first', async () => {
    const path = scene.configMaps;
    for (const name of ['p1', 'p2', 'p3']) await scene.object(201, 'POST', path, configMap(name, { labels: { paged: 'yes' } }));
    const first = await scene.list(`${path}?limit=1&labelSelector=paged`);
    await scene.object(200, 'PUT', `${path}/p2`, configMap('p2', {}, { a: 'changed' }));
    await scene.object(200, 'DELETE', `${path}/p3`);
    await scene.object(201, 'POST', path, configMap('p4', { labels: { paged: 'yes' } }));
    const rest = await scene.list(`${path}?labelSelector=paged&continue=${first.metadata.continue ?? ''}`);
    expect(rest.items.map(({ metadata, data }) => [metadata.name, data])).toEqual([
      ['p2', { a: '1' }],
      ['p3', { a: '1' }],
    ]);
    expect(rest.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  test('a token of a version that is forgotten: 410 with a token for the rest as it is now', async ({ skip }) => {
    const old = token({ v: 'meta.k8s.io/v1', rv: 1, start: '/b\0' });
    const answer = await scene.send('GET', `${widgets.path()}?limit=2&continue=${old}`);
    if (answer.status !== 410 && sandboxPlane() === undefined) skip('this server is too young to have compacted anything (5 minutes)');
    expect(answer.status).toBe(410);
    const { metadata, ...rest } = answer.json as { metadata: { continue: string } };
    expect(rest).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message:
        'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
      reason: 'Expired',
      code: 410,
    });
    const next = await page({ limit: '2', continue: metadata.continue });
    expect(namesOf(next)).toEqual(['c', 'd']);
    expect(namesOf(await page({ continue: next.metadata.continue ?? '' }))).toEqual(['e']);
  });

  test('tokens that are none', async () => {
    const invalid = (why: string): object => ({
      code: 400,
      reason: 'BadRequest',
      message: `invalid continue token: continue key is not valid: ${why}`,
    });
    const version = '(version meta.k8s.io/v1)';
    expect(await refused({ continue: 'abc' })).toMatchObject({
      code: 400,
      message: expect.stringMatching(/^invalid continue token: continue key is not valid: /) as string,
    });
    expect(await refused({ continue: token({ v: 'v2', rv: 5, start: 'b' }) })).toEqual(
      invalid('server does not recognize this encoded version v2'),
    );
    expect(await refused({ continue: token({ v: 'meta.k8s.io/v1', rv: 0, start: 'b' }) })).toEqual(
      invalid(`incorrect encoded start resourceVersion ${version}`),
    );
    expect(await refused({ continue: token({ v: 'meta.k8s.io/v1', rv: 5, start: '' }) })).toEqual(
      invalid(`encoded start key empty ${version}`),
    );
  });

  test('a token of a version to come', async () => {
    expect(await refused({ continue: token({ v: 'meta.k8s.io/v1', rv: 999_999_999, start: '/b\0' }) })).toMatchObject({ code: 504 });
  });

  test('a token and a version', async () => {
    const { metadata } = await page({ limit: '2' });
    const next = metadata.continue ?? '';
    expect(await refused({ continue: next, resourceVersion: '5' })).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'specifying resource version is not allowed when using continue',
    });
    expect(namesOf(await page({ continue: next, resourceVersion: '0' }))).toEqual(['c', 'd', 'e']);
    expect(await refused({ continue: next, resourceVersionMatch: 'Exact' })).toMatchObject({
      code: 422,
      message:
        'ListOptions.meta.k8s.io "" is invalid: [resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided, resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided]',
    });
  });

  test('objects of all namespaces come by namespace and name', async () => {
    const { items } = await scene.list('/api/v1/configmaps?limit=500');
    const keys = items.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys).toEqual(keys.toSorted((left, right) => (left < right ? -1 : 1)));
  });
});
