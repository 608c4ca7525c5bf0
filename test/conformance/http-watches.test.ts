import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { failure, failureIn, gizmo, type HttpWorld, openHttpWorld } from './support/http-world.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PARTIAL = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const INITIAL = 'watch=1&timeoutSeconds=1&allowWatchBookmarks=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan';

type Event = Readonly<Record<string, unknown>>;

describeCluster('the form of watches', (plane) => {
  let world: HttpWorld;
  beforeAll(async () => {
    world = await openHttpWorld(plane);
    for (const name of ['one', 'two']) await world.client.request('POST', world.gizmos, { body: gizmo(world, name) });
  });
  afterAll(() => world.close());

  /** All that a watch tells until its time is over. A loaded machine that has not told enough by then gets more time. */
  const events = async (path: string, accept?: string, least = 1): Promise<readonly Event[]> => {
    let seen: Event[] = [];
    for (const seconds of ['', '5', '30']) {
      seen = [];
      const longer = seconds === '' ? path : path.replace(/timeoutSeconds=\d+/, `timeoutSeconds=${seconds}`);
      for await (const event of world.client.lines(longer, accept)) seen.push(event as Event);
      if (seen.length >= least) break;
    }
    return seen;
  };

  test('objects in full, one line each', async () => {
    const seen = await events(`${world.gizmos}?watch=1&timeoutSeconds=1`, undefined, 2);
    const added = (name: string): object => ({
      type: 'ADDED',
      object: { kind: 'Gizmo', apiVersion: `${world.group}/v1`, metadata: { name }, spec: { size: 'small' } },
    });
    expect(seen).toMatchObject([added('one'), added('two')]);
  });

  test('a Table for each event, only the first names the columns', async () => {
    const seen = await events(`${world.gizmos}?watch=1&timeoutSeconds=1`, TABLE, 2);
    expect(seen).toMatchObject(
      [
        {
          type: 'ADDED',
          object: {
            kind: 'Table',
            columnDefinitions: [{ name: 'Name' }, { name: 'Size' }],
            rows: [{ cells: ['one', 'small'], object: { kind: 'PartialObjectMetadata' } }],
          },
        },
        { type: 'ADDED', object: { kind: 'Table', columnDefinitions: null, rows: [{ cells: ['two', 'small'] }] } },
      ].map(({ type, object }) => ({
        type,
        object: {
          ...object,
          columnDefinitions:
            object.columnDefinitions === null
              ? null
              : expect.arrayContaining(object.columnDefinitions.map((column) => expect.objectContaining(column))),
          rows: object.rows.map((row) => ({ ...row, cells: expect.arrayContaining(row.cells) })),
        },
      })),
    );
  });

  test('a Table of a watch has the version of its object', async () => {
    const [first] = await events(`${world.gizmos}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Done`, TABLE);
    const { json } = await world.client.request('GET', `${world.gizmos}/one`);
    const { resourceVersion } = (json as { metadata: { resourceVersion: string } }).metadata;
    expect(first).toMatchObject({ object: { metadata: { resourceVersion } } });
  });

  test('metadata alone', async () => {
    const seen = await events(`${world.gizmos}?watch=1&timeoutSeconds=1`, PARTIAL, 2);
    expect(seen).toMatchObject([
      { type: 'ADDED', object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'one' } } },
      {},
    ]);
    expect(seen[0]?.['object']).not.toHaveProperty('spec');
  });

  test('a bookmark has kind, version and annotations, and nothing else', async () => {
    const [end] = await events(`${world.gizmos}?${INITIAL}&labelSelector=none`);
    expect(end).toEqual({
      type: 'BOOKMARK',
      object: {
        kind: 'Gizmo',
        apiVersion: `${world.group}/v1`,
        metadata: { resourceVersion: expect.any(String), annotations: { 'k8s.io/initial-events-end': 'true' } },
      },
    });
  });

  test('bookmarks in other forms', async () => {
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    const [partial] = await events(`${world.gizmos}?${INITIAL}&labelSelector=none`, PARTIAL);
    expect(partial).toMatchObject({ type: 'BOOKMARK', object: { kind: 'PartialObjectMetadata', metadata: { annotations } } });
    const [table] = await events(`${world.gizmos}?${INITIAL}&labelSelector=none`, TABLE);
    expect(table).toMatchObject({ type: 'BOOKMARK', object: { kind: 'Table', rows: [{ object: { metadata: { annotations } } }] } });
  });

  test('there is a bookmark before the end, also where nothing fits the watch', async () => {
    const query = `watch=1&timeoutSeconds=4&allowWatchBookmarks=1&labelSelector=none&resourceVersion=${await version()}`;
    const stream = events(`${world.gizmos}?${query}`);
    await world.client.request('POST', world.gizmos, { body: gizmo(world, 'unseen') });
    expect((await stream).at(-1)).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'Gizmo', metadata: { resourceVersion: expect.any(String) } },
    });
    await world.client.request('DELETE', `${world.gizmos}/unseen`);
  });

  const version = async (): Promise<string> =>
    ((await world.client.request('GET', world.gizmos)).json as { metadata: { resourceVersion: string } }).metadata.resourceVersion;

  test('the old path of watches', async () => {
    const path = `/apis/${world.group}/v1/watch/namespaces/${world.namespace}/gizmos?timeoutSeconds=1`;
    const old = await world.client.request('GET', path);
    const core = await world.client.request(
      'GET',
      `/api/v1/watch/namespaces/${world.namespace}/configmaps?timeoutSeconds=1&fieldSelector=metadata.name%3Dkube-root-ca.crt`,
    );
    expect([old.status, core.status]).toEqual([200, 200]);
  });

  test('streams are JSON or protobuf', async () => {
    const answer = await world.client.request('GET', `${world.gizmos}?watch=1&timeoutSeconds=1`, { accept: 'application/yaml' });
    expect(answer.status).toBe(406);
    expect(answer.text.replaceAll(/\n\s+/g, ' ')).toContain(
      `only the following media types are accepted: application/json;stream=watch, ${PROTOBUF};stream=watch`,
    );
    for (const accept of [
      'application/json;stream=watch',
      `${PROTOBUF};stream=watch,application/json;stream=watch`,
      `${PROTOBUF}, application/json`,
    ]) {
      const stream = await world.client.request('GET', `${world.gizmos}?watch=1&timeoutSeconds=1&labelSelector=none`, { accept });
      expect(stream).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    }
  });

  test('a time that is no number', async () => {
    const answer = await world.client.request('GET', `${world.gizmos}?watch=1&timeoutSeconds=foo`);
    expect(failureIn(answer)).toEqual(failure(400, 'BadRequest', 'strconv.ParseInt: parsing "foo": invalid syntax'));
  });

  test('a watch does not go on from a page', async () => {
    const answer = await world.client.request('GET', `${world.gizmos}?watch=1&continue=x`);
    const message = 'Forbidden: resourceVersionMatch is forbidden when continue is provided';
    const causes = [{ reason: 'FieldValueForbidden', message, field: 'resourceVersionMatch' }];
    expect(failureIn(answer)).toEqual(
      failure(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: ${message}`, {
        group: 'meta.k8s.io',
        kind: 'ListOptions',
        causes,
      }),
    );
  });

  test('one object cannot be watched by its path', async () => {
    expect((await world.client.request('GET', `${world.gizmos}/one?watch=1`)).json).toMatchObject({ kind: 'Gizmo' });
  });
});
