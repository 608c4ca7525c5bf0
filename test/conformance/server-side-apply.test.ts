import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import {
  at,
  conflicts,
  failure,
  managedFields,
  metadataOf,
  openOwnershipWorld,
  owners,
  type OwnershipWorld,
} from './support/field-ownership-world.ts';

const DATA_X = { 'f:data': { 'f:x': {} } };

describeCluster('server-side apply', (plane) => {
  let world: OwnershipWorld;
  beforeAll(async () => {
    world = await openOwnershipWorld(plane);
  });
  afterAll(async () => world.close());

  test('of a name that is free creates the object', async () => {
    const answer = await world.apply(world.configMaps, 'create', { data: { x: '1', y: '2' } });
    expect(answer.status).toBe(201);
    expect(at(answer.json, 'data')).toEqual({ x: '1', y: '2' });
    expect(managedFields(answer.json)).toEqual([
      {
        manager: 'tester',
        operation: 'Apply',
        apiVersion: 'v1',
        time: metadataOf(answer.json)['creationTimestamp'],
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { 'f:x': {}, 'f:y': {} } },
      },
    ]);
  });

  test('again of the same writes nothing', async () => {
    const first = await world.apply(world.configMaps, 'again', { data: { x: '1' } });
    const second = await world.apply(world.configMaps, 'again', { data: { x: '1' } });
    expect(second.status).toBe(200);
    expect(second.json).toEqual(first.json);
  });

  test('of an equal value makes another owner, without a time of its own', async () => {
    await world.apply(world.configMaps, 'co', { data: { x: '1', y: '1' } });
    const answer = await world.apply(world.configMaps, 'co', { data: { x: '1' } }, { manager: 'other' });
    expect(owners(answer)).toEqual({ 'tester Apply': { 'f:data': { 'f:x': {}, 'f:y': {} } }, 'other Apply': DATA_X });
    expect(managedFields(answer.json).map(({ manager, time }) => [manager, typeof time])).toEqual([
      ['other', 'undefined'],
      ['tester', 'string'],
    ]);
  });

  test('of another value than an applier has is a conflict', async () => {
    await world.apply(world.configMaps, 'conflict', { data: { x: '1' } });
    const answer = await world.apply(world.configMaps, 'conflict', { data: { x: '2' } }, { manager: 'other' });
    expect(answer.status).toBe(409);
    expect(failure(answer)).toEqual(conflicts('1 conflict: conflict with "tester": .data.x', [['"tester"', '.data.x']]));
  });

  test('of another value than an updater wrote names its version', async () => {
    await world.create(world.configMaps, 'updated', { data: { x: '1' } });
    const answer = await world.apply(world.configMaps, 'updated', { data: { x: '2' } });
    expect(failure(answer)).toEqual(conflicts('1 conflict: conflict with "tester" using v1: .data.x', [['"tester" using v1', '.data.x']]));
  });

  test('conflicts with several managers are grouped by manager', async () => {
    await world.create(world.configMaps, 'several', { data: { x: '1', z: '1' } }, {}, { manager: 'updater' });
    await world.apply(world.configMaps, 'several', { data: { x: '1', y: '1' } }, { manager: 'applier' });
    const answer = await world.apply(world.configMaps, 'several', { data: { x: '2', y: '2', z: '2' } });
    const lines = [
      '4 conflicts: conflicts with "applier":',
      '- .data.x',
      '- .data.y',
      'conflicts with "updater" using v1:',
      '- .data.x',
      '- .data.z',
    ];
    const causes = [
      ['"applier"', '.data.x'],
      ['"applier"', '.data.y'],
      ['"updater" using v1', '.data.x'],
      ['"updater" using v1', '.data.z'],
    ] as const;
    expect(failure(answer)).toEqual(conflicts(lines.join('\n'), causes));
  });

  test('a conflict changes nothing', async () => {
    const first = await world.apply(world.configMaps, 'unchanged', { data: { x: '1' } });
    await world.apply(world.configMaps, 'unchanged', { data: { x: '2', y: '2' } }, { manager: 'other' });
    expect(await world.get(world.configMaps, 'unchanged')).toEqual(first.json);
  });

  test('with force takes the field over', async () => {
    await world.apply(world.configMaps, 'force', { data: { x: '1', y: '1' } });
    const answer = await world.apply(world.configMaps, 'force', { data: { x: '2' } }, { manager: 'other', query: 'force=true' });
    expect(at(answer.json, 'data')).toEqual({ x: '2', y: '1' });
    expect(owners(answer)).toEqual({ 'tester Apply': { 'f:data': { 'f:y': {} } }, 'other Apply': DATA_X });
  });

  test('removes what its manager applied before and applies no more', async () => {
    await world.apply(world.configMaps, 'drop', { data: { x: '1', y: '1' } });
    const answer = await world.apply(world.configMaps, 'drop', { data: { x: '1' } });
    expect(at(answer.json, 'data')).toEqual({ x: '1' });
    expect(owners(answer)).toEqual({ 'tester Apply': DATA_X });
  });

  test('keeps a dropped field that another manager owns', async () => {
    await world.apply(world.configMaps, 'shared', { data: { x: '1', y: '1' } });
    await world.apply(world.configMaps, 'shared', { data: { x: '1' } }, { manager: 'other' });
    const answer = await world.apply(world.configMaps, 'shared', { data: { y: '1' } });
    expect(at(answer.json, 'data')).toEqual({ x: '1', y: '1' });
    expect(owners(answer)).toEqual({ 'tester Apply': { 'f:data': { 'f:y': {} } }, 'other Apply': DATA_X });
  });

  test('of nothing removes exactly what its manager applied', async () => {
    await world.create(world.configMaps, 'withdraw', { data: { x: '1' } }, { labels: { a: '1' } }, { manager: 'updater' });
    const before = await world.get(world.configMaps, 'withdraw');
    await world.apply(world.configMaps, 'withdraw', { data: { y: '1' } }, { metadata: { labels: { b: '1' } } });
    const after = await world.apply(world.configMaps, 'withdraw');
    const { resourceVersion: _old, ...old } = metadataOf(before);
    const { resourceVersion: _new, ...young } = metadataOf(after.json);
    expect({ ...(after.json as object), metadata: young }).toEqual({ ...before, metadata: old });
  });

  test('of nothing to an object that only its manager wrote leaves no managed fields', async () => {
    await world.apply(world.configMaps, 'bare', { data: { x: '1' } });
    const answer = await world.apply(world.configMaps, 'bare');
    expect(answer.json).not.toHaveProperty('data');
    expect(metadataOf(answer.json)).not.toHaveProperty('managedFields');
  });

  test('an update takes a field from its applier', async () => {
    await world.apply(world.configMaps, 'taken', { data: { x: '1', y: '1' } });
    const answer = await world.patch('merge', world.configMaps, 'taken', { data: { x: '2' } }, { manager: 'updater' });
    expect(owners(answer)).toEqual({ 'tester Apply': { 'f:data': { 'f:y': {} } }, 'updater Update': DATA_X });
  });

  test('what an update removes nobody owns', async () => {
    await world.apply(world.configMaps, 'removed', { data: { x: '1', y: '1' } });
    const answer = await world.patch('merge', world.configMaps, 'removed', { data: { y: null } }, { manager: 'updater' });
    expect(owners(answer)).toEqual({ 'tester Apply': DATA_X });
  });

  test('null for a text of a built-in type is the empty text', async () => {
    const answer = await world.apply(world.configMaps, 'null-value', { data: { x: null } });
    expect(at(answer.json, 'data')).toEqual({ x: '' });
    expect(owners(answer)).toEqual({ 'tester Apply': DATA_X });
  });

  test('null for a map of a built-in type is no map, and owned', async () => {
    const answer = await world.apply(world.configMaps, 'null-map', { data: null });
    expect(answer.json).not.toHaveProperty('data');
    expect(owners(answer)).toEqual({ 'tester Apply': { 'f:data': {} } });
  });

  test('of an empty map is owned as the map', async () => {
    expect(owners(await world.apply(world.configMaps, 'empty-map', { data: {} }))).toEqual({ 'tester Apply': { 'f:data': {} } });
  });

  test('with an old resourceVersion is refused', async () => {
    await world.apply(world.configMaps, 'version', { data: { x: '1' } });
    const answer = await world.apply(world.configMaps, 'version', { data: { x: '2' } }, { metadata: { resourceVersion: '1' } });
    expect(failure(answer)).toEqual({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "version": the object has been modified; please apply your changes to the latest version and try again',
      details: { name: 'version', kind: 'configmaps' },
    });
  });

  test('with the resourceVersion that is there is accepted', async () => {
    const first = await world.apply(world.configMaps, 'current', { data: { x: '1' } });
    const { resourceVersion } = metadataOf(first.json);
    const answer = await world.apply(world.configMaps, 'current', { data: { x: '2' } }, { metadata: { resourceVersion } });
    expect(answer.status).toBe(200);
  });

  test('with another uid is refused', async () => {
    await world.apply(world.configMaps, 'uid', { data: { x: '1' } });
    const answer = await world.apply(world.configMaps, 'uid', {}, { metadata: { uid: 'u' } });
    const cause = { reason: 'FieldValueInvalid', message: 'Invalid value: "u": field is immutable', field: 'metadata.uid' };
    expect(failure(answer)).toEqual({
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "uid" is invalid: metadata.uid: Invalid value: "u": field is immutable',
      details: { name: 'uid', kind: 'ConfigMap', causes: [cause, cause] },
    });
  });

  test('with a uid creates nothing', async () => {
    const answer = await world.apply(world.configMaps, 'no-uid', {}, { metadata: { uid: 'u' } });
    expect(failure(answer)).toEqual({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "no-uid": uid mismatch: the provided object specified uid u, and no existing object was found',
      details: { name: 'no-uid', kind: 'configmaps' },
    });
  });

  test('with a resourceVersion creates nevertheless', async () => {
    expect((await world.apply(world.configMaps, 'version-new', {}, { metadata: { resourceVersion: '1' } })).status).toBe(201);
  });

  test('as a dry run tells what would be and writes nothing', async () => {
    const first = await world.apply(world.configMaps, 'dry', { data: { x: '1' } });
    const answer = await world.apply(world.configMaps, 'dry', { data: { y: '1' } }, { manager: 'other', query: 'dryRun=All' });
    expect(at(answer.json, 'data')).toEqual({ x: '1', y: '1' });
    expect(Object.keys(owners(answer)).toSorted()).toEqual(['other Apply', 'tester Apply']);
    expect(metadataOf(answer.json)['resourceVersion']).toBe(metadataOf(first.json)['resourceVersion']);
    expect(await world.get(world.configMaps, 'dry')).toEqual(first.json);
  });

  test('as a dry run of a free name has no resourceVersion', async () => {
    const answer = await world.apply(world.configMaps, 'dry-new', { data: { x: '1' } }, { query: 'dryRun=All' });
    expect(answer.status).toBe(201);
    expect(metadataOf(answer.json)).not.toHaveProperty('resourceVersion');
    expect((await world.client.request('GET', `${world.configMaps.path}/dry-new`)).status).toBe(404);
  });

  test('one manager is one owner per subresource', async () => {
    await world.apply(world.things, 'status', { spec: { text: 'a' } });
    const answer = await world.apply(
      world.things,
      'status',
      { spec: { text: 'b' }, status: { phase: 'Up', conditions: [{ type: 'Ready', status: 'True' }] } },
      { subresource: 'status', metadata: { labels: { a: 'b' } } },
    );
    expect(at(answer.json, 'spec')).toEqual({ text: 'a' });
    expect(metadataOf(answer.json)).not.toHaveProperty('labels');
    expect(owners(answer)).toEqual({
      'tester Apply': { 'f:spec': { 'f:text': {} } },
      'tester Apply/status': {
        'f:status': { 'f:phase': {}, 'f:conditions': { 'k:{"type":"Ready"}': { '.': {}, 'f:type': {}, 'f:status': {} } } },
      },
    });
  });

  test('a conflict in the status names the subresource of its owner', async () => {
    await world.create(world.things, 'status-conflict', { spec: {} });
    await world.apply(world.things, 'status-conflict', { status: { phase: 'Up' } }, { subresource: 'status' });
    const answer = await world.apply(
      world.things,
      'status-conflict',
      { status: { phase: 'Down' } },
      { subresource: 'status', manager: 'other' },
    );
    const who = '"tester" with subresource "status"';
    expect(failure(answer)).toEqual(conflicts(`1 conflict: conflict with ${who}: .status.phase`, [[who, '.status.phase']]));
  });

  test('of a status to the object itself is ignored', async () => {
    const answer = await world.apply(world.things, 'main-status', { spec: { text: 'a' }, status: { phase: 'Up' } });
    expect(answer.json).not.toHaveProperty('status');
    expect(owners(answer)).toEqual({ 'tester Apply': { 'f:spec': { 'f:text': {} } } });
  });

  test('kubectl takes over what client-side apply meant, and keeps its note', async () => {
    const note = JSON.stringify(world.object(world.configMaps, 'csa', { data: { x: '1' } }));
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': note };
    await world.create(world.configMaps, 'csa', { data: { x: '1', y: '1' } }, { annotations }, { manager: 'kubectl-client-side-apply' });
    const who = '"kubectl-client-side-apply" using v1';
    const other = await world.apply(world.configMaps, 'csa', { data: { x: '2' } });
    expect(failure(other)).toEqual(conflicts(`1 conflict: conflict with ${who}: .data.x`, [[who, '.data.x']]));
    const more = await world.apply(world.configMaps, 'csa', { data: { x: '2', y: '2' } }, { manager: 'kubectl' });
    expect(failure(more)).toEqual(conflicts(`1 conflict: conflict with ${who}: .data.y`, [[who, '.data.y']]));
    const answer = await world.apply(world.configMaps, 'csa', { data: { x: '2' } }, { manager: 'kubectl' });
    expect(at(answer.json, 'data')).toEqual({ x: '2', y: '1' });
    expect(at(metadataOf(answer.json), 'annotations', 'kubectl.kubernetes.io/last-applied-configuration')).toBe(
      '{"apiVersion":"v1","data":{"x":"2"},"kind":"ConfigMap","metadata":{"name":"csa"}}\n',
    );
  });
});
