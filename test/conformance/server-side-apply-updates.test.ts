import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
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

const TEMPLATE = {
  spec: {
    containers: [{ name: 'c', image: 'i', env: [{ name: 'A', value: '1' }], ports: [{ containerPort: 80 }] }],
    restartPolicy: 'Never',
  },
};

describeCluster('managed fields of updates', (plane) => {
  let world: OwnershipWorld;
  beforeAll(async () => {
    world = await openOwnershipWorld(plane);
  });
  afterAll(async () => world.close());

  test('a create of a custom resource owns what was sent and what was defaulted, maps and items by themselves', async () => {
    const answer = await world.create(world.things, 'create', {
      spec: { text: 'a', nested: { a: '1' }, map: { x: '1' }, atomic: ['a'], set: ['x'], ports: [{ port: 80 }], free: { o: { l: [1] } } },
    });
    expect(owners(answer)).toEqual({
      'tester Update': {
        'f:spec': {
          '.': {},
          'f:text': {},
          'f:nested': { '.': {}, 'f:a': {} },
          'f:map': { '.': {}, 'f:x': {} },
          'f:atomic': {},
          'f:set': { '.': {}, 'v:"x"': {} },
          'f:ports': { '.': {}, 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:protocol': {} } },
          'f:free': { '.': {}, 'f:o': { '.': {}, 'f:l': {} } },
        },
      },
    });
  });

  test('a create of a built-in type does not own the structs that are always there', async () => {
    const spec = { schedule: '0 0 1 1 *', suspend: true, jobTemplate: { spec: { template: TEMPLATE } } };
    const answer = await world.create(world.cronJobs, 'create', { spec }, { labels: { a: 'b' } });
    const container = {
      '.': {},
      'f:name': {},
      'f:image': {},
      'f:imagePullPolicy': {},
      'f:env': { '.': {}, 'k:{"name":"A"}': { '.': {}, 'f:name': {}, 'f:value': {} } },
      'f:ports': { '.': {}, 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} } },
      'f:resources': {},
      'f:terminationMessagePath': {},
      'f:terminationMessagePolicy': {},
    };
    const pod = {
      'f:containers': { 'k:{"name":"c"}': container },
      'f:dnsPolicy': {},
      'f:restartPolicy': {},
      'f:schedulerName': {},
      'f:securityContext': {},
      'f:terminationGracePeriodSeconds': {},
    };
    expect(owners(answer)).toEqual({
      'tester Update': {
        'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } },
        'f:spec': {
          'f:concurrencyPolicy': {},
          'f:failedJobsHistoryLimit': {},
          'f:jobTemplate': { 'f:spec': { 'f:template': { 'f:spec': pod } } },
          'f:schedule': {},
          'f:successfulJobsHistoryLimit': {},
          'f:suspend': {},
        },
      },
    });
  });

  test('what the server allocates nobody owns', async () => {
    const answer = await world.create(world.services, 'allocated', { spec: { ports: [{ port: 80 }] } });
    expect(at(answer.json, 'spec')).toHaveProperty('clusterIP');
    expect(owners(answer)).toEqual({
      'tester Update': {
        'f:spec': {
          'f:internalTrafficPolicy': {},
          'f:ports': { '.': {}, 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {}, 'f:protocol': {}, 'f:targetPort': {} } },
          'f:sessionAffinity': {},
          'f:type': {},
        },
      },
    });
  });

  test('metadata that names the object nobody owns, generateName somebody does', async () => {
    const url = `${world.configMaps.path}?fieldManager=tester`;
    const answer = await world.client.request('POST', url, {
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } },
    });
    expect(owners(answer)).toEqual({ 'tester Update': { 'f:metadata': { 'f:generateName': {} } } });
  });

  test('managedFields of a create are not taken from the client', async () => {
    const entry = {
      manager: 'me',
      operation: 'Apply',
      apiVersion: 'v1',
      time: '2020-01-01T00:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': {} },
    };
    const answer = await world.create(world.configMaps, 'own-claim', { data: { x: '1' } }, { managedFields: [entry] });
    expect(owners(answer)).toEqual({ 'tester Update': { 'f:data': { '.': {}, 'f:x': {} } } });
  });

  test('an update owns what it changes, and nothing else', async () => {
    const made = await world.create(world.configMaps, 'put', { data: { x: '1', y: '1' } });
    const next = { ...(made.json as JsonObject), data: { x: '2', y: '1', z: '1' } };
    const answer = await world.put(world.configMaps, 'put', next, { manager: 'other' });
    expect(owners(answer)).toEqual({
      'tester Update': { 'f:data': { '.': {}, 'f:y': {} } },
      'other Update': { 'f:data': { 'f:x': {}, 'f:z': {} } },
    });
  });

  test('an update that changes nothing writes nothing', async () => {
    const made = await world.create(world.configMaps, 'put-same', { data: { x: '1' } });
    const answer = await world.put(world.configMaps, 'put-same', made.json, { manager: 'other' });
    expect(answer.json).toEqual(made.json);
  });

  test('a value that becomes another type belongs to the one who changed it', async () => {
    await world.apply(world.things, 'type', { spec: { free: { x: { a: 1 } } } });
    const answer = await world.patch('json', world.things, 'type', [{ op: 'replace', path: '/spec/free/x', value: 'text' }], {
      manager: 'other',
    });
    expect(owners(answer)).toEqual({ 'other Update': { 'f:spec': { 'f:free': { 'f:x': {} } } } });
  });

  test('the scale subresource is a manager of its own, without a time', async () => {
    await world.create(world.things, 'scale', { spec: { count: 1, text: 'a' } });
    const scaled = await world.patch(
      'merge',
      world.things,
      'scale',
      { spec: { replicas: 3 } },
      { manager: 'scaler', subresource: 'scale' },
    );
    expect(scaled.status).toBe(200);
    const thing = await world.get(world.things, 'scale');
    expect(owners(thing)).toEqual({
      'scaler Update/scale': { 'f:spec': { 'f:count': {} } },
      'tester Update': { 'f:spec': { '.': {}, 'f:text': {} } },
    });
    expect(managedFields(thing)[0]).not.toHaveProperty('time');
  });

  test('writing the status of a custom resource owns the status only', async () => {
    await world.create(world.things, 'status', { spec: {} });
    const body = { metadata: { labels: { a: 'b' } }, spec: { text: 'a' }, status: { phase: 'Up' } };
    const answer = await world.patch('merge', world.things, 'status', body, { manager: 'other', subresource: 'status' });
    expect(owners(answer)).toEqual({
      'tester Update': { 'f:spec': {} },
      'other Update/status': { 'f:status': { '.': {}, 'f:phase': {} } },
    });
  });

  test('writing the status of a built-in type may own metadata', async () => {
    const spec = { schedule: '0 0 1 1 *', suspend: true, jobTemplate: { spec: { template: TEMPLATE } } };
    await world.create(world.cronJobs, 'status', { spec });
    const body = { metadata: { annotations: { a: 'b' } }, spec: { suspend: false }, status: { lastScheduleTime: '2020-01-01T00:00:00Z' } };
    const answer = await world.patch('merge', world.cronJobs, 'status', body, { manager: 'other', subresource: 'status' });
    expect(at(answer.json, 'spec', 'suspend')).toBe(true);
    expect(owners(answer)['other Update/status']).toEqual({
      'f:metadata': { 'f:annotations': { '.': {}, 'f:a': {} } },
      'f:status': { 'f:lastScheduleTime': {} },
    });
  });

  test.each([
    ['no managed fields in an update leave them', 'ConfigMap', undefined],
    ['null in an update leaves them', 'ConfigMap', null],
    ['an empty list in an update of a custom resource leaves them', 'Thing', []],
  ])('%s', async (what, kind, sent) => {
    const [type, name] = [kind === 'Thing' ? world.things : world.configMaps, what.replaceAll(' ', '-')];
    const made = await world.apply(type, name, kind === 'Thing' ? { spec: { text: 'a' } } : { data: { x: '1' } });
    const next = { ...(made.json as JsonObject), metadata: { ...metadataOf(made.json), managedFields: sent } };
    expect((await world.put(type, name, next)).json).toEqual(made.json);
  });

  test('an empty list in an update of a built-in type resets them', async () => {
    const made = await world.apply(world.configMaps, 'empty-list', { data: { x: '1' } });
    const next = { ...(made.json as JsonObject), metadata: { ...metadataOf(made.json), managedFields: [] } };
    expect(metadataOf((await world.put(world.configMaps, 'empty-list', next)).json)).not.toHaveProperty('managedFields');
  });

  test.each(['merge', 'strategic', 'json'] as const)('an empty list in a %s patch of a built-in type resets them', async (format) => {
    const name = `empty-list-${format}`;
    await world.apply(world.configMaps, name, { data: { x: '1' } });
    const operations = [{ op: 'replace', path: '/metadata/managedFields', value: [] }];
    const answer = await world.patch(format, world.configMaps, name, format === 'json' ? operations : { metadata: { managedFields: [] } });
    expect(answer.status).toBe(200);
    expect(metadataOf(answer.json)).not.toHaveProperty('managedFields');
  });

  test('an empty entry resets the managed fields', async () => {
    await world.apply(world.configMaps, 'reset', { data: { x: '1' } });
    const answer = await world.patch('merge', world.configMaps, 'reset', { metadata: { managedFields: [{}] } });
    expect(answer.status).toBe(200);
    expect(metadataOf(answer.json)).not.toHaveProperty('managedFields');
  });

  test('after a reset updates are not tracked, and the first apply finds an owner of everything', async () => {
    await world.apply(world.configMaps, 'untracked', { data: { x: '1', y: '1' } });
    await world.patch('merge', world.configMaps, 'untracked', { metadata: { managedFields: [{}] } });
    const updated = await world.patch('merge', world.configMaps, 'untracked', { data: { x: '2' } });
    expect(metadataOf(updated.json)).not.toHaveProperty('managedFields');
    const clash = await world.apply(world.configMaps, 'untracked', { data: { x: '3' } });
    const who = '"before-first-apply" using v1';
    expect(failure(clash)).toEqual(conflicts(`1 conflict: conflict with ${who}: .data.x`, [[who, '.data.x']]));
    const answer = await world.apply(world.configMaps, 'untracked', { data: { x: '2' } });
    expect(owners(answer)).toEqual({
      'tester Apply': { 'f:data': { 'f:x': {} } },
      'before-first-apply Update': { 'f:data': { '.': {}, 'f:x': {}, 'f:y': {} } },
    });
  });

  test('managedFields that an update sends are taken over', async () => {
    const made = await world.apply(world.configMaps, 'sent', { data: { x: '1' } });
    const entry = { ...managedFields(made.json)[0], manager: 'somebody', time: '2020-01-01T00:00:00Z' };
    const answer = await world.put(world.configMaps, 'sent', {
      ...(made.json as JsonObject),
      metadata: { ...metadataOf(made.json), managedFields: [entry] },
    });
    expect(managedFields(answer.json)).toEqual([entry]);
  });

  test.each([
    ['an unknown operation', { operation: 'Foo' }],
    ['paths that are none', { fieldsV1: { data: {} } }],
  ])('managedFields with %s are not taken over', async (what, wrong) => {
    const name = what.replaceAll(' ', '-');
    const made = await world.apply(world.configMaps, name, { data: { x: '1' } });
    const entry = { ...managedFields(made.json)[0], ...wrong };
    const next = { ...(made.json as JsonObject), metadata: { ...metadataOf(made.json), managedFields: [entry] } };
    expect((await world.put(world.configMaps, name, next)).json).toEqual(made.json);
  });

  test('appliers stand before updaters, and each by time and name', async () => {
    await world.create(world.configMaps, 'order', { data: { a: '1' } }, {}, { manager: 'a-updater' });
    await world.apply(world.configMaps, 'order', { data: { c: '1' } }, { manager: 'applier' });
    const answer = await world.apply(world.configMaps, 'order', { data: { c: '1' } }, { manager: 'without-time' });
    expect(managedFields(answer.json).map(({ manager }) => manager)).toEqual(['without-time', 'applier', 'a-updater']);
  });

  test('more than ten updaters: the oldest are put together', async () => {
    await world.apply(world.configMaps, 'many', {});
    const names = Array.from({ length: 12 }, (_, index) => `updater-${String.fromCodePoint(97 + index)}`);
    await world.apply(world.configMaps, 'many', { data: { first: '1' } });
    for (const manager of names) await world.patch('merge', world.configMaps, 'many', { data: { [manager]: '1' } }, { manager });
    const entries = managedFields(await world.get(world.configMaps, 'many')).filter(({ operation }) => operation === 'Update');
    const together = entries.find(({ manager }) => manager === 'ancient-changes');
    expect(entries).toHaveLength(10);
    expect(Object.keys(at(together, 'fieldsV1', 'f:data') as JsonObject)).toHaveLength(3);
    expect(entries.flatMap((entry) => Object.keys(at(entry, 'fieldsV1', 'f:data') as JsonObject)).toSorted()).toEqual(
      names.map((name) => `f:${name}`),
    );
  });
});
