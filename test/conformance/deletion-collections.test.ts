import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { configMap, MERGE, objectsScene, type SeenList } from './support/objects-scene.ts';

describeCluster('deleting collections', (plane) => {
  const scene = objectsScene(plane, 'collections');
  const make = async (name: string, labels: object, metadata: object = {}): Promise<void> => {
    await scene.object(201, 'POST', scene.configMaps, configMap(name, { labels, ...metadata }));
  };
  const named = async (selector: string): Promise<readonly string[]> => {
    const { items } = await scene.list(`${scene.configMaps}?labelSelector=${encodeURIComponent(selector)}`);
    return items.map(({ metadata }) => metadata.name);
  };
  const clear = async (query: string, body?: object): Promise<SeenList> =>
    (await scene.object(200, 'DELETE', `${scene.configMaps}?${query}`, body)) as unknown as SeenList;

  test('what the selector finds goes; the answer lists it as it was', async () => {
    await make('a', { batch: '1' });
    await make('b', { batch: '1' }, { finalizers: ['example.com/hold'] });
    await make('c', { batch: '2' });
    const gone = await clear('labelSelector=batch%3D1');
    expect(gone.kind).toBe('ConfigMapList');
    expect(gone.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    for (const { metadata } of gone.items) expect(metadata).not.toHaveProperty('deletionTimestamp');
    expect(await named('batch')).toEqual(['b', 'c']);
    await scene.object(200, 'PATCH', `${scene.configMaps}/b`, { metadata: { finalizers: null } }, MERGE);
    expect(await named('batch')).toEqual(['c']);
  });

  test('a field selector', async () => {
    await make('by-name', { field: 'yes' });
    await make('not-by-name', { field: 'yes' });
    await clear('fieldSelector=metadata.name%3Dby-name');
    expect(await named('field')).toEqual(['not-by-name']);
  });

  test('a dry run', async () => {
    await make('dry', { dry: 'yes' });
    expect((await clear('labelSelector=dry&dryRun=All')).items).toHaveLength(1);
    expect(await named('dry')).toEqual(['dry']);
  });

  test('a page at a time', async () => {
    await make('page-a', { page: 'yes' });
    await make('page-b', { page: 'yes' });
    const { items, metadata } = await clear('labelSelector=page&limit=1');
    expect(items.map((item) => item.metadata.name)).toEqual(['page-a']);
    expect(metadata.continue).not.toBe('');
    expect(await named('page')).toEqual(['page-b']);
  });

  test('nothing to delete', async () => {
    expect((await clear('labelSelector=nothing')).items).toEqual([]);
  });

  test('a malformed selector', async () => {
    expect(await scene.failure('DELETE', `${scene.configMaps}?labelSelector=a+b`)).toMatchObject({ code: 400 });
  });

  test('collections over all namespaces, and Namespaces, cannot be deleted', async () => {
    const expected = {
      code: 405,
      reason: 'MethodNotAllowed',
      message: 'the server does not allow this method on the requested resource',
      details: {},
    };
    expect(await scene.failure('DELETE', '/api/v1/configmaps')).toEqual(expected);
    expect(await scene.failure('DELETE', '/api/v1/namespaces')).toEqual(expected);
  });
});
