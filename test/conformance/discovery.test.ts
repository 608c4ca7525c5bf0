import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { failure, failureIn, type HttpWorld, openHttpWorld } from './support/http-world.ts';

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const OLDER = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList';
const ACCEPTED = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const CUSTOM_VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const PART_VERBS = ['get', 'patch', 'update'];

interface Named {
  readonly name: string;
}

interface AggregatedGroup {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly { readonly version: string; readonly resources: readonly { readonly resource: string }[] }[];
}

function versionHash(type: string): string {
  return createHash('sha256').update(type).digest().subarray(0, 8).toString('base64');
}

describeCluster('discovery', (plane) => {
  let world: HttpWorld;
  beforeAll(async () => {
    world = await openHttpWorld(plane);
  });
  afterAll(() => world.close());

  const resources = async (path: string): Promise<readonly Named[]> =>
    ((await world.client.request('GET', path)).json as { resources: readonly Named[] }).resources;
  const groups = async (path: string): Promise<readonly AggregatedGroup[]> =>
    ((await world.client.request('GET', path, { accept: AGGREGATED })).json as { items: readonly AggregatedGroup[] }).items;
  const aggregatedResource = async (path: string, group: string | undefined, resource: string): Promise<unknown> => {
    const found = (await groups(path)).find(({ metadata }) => metadata.name === group);
    return found?.versions[0]?.resources.find((one) => one.resource === resource);
  };

  test('/api tells the version of the core group and the address', async () => {
    const { json } = await world.client.request('GET', '/api');
    expect(json).toEqual({
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/) }],
    });
  });

  test('/apis tells the groups', async () => {
    const { json } = await world.client.request('GET', '/apis');
    expect(json).toMatchObject({ kind: 'APIGroupList', apiVersion: 'v1' });
    const apps = { groupVersion: 'apps/v1', version: 'v1' };
    const own = { groupVersion: `${world.group}/v1`, version: 'v1' };
    const { groups: told } = json as { groups: readonly Named[] };
    expect(told.find(({ name }) => name === 'apps')).toEqual({ name: 'apps', versions: [apps], preferredVersion: apps });
    expect(told.find(({ name }) => name === world.group)).toEqual({ name: world.group, versions: [own], preferredVersion: own });
  });

  test('one group', async () => {
    const version = { groupVersion: `${world.group}/v1`, version: 'v1' };
    const own = { kind: 'APIGroup', apiVersion: 'v1', name: world.group, versions: [version], preferredVersion: version };
    expect((await world.client.request('GET', `/apis/${world.group}`)).json).toEqual(own);
    expect((await world.client.request('GET', '/apis/apps')).json).toMatchObject({ kind: 'APIGroup', name: 'apps' });
  });

  test('the types of a CRD with their subresources', async () => {
    expect((await world.client.request('GET', world.root)).json).toEqual({
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: `${world.group}/v1`,
      resources: [
        {
          name: 'gizmos',
          singularName: 'gizmo',
          namespaced: true,
          kind: 'Gizmo',
          verbs: CUSTOM_VERBS,
          shortNames: ['gzm'],
          categories: ['toys'],
          storageVersionHash: versionHash(`${world.group}/v1/Gizmo`),
        },
        { name: 'gizmos/status', singularName: '', namespaced: true, kind: 'Gizmo', verbs: PART_VERBS },
        { name: 'gizmos/scale', singularName: '', namespaced: true, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: PART_VERBS },
      ],
    });
  });

  test('the core group has no apiVersion in its list', async () => {
    const { json } = await world.client.request('GET', '/api/v1');
    expect(json).toMatchObject({ kind: 'APIResourceList', groupVersion: 'v1' });
    expect(json).not.toHaveProperty('apiVersion');
  });

  test.each([
    [
      '/api/v1',
      {
        name: 'configmaps',
        singularName: 'configmap',
        namespaced: true,
        kind: 'ConfigMap',
        verbs: VERBS,
        shortNames: ['cm'],
        storageVersionHash: versionHash('/v1/ConfigMap'),
      },
    ],
    [
      '/api/v1',
      {
        name: 'namespaces',
        singularName: 'namespace',
        namespaced: false,
        kind: 'Namespace',
        verbs: VERBS.filter((verb) => verb !== 'deletecollection'),
        shortNames: ['ns'],
        storageVersionHash: versionHash('/v1/Namespace'),
      },
    ],
    ['/api/v1', { name: 'namespaces/finalize', singularName: '', namespaced: false, kind: 'Namespace', verbs: ['update'] }],
    ['/api/v1', { name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] }],
    ['/api/v1', { name: 'pods/exec', singularName: '', namespaced: true, kind: 'PodExecOptions', verbs: ['create', 'get'] }],
    [
      '/api/v1',
      { name: 'pods/eviction', singularName: '', namespaced: true, group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
    ],
    [
      '/api/v1',
      {
        name: 'services/proxy',
        singularName: '',
        namespaced: true,
        kind: 'ServiceProxyOptions',
        verbs: ['create', 'delete', 'get', 'patch', 'update'],
      },
    ],
    [
      '/api/v1',
      {
        name: 'serviceaccounts/token',
        singularName: '',
        namespaced: true,
        group: 'authentication.k8s.io',
        version: 'v1',
        kind: 'TokenRequest',
        verbs: ['create'],
      },
    ],
    [
      '/apis/apps/v1',
      {
        name: 'deployments',
        singularName: 'deployment',
        namespaced: true,
        kind: 'Deployment',
        verbs: VERBS,
        shortNames: ['deploy'],
        categories: ['all'],
        storageVersionHash: versionHash('apps/v1/Deployment'),
      },
    ],
    [
      '/apis/apps/v1',
      {
        name: 'statefulsets/scale',
        singularName: '',
        namespaced: true,
        group: 'autoscaling',
        version: 'v1',
        kind: 'Scale',
        verbs: PART_VERBS,
      },
    ],
    ['/apis/batch/v1', { name: 'jobs/status', singularName: '', namespaced: true, kind: 'Job', verbs: PART_VERBS }],
    [
      '/apis/authorization.k8s.io/v1',
      {
        name: 'selfsubjectaccessreviews',
        singularName: 'selfsubjectaccessreview',
        namespaced: false,
        kind: 'SelfSubjectAccessReview',
        verbs: ['create'],
      },
    ],
    [
      '/apis/apiextensions.k8s.io/v1',
      {
        name: 'customresourcedefinitions',
        singularName: 'customresourcedefinition',
        namespaced: false,
        kind: 'CustomResourceDefinition',
        verbs: VERBS,
        shortNames: ['crd', 'crds'],
        categories: ['api-extensions'],
        storageVersionHash: versionHash('apiextensions.k8s.io/v1beta1/CustomResourceDefinition'),
      },
    ],
  ])('%s: $name', async (path, expected) => {
    expect((await resources(path)).find(({ name }) => name === expected.name)).toEqual(expected);
  });

  test('the aggregated form is one document for all groups', async () => {
    const answer = await world.client.request('GET', '/apis', { accept: AGGREGATED });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': AGGREGATED, vary: 'Accept', 'cache-control': 'public', etag: expect.stringMatching(/^"[\dA-F]{128}"$/) },
      json: { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {} },
    });
  });

  test('a custom resource in the aggregated form', async () => {
    await expect
      .poll(() => aggregatedResource('/apis', world.group, 'gizmos'))
      .toEqual({
        resource: 'gizmos',
        responseKind: { group: world.group, version: 'v1', kind: 'Gizmo' },
        scope: 'Namespaced',
        singularResource: 'gizmo',
        verbs: CUSTOM_VERBS,
        shortNames: ['gzm'],
        categories: ['toys'],
        subresources: [
          { subresource: 'status', responseKind: { group: world.group, version: 'v1', kind: 'Gizmo' }, verbs: PART_VERBS },
          { subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' }, verbs: PART_VERBS },
        ],
      });
  });

  test('types of Kubernetes in the aggregated form leave out group and version', async () => {
    expect(await aggregatedResource('/api', undefined, 'namespaces')).toEqual({
      resource: 'namespaces',
      responseKind: { group: '', version: '', kind: 'Namespace' },
      scope: 'Cluster',
      singularResource: 'namespace',
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
      shortNames: ['ns'],
      subresources: [
        { subresource: 'finalize', responseKind: { group: '', version: '', kind: 'Namespace' }, verbs: ['update'] },
        { subresource: 'status', responseKind: { group: '', version: '', kind: 'Namespace' }, verbs: PART_VERBS },
      ],
    });
    expect(await aggregatedResource('/apis', 'apps', 'deployments')).toMatchObject({
      responseKind: { group: '', version: '', kind: 'Deployment' },
      subresources: [
        { subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' } },
        { subresource: 'status' },
      ],
    });
  });

  test('groups of Kubernetes come in a fixed order, those of CRDs after them', async () => {
    const names = (await groups('/apis')).map(({ metadata }) => metadata.name ?? '');
    const order = [
      'apps',
      'autoscaling',
      'batch',
      'networking.k8s.io',
      'policy',
      'rbac.authorization.k8s.io',
      'storage.k8s.io',
      'apiextensions.k8s.io',
    ];
    expect(names.filter((name) => order.includes(name))).toEqual(order);
    expect(names.findIndex((name) => name.endsWith('.conformance.dev'))).toBeGreaterThan(names.indexOf('apiextensions.k8s.io'));
  });

  test('the version that has gone is refused, or passed over', async () => {
    const refused = failure(406, 'NotAcceptable', `only the following media types are accepted: ${ACCEPTED}`);
    expect(failureIn(await world.client.request('GET', '/apis', { accept: OLDER }))).toEqual(refused);
    expect((await world.client.request('GET', '/apis', { accept: `${OLDER},application/json` })).json).toMatchObject({
      kind: 'APIGroupList',
    });
    expect((await world.client.request('GET', '/apis', { accept: `${AGGREGATED},${OLDER},application/json` })).json).toMatchObject({
      kind: 'APIGroupDiscoveryList',
    });
  });

  test('a document that the client has is not sent again', async () => {
    const first = await world.client.request('GET', '/api', { accept: AGGREGATED });
    const headers = { 'if-none-match': first.headers.etag ?? '' };
    expect(await world.client.request('GET', '/api', { accept: AGGREGATED, headers })).toMatchObject({ status: 304, text: '' });
  });

  test('one group version has no aggregated form', async () => {
    const answer = await world.client.request('GET', '/apis/apps/v1', { accept: AGGREGATED });
    expect(failureIn(answer)).toEqual(failure(406, 'NotAcceptable', `only the following media types are accepted: ${ACCEPTED}`));
  });
});
