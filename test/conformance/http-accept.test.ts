import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { failure, failureIn, gizmo, type HttpWorld, openHttpWorld } from './support/http-world.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const TYPES = `application/json, application/yaml, ${PROTOBUF}`;
const STREAMS = `application/json;stream=watch, ${PROTOBUF};stream=watch`;

describeCluster('what an answer looks like', (plane) => {
  let world: HttpWorld;
  beforeAll(async () => {
    world = await openHttpWorld(plane);
    await world.client.request('POST', world.gizmos, { body: gizmo(world, 'one') });
  });
  afterAll(() => world.close());

  const refused = async (path: string, accept: string): Promise<object> => failureIn(await world.client.request('GET', path, { accept }));

  test.each(['*/*', 'application/*', 'application/json, */*', `${PROTOBUF}, application/json`])(
    '%s is JSON for a custom resource',
    async (accept) => {
      const answer = await world.client.request('GET', `${world.gizmos}/one`, { accept });
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' }, json: { kind: 'Gizmo' } });
    },
  );

  test('YAML', async () => {
    const answer = await world.client.request('GET', `${world.gizmos}/one`, { accept: 'application/yaml' });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/yaml' } });
    expect(answer.text).toContain('\nkind: Gizmo\n');
    expect(answer.text).toContain('\n  name: one\n');
  });

  test('the greater quality wins', async () => {
    const accept = 'application/json;q=0.5, application/yaml;q=0.9';
    expect((await world.client.request('GET', `${world.gizmos}/one`, { accept })).headers['content-type']).toBe('application/yaml');
  });

  test('failures come in the form that was asked for', async () => {
    const answer = await world.client.request('GET', `${world.gizmos}/none`, { accept: 'application/yaml' });
    expect(answer).toMatchObject({ status: 404, headers: { 'content-type': 'application/yaml' } });
    expect(answer.text).toContain('reason: NotFound');
  });

  test('types that nobody has', async () => {
    const own = (types: string): object => failure(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${types}`, {});
    expect(await refused(world.configMaps, 'text/plain')).toEqual(own(`${TYPES}, ${STREAMS}`));
    expect(await refused('/api', 'application/xml')).toEqual(own(TYPES));
    expect(await refused('/version', 'application/xml')).toEqual(own('application/json'));
  });

  test('transforms that nobody has', async () => {
    const only = failure(406, 'NotAcceptable', `only the following media types are accepted: ${TYPES}`);
    expect(await refused(world.gizmos, 'application/json;as=Foo;v=v1;g=meta.k8s.io')).toEqual(only);
    expect(await refused(`${world.gizmos}/one`, 'application/json;as=Table;v=v9;g=meta.k8s.io')).toEqual(only);
  });

  test('an older form is a second choice', async () => {
    const accept = 'application/json;as=Table;v=v9;g=meta.k8s.io,application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    expect((await world.client.request('GET', world.gizmos, { accept })).json).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
    });
  });

  test('indented when asked for', async () => {
    const pretty = await world.client.request('GET', `${world.gizmos}/one?pretty=true`);
    expect(pretty.text).toContain('\n  "kind": "Gizmo",\n');
    const plain = await world.client.request('GET', `${world.gizmos}/one`);
    expect(plain.text.trim()).not.toContain('\n');
  });

  test('command line tools get it indented unless they say no', async () => {
    const curl = { headers: { 'user-agent': 'curl/8.0' } };
    expect((await world.client.request('GET', `${world.gizmos}/one`, curl)).text).toContain('\n  "kind": "Gizmo",\n');
    expect((await world.client.request('GET', `${world.gizmos}/one?pretty=false`, curl)).text.trim()).not.toContain('\n');
  });

  test('items of Kubernetes types do not repeat their kind, custom resources do', async () => {
    await world.client.request('POST', world.configMaps, { body: { metadata: { name: 'item' } } });
    const { items } = (await world.client.request('GET', `${world.configMaps}?fieldSelector=metadata.name%3Ditem`)).json as {
      items: readonly object[];
    };
    expect(items).toHaveLength(1);
    expect(items[0]).not.toHaveProperty('kind');
    expect((await world.client.request('GET', world.gizmos)).json).toMatchObject({
      kind: 'GizmoList',
      apiVersion: `${world.group}/v1`,
      items: [{ kind: 'Gizmo', apiVersion: `${world.group}/v1` }],
    });
  });
});
