import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { at, conflicts, failure, openOwnershipWorld, owners, type OwnershipWorld } from './support/field-ownership-world.ts';

const ITEM = (name: string): JsonObject => ({ [`k:{"name":"${name}"}`]: { '.': {}, 'f:name': {} } });

describeCluster('server-side apply merges', (plane) => {
  let world: OwnershipWorld;
  beforeAll(async () => {
    world = await openOwnershipWorld(plane);
  });
  afterAll(async () => world.close());

  async function applied(
    name: string,
    ...specs: readonly (readonly [manager: string, spec: JsonObject])[]
  ): Promise<{ spec: JsonObject; owns: Readonly<Record<string, unknown>> }> {
    let last;
    for (const [manager, spec] of specs) {
      last = await world.apply(world.things, name, { spec }, { manager, query: 'force=true' });
      expect(last.json).toHaveProperty('spec');
    }
    return { spec: at(last?.json, 'spec') as JsonObject, owns: last === undefined ? {} : owners(last) };
  }

  test('items of two managers in a set', async () => {
    const { spec, owns } = await applied('set', ['a', { set: ['x', 'y'] }], ['b', { set: ['y', 'z'] }]);
    expect(spec).toEqual({ set: ['x', 'y', 'z'] });
    expect(owns).toEqual({
      'a Apply': { 'f:spec': { 'f:set': { 'v:"x"': {}, 'v:"y"': {} } } },
      'b Apply': { 'f:spec': { 'f:set': { 'v:"y"': {}, 'v:"z"': {} } } },
    });
  });

  test('a set in the order in which it was applied last', async () => {
    const { spec } = await applied('set-order', ['a', { set: ['a', 'b', 'c'] }], ['b', { set: ['d', 'c', 'b'] }]);
    expect(spec).toEqual({ set: ['a', 'd', 'c', 'b'] });
  });

  test('and takes from a set only what nobody else has', async () => {
    const { spec } = await applied('set-drop', ['a', { set: ['x', 'y'] }], ['b', { set: ['y'] }], ['a', { text: 'a' }]);
    expect(spec).toEqual({ text: 'a', set: ['y'] });
  });

  test('items of a keyed list by their key', async () => {
    const { spec, owns } = await applied(
      'list',
      ['a', { list: [{ name: 'x', value: '1' }] }],
      ['b', { list: [{ name: 'x', tags: ['t'] }, { name: 'y' }] }],
    );
    expect(spec).toEqual({ list: [{ name: 'x', value: '1', tags: ['t'] }, { name: 'y' }] });
    expect(owns).toEqual({
      'a Apply': { 'f:spec': { 'f:list': { 'k:{"name":"x"}': { '.': {}, 'f:name': {}, 'f:value': {} } } } },
      'b Apply': { 'f:spec': { 'f:list': { 'k:{"name":"x"}': { '.': {}, 'f:name': {}, 'f:tags': { 'v:"t"': {} } }, ...ITEM('y') } } },
    });
  });

  test('a keyed list in the order in which it was applied last', async () => {
    const list = (...names: readonly string[]): JsonObject => ({ list: names.map((name) => ({ name })) });
    const { spec } = await applied('list-order', ['a', list('a', 'b', 'c')], ['b', list('c', 'n', 'a')]);
    expect(spec).toEqual(list('b', 'c', 'n', 'a'));
  });

  test('and removes an item that its only manager drops, with what others have in it', async () => {
    await world.apply(world.things, 'item', { spec: { list: [{ name: 'x' }, { name: 'y' }] } });
    await world.patch(
      'merge',
      world.things,
      'item',
      { spec: { list: [{ name: 'x', value: '1' }, { name: 'y' }] } },
      { manager: 'updater' },
    );
    const answer = await world.apply(world.things, 'item', { spec: { list: [{ name: 'y' }] } });
    expect(at(answer.json, 'spec')).toEqual({ list: [{ name: 'y' }] });
    expect(owners(answer)).toEqual({ 'tester Apply': { 'f:spec': { 'f:list': ITEM('y') } } });
  });

  test('keys that an item lacks by their default', async () => {
    const { spec, owns } = await applied(
      'keys',
      ['a', { ports: [{ port: 80 }, { port: 80, protocol: 'UDP' }] }],
      ['b', { ports: [{ port: 80, protocol: 'TCP', value: 'v' }] }],
    );
    expect(spec).toEqual({
      ports: [
        { port: 80, protocol: 'TCP', value: 'v' },
        { port: 80, protocol: 'UDP' },
      ],
    });
    const [tcp, udp] = ['k:{"port":80,"protocol":"TCP"}', 'k:{"port":80,"protocol":"UDP"}'];
    const both = { '.': {}, 'f:port': {}, 'f:protocol': {} };
    expect(owns).toEqual({
      'a Apply': { 'f:spec': { 'f:ports': { [tcp]: { '.': {}, 'f:port': {} }, [udp]: both } } },
      'b Apply': { 'f:spec': { 'f:ports': { [tcp]: { ...both, 'f:value': {} } } } },
    });
  });

  test('no atomic list', async () => {
    await applied('atomic', ['a', { atomic: ['x', 'y'] }]);
    const clash = await world.apply(world.things, 'atomic', { spec: { atomic: ['z'] } }, { manager: 'b' });
    expect(failure(clash)).toEqual(conflicts('1 conflict: conflict with "a": .spec.atomic', [['"a"', '.spec.atomic']]));
    const { spec, owns } = await applied('atomic', ['b', { atomic: ['z'] }]);
    expect(spec).toEqual({ atomic: ['z'] });
    expect(owns).toEqual({ 'b Apply': { 'f:spec': { 'f:atomic': {} } } });
  });

  test('no atomic map', async () => {
    const { spec, owns } = await applied('atomic-map', ['a', { atomicMap: { x: '1' } }], ['b', { atomicMap: { y: '1' } }]);
    expect(spec).toEqual({ atomicMap: { y: '1' } });
    expect(owns).toEqual({ 'b Apply': { 'f:spec': { 'f:atomicMap': {} } } });
  });

  test('maps by key, and owns the keys themselves', async () => {
    const { spec, owns } = await applied(
      'map',
      ['a', { map: { x: '1' }, objects: { o: { a: '1' } } }],
      ['b', { map: { y: '1' }, objects: { o: { b: '1' } } }],
    );
    expect(spec).toEqual({ map: { x: '1', y: '1' }, objects: { o: { a: '1', b: '1' } } });
    expect(owns).toEqual({
      'a Apply': { 'f:spec': { 'f:map': { 'f:x': {} }, 'f:objects': { 'f:o': { '.': {}, 'f:a': {} } } } },
      'b Apply': { 'f:spec': { 'f:map': { 'f:y': {} }, 'f:objects': { 'f:o': { '.': {}, 'f:b': {} } } } },
    });
  });

  test('what the schema leaves open: objects by key, lists as a whole', async () => {
    const { spec, owns } = await applied('free', ['a', { free: { o: { x: 1 }, l: [1] } }], ['b', { free: { o: { y: 1 }, l: [2] } }]);
    expect(spec).toEqual({ free: { o: { x: 1, y: 1 }, l: [2] } });
    expect(owns).toEqual({
      'a Apply': { 'f:spec': { 'f:free': { 'f:o': { '.': {}, 'f:x': {} } } } },
      'b Apply': { 'f:spec': { 'f:free': { 'f:l': {}, 'f:o': { '.': {}, 'f:y': {} } } } },
    });
  });

  test('empty values: owned are those that are values of their own', async () => {
    const { spec, owns } = await applied('empty', ['a', { nested: {}, map: {}, set: [], list: [], atomic: [], free: {} }]);
    expect(spec).toEqual({ nested: {}, map: {}, set: [], list: [], atomic: [], free: {} });
    expect(owns).toEqual({ 'a Apply': { 'f:spec': { 'f:atomic': {}, 'f:free': {}, 'f:map': {}, 'f:nested': {} } } });
  });

  test('null into a field that may be null', async () => {
    const { spec, owns } = await applied('null', ['a', { maybe: null, free: { x: null } }]);
    expect(spec).toEqual({ maybe: null, free: { x: null } });
    expect(owns).toEqual({ 'a Apply': { 'f:spec': { 'f:maybe': {}, 'f:free': { 'f:x': {} } } } });
  });

  test('null into a field that may not be null is invalid', async () => {
    const answer = await world.apply(world.things, 'not-null', { spec: { text: null } });
    const message = 'Invalid value: "null": spec.text in body must be of type string: "null"';
    expect(failure(answer)).toMatchObject({
      code: 422,
      details: { causes: [{ reason: 'FieldValueTypeInvalid', message, field: 'spec.text' }] },
    });
  });

  test('a map that its owner empties while another owns it as such becomes null', async () => {
    const { spec } = await applied('emptied', ['a', { free: { o: { x: 1 } } }], ['b', { free: { o: {} } }], ['a', { text: 'a' }]);
    expect(spec).toEqual({ text: 'a', free: { o: null } });
  });

  test('finalizers as a set and owner references by uid', async () => {
    const owner = { apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u1' };
    const metadata = { finalizers: ['example.com/a'], ownerReferences: [owner], labels: { a: 'b' }, annotations: {} };
    const answer = await world.apply(world.things, 'metadata', {}, { metadata, query: 'dryRun=All' });
    expect(owners(answer)).toEqual({
      'tester Apply': {
        'f:metadata': {
          'f:annotations': {},
          'f:finalizers': { 'v:"example.com/a"': {} },
          'f:labels': { 'f:a': {} },
          'f:ownerReferences': { 'k:{"uid":"u1"}': {} },
        },
      },
    });
  });

  test('containers and their ports of a Deployment', async () => {
    const pod = (container: JsonObject): JsonObject => ({ spec: { template: { spec: { containers: [container] } } } });
    const labels = { app: 'x' };
    const spec = {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }] }] } },
    };
    expect((await world.apply(world.deployments, 'd', { spec })).status).toBe(201);
    const answer = await world.apply(world.deployments, 'd', pod({ name: 'c', ports: [{ containerPort: 80, protocol: 'UDP' }] }), {
      manager: 'other',
    });
    expect(at(answer.json, 'spec', 'template', 'spec', 'containers', 0, 'ports')).toEqual([
      { containerPort: 80, protocol: 'TCP' },
      { containerPort: 80, protocol: 'UDP' },
    ]);
    const clash = await world.apply(world.deployments, 'd', pod({ name: 'c', image: 'j' }), { manager: 'other' });
    const path = '.spec.template.spec.containers[name="c"].image';
    expect(failure(clash)).toEqual(conflicts(`1 conflict: conflict with "tester": ${path}`, [['"tester"', path]]));
  });

  test('what was dropped back to its default', async () => {
    const labels = { app: 'x' };
    const rest = {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    };
    await world.apply(world.deployments, 'default', { spec: { ...rest, revisionHistoryLimit: 3, paused: true } });
    const answer = await world.apply(world.deployments, 'default', { spec: rest });
    expect(at(answer.json, 'spec')).toMatchObject({ revisionHistoryLimit: 10 });
    expect(at(answer.json, 'spec')).not.toHaveProperty('paused');
  });
});
