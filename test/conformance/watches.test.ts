import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { configMap, MERGE, objectsScene, type SeenObject } from './support/objects-scene.ts';
import { widgetType } from './support/objects-widgets.ts';
import { type SeenEvent, summary, watchLog } from './support/watches-log.ts';

const END = { 'k8s.io/initial-events-end': 'true' };

describeCluster('watches', (plane) => {
  const scene = objectsScene(plane, 'watches');
  const widgets = widgetType(scene);
  let count = 0;
  /** A label of its own for each test, so that tests do not see each other's objects. */
  const label = (): string => `w${String((count += 1))}`;
  const at = (query: Readonly<Record<string, string>>): string =>
    `${scene.configMaps}?${String(new URLSearchParams({ watch: 'true', ...query }))}`;
  const make = (name: string, set: string, metadata: object = {}): Promise<SeenObject> =>
    scene.object(201, 'POST', scene.configMaps, configMap(name, { labels: { set }, ...metadata }));
  const patch = (name: string, body: object): Promise<SeenObject> => scene.object(200, 'PATCH', `${scene.configMaps}/${name}`, body, MERGE);
  const remove = async (name: string): Promise<void> => {
    expect((await scene.send('DELETE', `${scene.configMaps}/${name}`)).status).toBe(200);
  };
  /** Events of a watch that ends by itself after a second. A loaded machine that has not told enough by then gets more time. */
  const shortWatch = async (query: Readonly<Record<string, string>>, least = 0): Promise<readonly SeenEvent[]> => {
    let seen: readonly SeenEvent[] = [];
    for (const timeoutSeconds of ['1', '5', '30']) {
      seen = await watchLog(scene.client, at({ timeoutSeconds, ...query })).take(Number.POSITIVE_INFINITY);
      if (seen.length >= least) break;
    }
    return seen;
  };

  test('from a version: what changed since, each with the version of its change', async () => {
    const set = label();
    const first = await make('resume', set);
    const changed = await patch('resume', { data: { b: '2' } });
    await patch('resume', { data: { b: '2' } });
    await remove('resume');
    const log = watchLog(scene.client, at({ labelSelector: `set=${set}`, resourceVersion: first.metadata.resourceVersion }));
    const events = await log.take(2);
    await log.close();
    expect(summary(events)).toEqual(['MODIFIED resume', 'DELETED resume']);
    const [modified, deleted] = events;
    expect(modified?.object).toEqual(changed);
    expect(deleted?.object).toMatchObject({ kind: 'ConfigMap', data: { a: '1', b: '2' } });
    expect(BigInt(deleted?.object.metadata.resourceVersion ?? '0')).toBeGreaterThan(BigInt(changed.metadata.resourceVersion));
  });

  test('from now on: events come as they happen', async () => {
    const set = label();
    const { metadata } = await scene.list(scene.configMaps);
    const log = watchLog(scene.client, at({ labelSelector: `set=${set}`, resourceVersion: metadata.resourceVersion }));
    const first = log.take(1);
    await make('live-a', set);
    expect(summary(await first)).toEqual(['ADDED live-a']);
    await make('live-b', set);
    await remove('live-a');
    expect(summary(await log.take(2))).toEqual(['ADDED live-b', 'DELETED live-a']);
    await log.close();
  });

  test.each(['', '0'])('without a version (%j) it begins with what is there, sorted', async (resourceVersion) => {
    const set = label();
    await make(`${set}-b`, set);
    await make(`${set}-a`, set);
    const version: Readonly<Record<string, string>> = resourceVersion === '' ? {} : { resourceVersion };
    expect(summary(await shortWatch({ labelSelector: `set=${set}`, ...version }, 2))).toEqual([`ADDED ${set}-a`, `ADDED ${set}-b`]);
  });

  test('without a version and with bookmarks one tells when the initial events end', async () => {
    const set = label();
    await make(`${set}-a`, set);
    const log = watchLog(scene.client, at({ labelSelector: `set=${set}`, allowWatchBookmarks: 'true' }));
    const [added, bookmark] = await log.take(2);
    await log.close();
    expect(added?.type).toBe('ADDED');
    expect(bookmark).toEqual({
      type: 'BOOKMARK',
      object: {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { resourceVersion: expect.stringMatching(/^\d+$/) as string, annotations: END },
      },
    });
  });

  test('initial events on request, with the bookmark behind them', async () => {
    const set = label();
    const made = await make(`${set}-a`, set);
    const query = { labelSelector: `set=${set}`, sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', resourceVersion: '1' };
    const log = watchLog(scene.client, at({ ...query, allowWatchBookmarks: 'true' }));
    const events = await log.take(2);
    expect(summary(events)).toEqual([`ADDED ${set}-a`, 'BOOKMARK']);
    expect(events[1]?.object.metadata.annotations).toEqual(END);
    const end = events[1]?.object.metadata.resourceVersion ?? '0';
    expect(BigInt(end)).toBeGreaterThanOrEqual(BigInt(made.metadata.resourceVersion));
    const next = log.take(1);
    await remove(`${set}-a`);
    expect(summary(await next)).toEqual([`DELETED ${set}-a`]);
    await log.close();
    expect(summary(await shortWatch(query))).toEqual([]);
  });

  test('initial events of a custom resource', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('seen'));
    const query = 'watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan';
    const log = watchLog(scene.client, `${widgets.path()}?${query}`);
    const [added, bookmark] = await log.take(2);
    await log.close();
    expect(added).toMatchObject({ type: 'ADDED', object: { kind: 'Widget', metadata: { name: 'seen' }, spec: { size: 3 } } });
    expect(bookmark).toMatchObject({ type: 'BOOKMARK', object: { kind: 'Widget', apiVersion: widgets.apiVersion } });
  });

  test('no initial events on request', async () => {
    const set = label();
    await make(`${set}-a`, set);
    const query = { labelSelector: `set=${set}`, sendInitialEvents: 'false', resourceVersionMatch: 'NotOlderThan' };
    expect(await shortWatch(query)).toEqual([]);
  });

  test('a version that is forgotten: an error in the stream, which then ends', async () => {
    const events = await shortWatch({ resourceVersion: '1' }, 1);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Expired', code: 410 },
    });
    expect(events[0]?.object['message']).toMatch(/^too old resource version: 1 \(\d+\)$/);
  });

  test('a version to come is waited for in silence', async () => {
    expect(await shortWatch({ resourceVersion: '999999999' })).toEqual([]);
  });

  test('a version that is no number', async () => {
    expect(await scene.failure('GET', at({ resourceVersion: 'zz' }))).toEqual({
      code: 500,
      message: 'resourceVersion: Invalid value: "zz": strconv.ParseUint: parsing "zz": invalid syntax',
    });
  });

  test('malformed selectors', async () => {
    expect(await scene.failure('GET', at({ labelSelector: 'a b' }))).toMatchObject({ code: 400, reason: 'BadRequest' });
    expect(await scene.failure('GET', at({ fieldSelector: 'a.b=1' }))).toMatchObject({ code: 400, reason: 'BadRequest' });
  });

  test.each([
    [
      { resourceVersionMatch: 'NotOlderThan', resourceVersion: '5' },
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    ],
    [{ sendInitialEvents: 'true' }, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'],
  ])('options that do not go together: %j', async (query, why) => {
    expect(await scene.failure('GET', at(query))).toEqual({
      code: 422,
      reason: 'Invalid',
      message: `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: ${why}`,
      details: {
        group: 'meta.k8s.io',
        kind: 'ListOptions',
        causes: [{ reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field: 'resourceVersionMatch' }],
      },
    });
  });

  test('one object by its name', async () => {
    const set = label();
    const { metadata } = await make('one', set);
    const log = watchLog(scene.client, at({ fieldSelector: 'metadata.name=one', resourceVersion: metadata.resourceVersion }));
    await make('other', set);
    await patch('one', { data: { b: '2' } });
    await remove('one');
    expect(summary(await log.take(2))).toEqual(['MODIFIED one', 'DELETED one']);
    await log.close();
  });

  test('into the selection and out of it', async () => {
    const { metadata } = await make('mover', 'elsewhere');
    const inside = label();
    const log = watchLog(scene.client, at({ labelSelector: `set=${inside}`, resourceVersion: metadata.resourceVersion }));
    const entered = await patch('mover', { metadata: { labels: { set: inside } } });
    const changed = await patch('mover', { data: { seen: 'yes' } });
    const left = await patch('mover', { metadata: { labels: { set: 'elsewhere' } }, data: { seen: 'no' } });
    await patch('mover', { data: { hidden: 'yes' } });
    await patch('mover', { metadata: { labels: { set: inside } } });
    const events = await log.take(4);
    await log.close();
    expect(summary(events)).toEqual(['ADDED mover', 'MODIFIED mover', 'DELETED mover', 'ADDED mover']);
    expect(events[0]?.object).toEqual(entered);
    // What leaves is told as it was before, at the version of the change.
    expect(events[2]?.object).toMatchObject({
      data: { a: '1', seen: 'yes' },
      metadata: { labels: { set: inside }, resourceVersion: left.metadata.resourceVersion },
    });
    expect(changed.data).toEqual({ a: '1', seen: 'yes' });
  });

  test('into the selection and out of it, by a field', async () => {
    const made = await scene.object(201, 'POST', widgets.path(), widgets.widget('painted', { color: 'red' }));
    const query = new URLSearchParams({ watch: 'true', fieldSelector: 'spec.color=blue', resourceVersion: made.metadata.resourceVersion });
    const log = watchLog(scene.client, `${widgets.path()}?${String(query)}`);
    for (const color of ['blue', 'red']) await scene.object(200, 'PATCH', `${widgets.path()}/painted`, { spec: { color } }, MERGE);
    const events = await log.take(2);
    await log.close();
    expect(summary(events)).toEqual(['ADDED painted', 'DELETED painted']);
    expect(events[1]?.object.spec).toMatchObject({ color: 'blue' });
  });

  test('a deletion with finalizers: marked, then gone as it was stored last', async () => {
    const set = label();
    const { metadata } = await make('held', set, { finalizers: ['example.com/hold'] });
    const log = watchLog(scene.client, at({ labelSelector: `set=${set}`, resourceVersion: metadata.resourceVersion }));
    const marked = await scene.object(200, 'DELETE', `${scene.configMaps}/held`);
    await patch('held', { metadata: { finalizers: null }, data: { never: 'seen' } });
    const events = await log.take(2);
    await log.close();
    expect(summary(events)).toEqual(['MODIFIED held', 'DELETED held']);
    expect(events[0]?.object).toEqual(marked);
    expect(events[1]?.object).toMatchObject({ data: { a: '1' }, metadata: { finalizers: ['example.com/hold'] } });
    expect(events[1]?.object.data).not.toHaveProperty('never');
    expect(BigInt(events[1]?.object.metadata.resourceVersion ?? '0')).toBeGreaterThan(BigInt(marked.metadata.resourceVersion));
  });

  test('dry runs and failures are not told', async () => {
    const set = label();
    const { metadata } = await make('quiet', set);
    const log = watchLog(scene.client, at({ labelSelector: `set=${set}`, resourceVersion: metadata.resourceVersion }));
    await scene.object(200, 'PATCH', `${scene.configMaps}/quiet?dryRun=All`, { data: { b: '2' } }, MERGE);
    await scene.failure('PUT', `${scene.configMaps}/quiet`, configMap('quiet', { resourceVersion: '1' }));
    await patch('quiet', { data: { c: '3' } });
    const [event] = await log.take(1);
    await log.close();
    expect(event?.object.data).toEqual({ a: '1', c: '3' });
  });
});
