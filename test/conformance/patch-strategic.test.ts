import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { POD } from './support/field-ownership-pod.ts';
import { at, failure, metadataOf, openOwnershipWorld, type OwnershipWorld } from './support/field-ownership-world.ts';

describeCluster('strategic merge patch', (plane) => {
  let world: OwnershipWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openOwnershipWorld(plane);
  });
  afterAll(async () => world.close());

  /** A suspended CronJob: a pod template that no controller touches. */
  async function cronJob(metadata: JsonObject = {}): Promise<string> {
    count += 1;
    const name = `s${String(count)}`;
    const spec = { schedule: '0 0 1 1 *', suspend: true, jobTemplate: { spec: { template: { spec: POD } } } };
    expect((await world.create(world.cronJobs, name, { spec }, metadata)).status).toBe(201);
    return name;
  }

  function onPod(pod: JsonObject): JsonObject {
    return { spec: { jobTemplate: { spec: { template: { spec: pod } } } } };
  }

  async function podAfter(patch: JsonObject): Promise<JsonObject> {
    const answer = await world.patch('strategic', world.cronJobs, await cronJob(), onPod(patch));
    expect(answer.status).toBe(200);
    return at(answer.json, 'spec', 'jobTemplate', 'spec', 'template', 'spec') as JsonObject;
  }

  /** `name` or `name=image`, as far as they are asked for. */
  function containers(pod: JsonObject): readonly string[] {
    return (pod['containers'] as readonly { name: string; image: string }[]).map(({ name, image }) => `${name}=${image}`);
  }

  async function errorOf(body: unknown): Promise<unknown> {
    return failure(await world.patch('strategic', world.cronJobs, await cronJob(), body));
  }

  function serverError(message: string): unknown {
    return { code: 500, reason: undefined, message, details: undefined };
  }

  test.each([
    ['merges a container by name', [{ name: 'a', image: 'a:2' }], ['a=a:2', 'b=b:1']],
    ['puts a new container first', [{ name: 'c', image: 'c' }], ['c=c', 'a=a:1', 'b=b:1']],
    [
      'weaves new containers among the patched ones',
      [
        { name: 'd', image: 'd' },
        { name: 'b', image: 'b:2' },
        { name: 'e', image: 'e' },
      ],
      ['d=d', 'a=a:1', 'b=b:2', 'e=e'],
    ],
    [
      'takes the order of the patch for what it patches',
      [
        { name: 'b', image: 'b:2' },
        { name: 'a', image: 'a:2' },
      ],
      ['b=b:2', 'a=a:2'],
    ],
    ['deletes a container', [{ name: 'b', $patch: 'delete' }], ['a=a:1']],
    ['deletes what is not there without a word', [{ name: 'none', $patch: 'delete' }], ['a=a:1', 'b=b:1']],
    ['replaces the list', [{ $patch: 'replace' }, { name: 'c', image: 'c' }], ['c=c']],
  ])('%s', async (_what, patch, expected) => {
    expect(containers(await podAfter({ containers: patch }))).toEqual(expected);
  });

  test('keeps the other fields of a merged container', async () => {
    const pod = await podAfter({ containers: [{ name: 'a', image: 'a:2' }] });
    expect(at(pod, 'containers', 0)).toMatchObject({
      image: 'a:2',
      args: ['x', 'y'],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    });
  });

  test('follows $setElementOrder', async () => {
    const order = [{ name: 'b' }, { name: 'a' }];
    expect(containers(await podAfter({ '$setElementOrder/containers': order, containers: [{ name: 'a', image: 'a:2' }] }))).toEqual([
      'b=b:1',
      'a=a:2',
    ]);
    expect(containers(await podAfter({ '$setElementOrder/containers': order }))).toEqual(['b=b:1', 'a=a:1']);
  });

  test('puts a container behind the rest that takes the place of a deleted one', async () => {
    const patch = {
      '$setElementOrder/containers': [{ name: 'c' }],
      containers: [
        { name: 'c', image: 'c' },
        { name: 'a', $patch: 'delete' },
      ],
    };
    expect(containers(await podAfter(patch))).toEqual(['b=b:1', 'c=c']);
  });

  test('refuses a list that does not follow its $setElementOrder', async () => {
    const message = "The order in patch list:\n[map[image:a:2 name:a]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n";
    expect(await errorOf(onPod({ '$setElementOrder/containers': [{ name: 'b' }], containers: [{ name: 'a', image: 'a:2' }] }))).toEqual(
      serverError(message),
    );
  });

  test('merges env by name, and deletes from it', async () => {
    const pod = await podAfter({
      containers: [
        {
          name: 'a',
          env: [
            { name: 'B', value: '3' },
            { name: 'C', value: '4' },
            { name: 'A', $patch: 'delete' },
          ],
        },
      ],
    });
    expect(at(pod, 'containers', 0, 'env')).toEqual([
      { name: 'B', value: '3' },
      { name: 'C', value: '4' },
    ]);
  });

  test('merges ports by containerPort alone', async () => {
    const pod = await podAfter({ containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'UDP' }] }] });
    expect(at(pod, 'containers', 0, 'ports')).toEqual([
      { containerPort: 80, name: 'http', protocol: 'UDP' },
      { containerPort: 81, protocol: 'TCP' },
    ]);
  });

  test('merges the ports of a Service by port alone', async () => {
    const ports = [
      { name: 'tcp', port: 53, protocol: 'TCP' },
      { name: 'udp', port: 53, protocol: 'UDP' },
    ];
    await world.create(world.services, 'dns', { spec: { ports } });
    const answer = await world.patch('strategic', world.services, 'dns', { spec: { ports: [{ port: 53, targetPort: 99 }] } });
    expect(at(answer.json, 'spec', 'ports')).toEqual([
      { name: 'tcp', port: 53, protocol: 'TCP', targetPort: 99 },
      { name: 'udp', port: 53, protocol: 'UDP', targetPort: 53 },
    ]);
  });

  test('replaces lists that do not merge', async () => {
    const pod = await podAfter({ containers: [{ name: 'a', args: ['z'] }], tolerations: [{ key: 'c' }] });
    expect([at(pod, 'containers', 0, 'args'), pod['tolerations']]).toEqual([['z'], [{ key: 'c' }]]);
  });

  test('null removes a list', async () => {
    expect(await podAfter({ tolerations: null })).not.toHaveProperty('tolerations');
  });

  test('$retainKeys drops the other fields of an item', async () => {
    const pod = await podAfter({ volumes: [{ $retainKeys: ['name', 'configMap'], name: 'v', configMap: { name: 'z' } }] });
    expect(pod['volumes']).toMatchObject([{ name: 'v', configMap: { name: 'z' } }, { name: 'w' }]);
    expect(at(pod, 'volumes', 0)).not.toHaveProperty('emptyDir');
  });

  test('without it a volume has two sources, which is invalid', async () => {
    const answer = await world.patch(
      'strategic',
      world.cronJobs,
      await cronJob(),
      onPod({ volumes: [{ name: 'v', configMap: { name: 'z' } }] }),
    );
    const cause = {
      reason: 'FieldValueForbidden',
      message: 'Forbidden: may not specify more than 1 volume type',
      field: 'spec.jobTemplate.spec.template.spec.volumes[0].configMap',
    };
    expect(failure(answer)).toMatchObject({ code: 422, details: { causes: [cause] } });
  });

  test.each([
    ['merges a map', { zone: 'a' }, { disk: 'ssd', zone: 'a' }],
    ['replaces a map', { $patch: 'replace', zone: 'a' }, { zone: 'a' }],
    ['empties a map', { $patch: 'delete' }, undefined],
    ['removes a key of a map', { disk: null, zone: 'a' }, { zone: 'a' }],
  ])('%s', async (_what, nodeSelector, expected) => {
    expect((await podAfter({ nodeSelector }))['nodeSelector']).toEqual(expected);
  });

  test.each([
    ['merges', { finalizers: ['example.com/c', 'example.com/a'] }, ['example.com/c', 'example.com/a', 'example.com/b']],
    ['deletes from', { '$deleteFromPrimitiveList/finalizers': ['example.com/a', 'example.com/none'] }, ['example.com/b']],
    [
      'orders',
      { '$setElementOrder/finalizers': ['example.com/b', 'example.com/c', 'example.com/a'], finalizers: ['example.com/c'] },
      ['example.com/b', 'example.com/c', 'example.com/a'],
    ],
    ['removes', { finalizers: null }, undefined],
  ])('%s finalizers', async (_what, metadata, expected) => {
    const name = await cronJob({ finalizers: ['example.com/a', 'example.com/b'] });
    const answer = await world.patch('strategic', world.cronJobs, name, { metadata }, { query: 'dryRun=All' });
    expect(metadataOf(answer.json)['finalizers']).toEqual(expected);
    await world.patch('merge', world.cronJobs, name, { metadata: { finalizers: null } });
  });

  test('drops nulls of a map that is new', async () => {
    const answer = await world.patch('strategic', world.cronJobs, await cronJob(), { metadata: { labels: { a: null, b: '1' } } });
    expect(metadataOf(answer.json)['labels']).toEqual({ b: '1' });
  });

  test('of nothing keeps the resourceVersion', async () => {
    const name = await cronJob();
    const before = await world.get(world.cronJobs, name);
    expect((await world.patch('strategic', world.cronJobs, name, {}, { manager: 'other' })).json).toEqual(before);
    expect((await world.patch('strategic', world.cronJobs, name, 'null')).json).toEqual(before);
  });

  test.each([
    [{ nodeSelector: { $patch: 'foo' } }, 'unknown patch type: foo in map: map[$patch:foo]'],
    [{ containers: [{ name: 'a', $patch: 'foo' }] }, 'unknown patch type: foo in map: map[$patch:foo name:a]'],
    [{ containers: [{ image: 'a' }] }, 'map: map[image:a] does not contain declared merge key: name'],
    [{ containers: [{ $patch: 'merge' }] }, 'merging lists cannot yet be specified in the patch'],
    [{ '$setElementOrder/containers': 'x', containers: [] }, 'expected a []interface {}, but received a string'],
  ])('refuses directives that it does not understand: %j', async (pod, message) => {
    expect(await errorOf(onPod(pod))).toEqual(serverError(message));
  });

  test.each([
    [{ volumes: [{ $retainKeys: ['name'], name: 'v', configMap: { name: 'z' } }] }],
    [{ volumes: [{ $retainKeys: 'x', name: 'v' }] }],
  ])('refuses fields that $retainKeys does not name: %j', async (pod) => {
    expect(await errorOf(onPod(pod))).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'invalid patch format of retainKeys',
      details: undefined,
    });
  });

  test.each([
    ['[]', 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['"x"', 'json: cannot unmarshal string into Go value of type map[string]interface {}'],
    ['{', 'unexpected end of JSON input'],
  ])('refuses a body that is no object: %s', async (body, message) => {
    expect(await errorOf(body)).toEqual({ code: 400, reason: 'BadRequest', message, details: undefined });
  });

  test.each([
    [{ suspend: 'x' }, 'map[spec:map[suspend:x]]', 'unrecognized type: bool'],
    [{ suspend: 1 }, 'map[spec:map[suspend:1]]', 'unrecognized type: bool'],
    [{ schedule: 1 }, 'map[spec:map[schedule:1]]', 'cannot convert int64 to string'],
    [{ schedule: 1.5 }, 'map[spec:map[schedule:1.5]]', 'unrecognized type: string'],
    [{ startingDeadlineSeconds: '1' }, 'map[spec:map[startingDeadlineSeconds:1]]', 'unrecognized type: int64'],
    [{ startingDeadlineSeconds: 1.5 }, 'map[spec:map[startingDeadlineSeconds:1.5]]', 'cannot convert float64 to int64'],
    [{ jobTemplate: [] }, 'map[spec:map[jobTemplate:[]]]', 'cannot restore struct from: slice'],
    [
      { jobTemplate: { metadata: { labels: 'x' } } },
      'map[spec:map[jobTemplate:map[metadata:map[labels:x]]]]',
      'cannot restore map from string',
    ],
    [
      { jobTemplate: { metadata: { creationTimestamp: 1 } } },
      'map[spec:map[jobTemplate:map[metadata:map[creationTimestamp:1]]]]',
      'json: cannot unmarshal number into Go value of type string',
    ],
    // The first one in the order of Go's fields.
    [{ suspend: 1, schedule: 2, jobTemplate: 5 }, 'map[spec:map[jobTemplate:5 schedule:2 suspend:1]]', 'cannot convert int64 to string'],
  ])('refuses values of a wrong type: %j', async (spec, shown, why) => {
    const message = `Invalid value: "${shown}": ${why}`;
    expect(await errorOf({ spec })).toEqual({
      code: 422,
      reason: 'Invalid',
      message: ` "" is invalid: patch: ${message}`,
      details: { causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }] },
    });
  });

  test('strictly, refuses an unknown field', async () => {
    const answer = await world.patch(
      'strategic',
      world.cronJobs,
      await cronJob(),
      { spec: { foo: 1 } },
      { query: 'fieldValidation=Strict' },
    );
    const message = 'Invalid value: "map[spec:map[foo:1]]": strict decoding error: unknown field "spec.foo"';
    expect(failure(answer)).toEqual({
      code: 422,
      reason: 'Invalid',
      message: ` "" is invalid: patch: ${message}`,
      details: { causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }] },
    });
  });
});
