import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { type HttpWorld, openHttpWorld } from './support/http-world.ts';

interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly 'x-kubernetes-group-version-kind': unknown;
  readonly 'x-kubernetes-action': string;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [keyword: string]: unknown;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

describeCluster('OpenAPI v3', (plane) => {
  let world: HttpWorld;
  /** Path with hash of the document of the world's group. */
  let url: string;
  let document: Document;
  beforeAll(async () => {
    world = await openHttpWorld(plane);
    await vi.waitFor(async () => {
      url = (await index())[`apis/${world.group}/v1`]?.serverRelativeURL ?? '';
      document = (await world.client.request('GET', url)).json as Document;
      if (document?.components.schemas[schemaName()] === undefined) throw new Error('not there yet');
    }, 15_000);
  });
  afterAll(() => world.close());

  const schemaName = (): string => `${world.group.split('.').toReversed().join('.')}.v1.Gizmo`;
  const index = async (): Promise<Readonly<Record<string, { readonly serverRelativeURL: string }>>> =>
    ((await world.client.request('GET', '/openapi/v3')).json as { paths: Readonly<Record<string, { readonly serverRelativeURL: string }>> })
      .paths;

  test('the index names each document with its hash', async () => {
    const paths = await index();
    for (const key of ['api/v1', 'apis/apps/v1', 'apis/apiextensions.k8s.io/v1', `apis/${world.group}/v1`]) {
      expect(paths[key]?.serverRelativeURL).toMatch(new RegExp(String.raw`^/openapi/v3/${key}\?hash=[\dA-F]{128}$`));
    }
  });

  test("Kubernetes' own types have their names", async () => {
    const { json } = await world.client.request('GET', (await index())['apis/apps/v1']?.serverRelativeURL ?? '');
    const { schemas } = (json as Document).components;
    const reference = (name: string): object => ({ $ref: `#/components/schemas/io.k8s.${name}` });
    expect(schemas['io.k8s.api.apps.v1.DeploymentSpec']).toMatchObject({ type: 'object', required: ['selector', 'template'] });
    expect(schemas['io.k8s.api.apps.v1.DeploymentSpec']?.properties?.['strategy']).toMatchObject({
      'x-kubernetes-patch-strategy': 'retainKeys',
      allOf: [reference('api.apps.v1.DeploymentStrategy')],
    });
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining([
        'io.k8s.api.core.v1.PodSpec',
        'io.k8s.apimachinery.pkg.api.resource.Quantity',
        'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
        'io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference',
      ]),
    );
  });

  test('under its hash a document may be kept for ever', async () => {
    const { headers, status } = await world.client.request('GET', url);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'cache-control': 'public, immutable',
      etag: `"${url.split('=')[1] ?? ''}"`,
      'content-type': 'application/json',
      vary: 'Accept',
    });
    const { headers: bare } = await world.client.request('GET', url.split('?')[0] ?? '');
    expect(bare['cache-control']).toBe('no-cache, private');
    expect(bare.etag).toBe(headers.etag);
  });

  test('a document that the client has is not sent again', async () => {
    const headers = { 'if-none-match': `"${url.split('=')[1] ?? ''}"` };
    expect(await world.client.request('GET', url, { headers })).toMatchObject({ status: 304, text: '' });
  });

  test('another hash leads to the right one', async () => {
    const answer = await world.client.request('GET', `${url.split('?')[0] ?? ''}?hash=ABC`);
    expect(answer).toMatchObject({ status: 301, headers: { location: url }, text: '' });
  });

  test('there is no document of what is not served, and none in plain text', async () => {
    expect((await world.client.request('GET', '/openapi/v3/apis/nope.example.com/v1')).status).toBe(404);
    expect((await world.client.request('GET', url, { accept: 'text/plain' })).status).toBe(406);
  });

  test('the schema of a CRD keeps its words', () => {
    const schema = document.components.schemas[schemaName()];
    expect(document.openapi).toBe('3.0.0');
    expect(schema).toMatchObject({
      type: 'object',
      description: 'A gizmo is a thing for tests.',
      'x-kubernetes-group-version-kind': [{ group: world.group, kind: 'Gizmo', version: 'v1' }],
    });
    expect(schema?.properties?.['spec']).toEqual({
      type: 'object',
      required: ['size'],
      'x-kubernetes-preserve-unknown-fields': true,
      properties: {
        size: { type: 'string', description: 'How large it is.' },
        replicas: { type: 'integer', default: 1 },
        parts: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            required: ['name'],
            properties: {
              name: { type: 'string' },
              port: { anyOf: [{ type: 'integer' }, { type: 'string' }], 'x-kubernetes-int-or-string': true },
            },
          },
        },
      },
    });
  });

  test('what all objects share is the same component', () => {
    const { properties } = document.components.schemas[schemaName()] ?? {};
    const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
    expect(properties?.['metadata']).toMatchObject({ allOf: [{ $ref: `#/components/schemas/${meta}` }] });
    expect(document.components.schemas[meta]?.properties?.['ownerReferences']).toMatchObject({
      'x-kubernetes-list-map-keys': ['uid'],
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': 'uid',
      'x-kubernetes-patch-strategy': 'merge',
    });
  });

  test('the list has a schema, too', () => {
    expect(document.components.schemas[`${schemaName()}List`]).toMatchObject({
      type: 'object',
      required: ['items'],
      properties: { items: { type: 'array', items: { $ref: `#/components/schemas/${schemaName()}` } } },
      'x-kubernetes-group-version-kind': [{ group: world.group, kind: 'GizmoList', version: 'v1' }],
    });
  });

  test('a patch says which parameters and formats it takes', () => {
    const { patch } = document.paths[`/apis/${world.group}/v1/namespaces/{namespace}/gizmos/{name}`] ?? {};
    expect(patch?.parameters?.map(({ name }) => name)).toEqual(['dryRun', 'fieldManager', 'fieldValidation', 'force']);
    expect(patch?.['x-kubernetes-group-version-kind']).toEqual({ group: world.group, version: 'v1', kind: 'Gizmo' });
    expect(patch?.['x-kubernetes-action']).toBe('patch');
    expect(Object.keys(patch?.requestBody?.content ?? {}).toSorted()).toEqual([
      'application/apply-patch+yaml',
      'application/json-patch+json',
      'application/merge-patch+json',
    ]);
  });

  test('every place where objects are found has a path', () => {
    const root = `/apis/${world.group}/v1`;
    const own = `${root}/namespaces/{namespace}/gizmos`;
    expect(Object.keys(document.paths).toSorted()).toEqual([
      `${root}/gizmos`,
      own,
      `${own}/{name}`,
      `${own}/{name}/scale`,
      `${own}/{name}/status`,
    ]);
  });

  test('the schema of a Deployment has what a strategic merge needs', async () => {
    const { serverRelativeURL = '' } = (await index())['apis/apps/v1'] ?? {};
    const apps = (await world.client.request('GET', serverRelativeURL)).json as Document;
    const deployment = Object.values(apps.components.schemas).find((schema) =>
      JSON.stringify(schema['x-kubernetes-group-version-kind'] ?? '').includes('"kind":"Deployment"'),
    );
    const resolve = (schema: Schema | undefined): Schema => {
      const [inner] = (schema?.['allOf'] ?? []) as readonly Schema[];
      const found = schema?.['$ref'] ?? inner?.['$ref'];
      const reference = typeof found === 'string' ? (found.split('/').at(-1) ?? '') : '';
      return reference === '' ? (schema ?? {}) : (apps.components.schemas[reference] ?? {});
    };
    const step = (schema: Schema | undefined, name: string): Schema | undefined => resolve(schema).properties?.[name];
    const template = resolve(step(step(deployment, 'spec'), 'template'));
    expect(step(step(template, 'spec') ?? template, 'containers')).toMatchObject({
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': 'name',
      'x-kubernetes-patch-strategy': 'merge',
    });
  });
});
