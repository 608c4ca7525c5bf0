import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import type { RawAnswer } from '../support/raw-client.ts';
import { failure, failureIn, gizmo, type HttpWorld, openHttpWorld } from './support/http-world.ts';

const ACCEPTED = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
const YAML = 'application/yaml';
const TYPE_META = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;

function badRequest(message: string): object {
  return failure(400, 'BadRequest', message);
}

describeCluster('bodies', (plane) => {
  let world: HttpWorld;
  beforeAll(async () => {
    world = await openHttpWorld(plane);
  });
  afterAll(() => world.close());

  const post = async (body: string, type?: string, query = ''): Promise<RawAnswer> =>
    world.client.request('POST', `${world.configMaps}?dryRun=All${query}`, { body, ...(type === undefined ? {} : { type }) });

  test.each([
    ['', 'unexpected end of JSON input', '<empty>'],
    ['{', 'unexpected end of JSON input', '{'],
    ['nope', "invalid character 'o' in literal null (expecting 'u')", '6e6f7065'],
    ['{"a" 1}', "invalid character '1' after object key", '{"a" 1}'],
    ['{"a":1 "b"}', `invalid character '"' after object key:value pair`, '{"a":1 "b"}'],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string", '{a:1}'],
    ['{"a":[1 2]}', "invalid character '2' after array element", '{"a":[1 2]}'],
    ['{"a":1}{}', "invalid character '{' after top-level value", '{"a":1}{}'],
    [`{'a':1}`, String.raw`invalid character '\'' looking for beginning of object key string`, `{'a':1}`],
    ['[]', `json: cannot unmarshal array into Go value of type ${TYPE_META}`, '5b5d'],
    ['"x"', `json: cannot unmarshal string into Go value of type ${TYPE_META}`, '227822'],
  ])('%j is no ConfigMap', async (body, why, shown) => {
    const message = `the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ${why} (${shown})`;
    expect(failureIn(await post(body))).toEqual(badRequest(message));
  });

  test('a long body is shown in part', async () => {
    const body = `{"metadata":{"name":"${'x'.repeat(40)}"}`;
    expect(failureIn(await post(body))['message']).toMatch(/ \(\{"metadata":\{"name":"xxxxxxxxx \.\.\.\)$/);
  });

  test('kind and version may be left out for types of Kubernetes', async () => {
    expect(await post('{"metadata":{"name":"plain"}}')).toMatchObject({ status: 201, json: { kind: 'ConfigMap', apiVersion: 'v1' } });
  });

  test('a custom resource must say its kind', async () => {
    const { client, gizmos } = world;
    const message = (shown: string): object =>
      badRequest(`the object provided is unrecognized (must be of type Gizmo): Object 'Kind' is missing in '${shown}' (${shown})`);
    expect(failureIn(await client.request('POST', gizmos, { body: '{"spec":{}}' }))).toEqual(message('{"spec":{}}'));
    expect(failureIn(await client.request('PUT', `${gizmos}/one`, { body: '{}' }))).toEqual(message('{}'));
  });

  test('other media types are refused', async () => {
    const message = `the body of the request was in an unknown format - accepted media types include: ${ACCEPTED}`;
    const refused = failure(415, 'UnsupportedMediaType', message);
    expect(failureIn(await post('{}', 'text/plain'))).toEqual(refused);
    expect(failureIn(await post('{}', 'text/yaml'))).toEqual(refused);
    expect(failureIn(await world.client.request('POST', world.gizmos, { body: '{}', type: 'text/plain' }))).toEqual(refused);
  });

  test('a parameter of the media type is ignored', async () => {
    expect((await post('{"metadata":{"name":"a"}}', 'application/json; charset=utf-8')).status).toBe(201);
  });

  test('a body that says protobuf and is none', async () => {
    const message =
      'the object provided is unrecognized (must be of type ConfigMap): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] ({})';
    expect(failureIn(await post('{}', 'application/vnd.kubernetes.protobuf'))).toEqual(badRequest(message));
  });

  test('YAML is taken in the way of YAML 1.1', async () => {
    const { client, gizmos, group } = world;
    const values =
      'a: yes, b: off, c: 0x10, d: 0o10, e: 010, f: 1_000, g: 2024-01-01, h: .5, i: 1e3, j: y, k: 1:30, l: !!str 3, m: "on", n: {z: 1}, q: +1, o: ~';
    const body = `apiVersion: ${group}/v1\nkind: Gizmo\nmetadata: {name: yaml}\nspec: {size: x, ${values}}\n`;
    const { json } = await client.request('POST', `${gizmos}?dryRun=All`, { body, type: YAML });
    const parsed = {
      a: true,
      b: false,
      c: 16,
      d: 8,
      e: 8,
      f: 1000,
      g: '2024-01-01',
      h: 0.5,
      i: 1000,
      j: true,
      k: '1:30',
      l: '3',
      m: 'on',
      false: { z: 1 },
      q: 1,
    };
    expect(json).toMatchObject({ spec: { size: 'x', ...parsed } });
  });

  test('YAML that cannot be read', async () => {
    const message =
      'the object provided is unrecognized (must be of type ConfigMap): yaml: mapping values are not allowed in this context (613a20623a2063)';
    expect(failureIn(await post('a: b: c', YAML))).toEqual(badRequest(message));
  });

  test('keys that come twice are warned about, and the last wins', async () => {
    const answer = await post('{"metadata":{"name":"twice"},"data":{"x":"1","x":"2"}}');
    expect(answer).toMatchObject({
      status: 201,
      json: { data: { x: '2' } },
      headers: { warning: String.raw`299 - "duplicate field \"data.x\""` },
    });
  });

  test('keys that come twice in a custom resource, with their places in lists', async () => {
    const { client, gizmos, group } = world;
    const body = `{"apiVersion":"${group}/v1","kind":"Gizmo","metadata":{"name":"b","name":"b"},"spec":{"size":"a","size":"a","parts":[{"name":"x","name":"x"}]}}`;
    const answer = await client.request('POST', `${gizmos}?fieldValidation=Strict`, { body });
    const fields = ['metadata.name', 'spec.size', 'spec.parts[0].name'].map((field) => `duplicate field "${field}"`).join(', ');
    expect(failureIn(answer)).toEqual(badRequest(`Gizmo in version "v1" cannot be handled as a Gizmo: strict decoding error: ${fields}`));
  });

  test('duplicates come before unknown fields of a custom resource', async () => {
    const { client, gizmos, group } = world;
    const body = `{"apiVersion":"${group}/v1","kind":"Gizmo","metadata":{"name":"b"},"zzz":1,"spec":{"size":"a","size":"a"}}`;
    const answer = await client.request('POST', `${gizmos}?fieldValidation=Strict`, { body });
    const why = 'duplicate field "spec.size", unknown field "zzz"';
    expect(failureIn(answer)).toEqual(badRequest(`Gizmo in version "v1" cannot be handled as a Gizmo: strict decoding error: ${why}`));
  });

  test('with Ignore nobody hears of them', async () => {
    const answer = await post('{"metadata":{"name":"a"},"data":{"x":"1","x":"2"}}', undefined, '&fieldValidation=Ignore');
    expect(answer.status).toBe(201);
    expect(answer.headers['warning']).toBeUndefined();
  });

  test('YAML names the line', async () => {
    const body = 'metadata: {name: yy}\ndata:\n  a: "1"\n  a: "2"\n';
    expect(await post(body, YAML)).toMatchObject({
      status: 201,
      headers: { warning: String.raw`299 - "line 4: key \"a\" already set in map"` },
    });
    const why = 'strict decoding error: yaml: unmarshal errors:\n  line 4: key "a" already set in map';
    const strict = badRequest(`ConfigMap in version "v1" cannot be handled as a ConfigMap: ${why}`);
    expect(failureIn(await post(body, YAML, '&fieldValidation=Strict'))).toEqual(strict);
  });

  test('an applied YAML with a key that comes twice', async () => {
    const { client, configMaps } = world;
    const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ap}\ndata:\n  a: "1"\n  a: "2"\n';
    const apply = async (validation: string): Promise<RawAnswer> =>
      client.request('PATCH', `${configMaps}/ap?dryRun=All&fieldManager=m&fieldValidation=${validation}`, {
        body,
        type: 'application/apply-patch+yaml',
      });
    const message =
      'error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 6: key "a" already set in map';
    expect(failureIn(await apply('Strict'))).toEqual(badRequest(message));
    expect(await apply('Warn')).toMatchObject({
      status: 201,
      headers: { warning: String.raw`299 - "line 6: key \"a\" already set in map"` },
    });
  });

  test('a body of more than 3 MiB', async () => {
    const body = `{"metadata":{"name":"big"},"data":{"a":"${'x'.repeat(3_200_000)}"}}`;
    expect(failureIn(await post(body))).toEqual(failure(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728'));
  });

  test('the manager is what stands before the slash of the user agent', async () => {
    const manager = async (agent: string): Promise<unknown> => {
      const body = { metadata: { name: 'agent' }, data: { a: 'b' } };
      const { json } = await world.client.request('POST', `${world.configMaps}?dryRun=All`, { body, headers: { 'user-agent': agent } });
      return (json as { metadata: { managedFields: readonly { manager: string }[] } }).metadata.managedFields[0]?.manager;
    };
    expect(await manager('my tool/1.0 (x)')).toBe('my tool');
    expect(await manager(`${'u'.repeat(140)}/1`)).toBe('u'.repeat(128));
    expect(await manager('')).toBe('unknown');
  });

  test('patches that cannot be read', async () => {
    const { client, configMaps } = world;
    await client.request('POST', configMaps, { body: { metadata: { name: 'p' } } });
    const patch = async (type: string, body: string): Promise<unknown> => {
      const answer = await client.request('PATCH', `${configMaps}/p?fieldManager=m`, { body, type: `application/${type}` });
      return failureIn(answer)['message'];
    };
    const map = 'map[string]interface {}';
    expect(await patch('merge-patch+json', '{')).toBe('error decoding patch: unexpected end of JSON input');
    expect(await patch('merge-patch+json', '[]')).toBe(`error decoding patch: json: cannot unmarshal array into Go value of type ${map}`);
    expect(await patch('merge-patch+json', 'null')).toBe('Invalid JSON Patch');
    expect(await patch('strategic-merge-patch+json', '{')).toBe('unexpected end of JSON input');
    expect(await patch('strategic-merge-patch+json', '[]')).toBe(`json: cannot unmarshal array into Go value of type ${map}`);
    expect(await patch('json-patch+json', '{}')).toBe(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
    expect(await patch('apply-patch+yaml', '[]')).toBe(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type ${map}`,
    );
    expect(await patch('apply-patch+yaml', 'a: b: c')).toBe(
      'error decoding YAML: error converting YAML to JSON: yaml: mapping values are not allowed in this context',
    );
    expect(await patch('apply-patch+yaml', '')).toBe('invalid object type: /, Kind=');
  });

  test('patches in formats that a type does not take', async () => {
    const { client, configMaps, gizmos } = world;
    await client.request('POST', gizmos, { body: gizmo(world, 'p') });
    const plain = await client.request('PATCH', `${configMaps}/none`, { body: '{}', type: 'application/json' });
    expect(failureIn(plain)).toEqual(failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {}));
    const types = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
    const refused = failure(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: ${types}`,
    );
    for (const type of ['application/json', 'application/strategic-merge-patch+json']) {
      expect(failureIn(await client.request('PATCH', `${gizmos}/p`, { body: '{}', type }))).toEqual(refused);
    }
  });
});
