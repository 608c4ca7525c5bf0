import { expect, test } from 'vitest';
import { failure, json, startServer } from '../../test/support/stand-in-server.ts';
import { testClient } from '../../test/support/test-client.ts';
import { rejection } from '../../test/support/rejection.ts';
import { DEPLOYMENT, SECRET } from '../kernel/builtin-types.ts';
import type { ResourceType } from '../kernel/resource-type.ts';
import { createDiscovery } from './discovery.ts';

const HPA: ResourceType = {
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  scope: 'Namespaced',
};

function aggregated(groups: Record<string, Record<string, Record<string, string>>>): object {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    items: Object.entries(groups).map(([name, versions]) => ({
      metadata: name === '' ? {} : { name },
      versions: Object.entries(versions).map(([version, kinds]) => ({
        version,
        resources: Object.entries(kinds).map(([resource, kind]) => ({
          resource,
          responseKind: { kind },
          scope: kind === 'Namespace' ? 'Cluster' : 'Namespaced',
        })),
      })),
    })),
  };
}

const CORE = aggregated({ '': { v1: { secrets: 'Secret', namespaces: 'Namespace' } } });
const GROUPS = aggregated({
  apps: { v1: { deployments: 'Deployment' } },
  autoscaling: { v2: { [HPA.plural]: HPA.kind }, v1: { [HPA.plural]: HPA.kind } },
});

test('aggregated discovery takes two requests for all questions', async () => {
  const server = await startServer((request, response) => json(response, 200, request.url === '/api' ? CORE : GROUPS));
  const discovery = createDiscovery(testClient(server.url));
  expect(
    await Promise.all([discovery.serves(DEPLOYMENT), discovery.serves(SECRET), discovery.serves({ ...DEPLOYMENT, version: 'v2' })]),
  ).toEqual([true, true, false]);
  expect(await discovery.versionsOf('autoscaling', HPA.kind)).toEqual(['v2', 'v1']);
  expect(await discovery.versionsOf('nothing', HPA.kind)).toEqual([]);
  expect(server.requests.map(({ url }) => url).toSorted()).toEqual(['/api', '/apis']);
  expect(server.requests[0]?.headers.accept).toContain('apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
});

test('the type behind apiVersion and kind is found, with its scope; an unknown one is not', async () => {
  const server = await startServer((request, response) => json(response, 200, request.url === '/api' ? CORE : GROUPS));
  const discovery = createDiscovery(testClient(server.url));
  expect(await discovery.typeOf({ apiVersion: 'v1', kind: 'Namespace' })).toEqual({
    group: '',
    version: 'v1',
    kind: 'Namespace',
    plural: 'namespaces',
    scope: 'Cluster',
  });
  expect(await discovery.typeOf({ apiVersion: 'apps/v1', kind: 'Deployment' })).toEqual(DEPLOYMENT);
  expect(await discovery.typeOf({ apiVersion: 'apps/v2', kind: 'Deployment' })).toBeUndefined();
  expect(await discovery.typeOf({ apiVersion: 'v1', kind: 'Deployment' })).toBeUndefined();
});

test('a refresh sees what was installed meanwhile', async () => {
  const server = await startServer((request, response, index) =>
    json(response, 200, request.url === '/api' ? CORE : index < 2 ? aggregated({}) : GROUPS),
  );
  const discovery = createDiscovery(testClient(server.url));
  expect(await discovery.serves(DEPLOYMENT)).toBe(false);
  expect(await discovery.serves(DEPLOYMENT)).toBe(false);
  expect(await discovery.serves(DEPLOYMENT, { refresh: true })).toBe(true);
});

test('an older server is asked group by group; one that is down hides no other', async () => {
  const answers: Record<string, object> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/api/v1': {
      resources: [
        { name: 'secrets', kind: 'Secret' },
        { name: 'secrets/x', kind: 'Other' },
      ],
    },
    '/apis': {
      kind: 'APIGroupList',
      groups: [
        { name: 'autoscaling', preferredVersion: { version: 'v2' }, versions: [{ version: 'v1' }, { version: 'v2' }] },
        { name: 'down', preferredVersion: { version: 'v1' }, versions: [{ version: 'v1' }] },
      ],
    },
    '/apis/autoscaling/v1': { resources: [{ name: HPA.plural, kind: HPA.kind }] },
    '/apis/autoscaling/v2': {
      resources: [
        { name: HPA.plural, kind: HPA.kind },
        { name: `${HPA.plural}/status`, kind: HPA.kind },
      ],
    },
  };
  const server = await startServer((request, response) => {
    const answer = answers[request.url];
    if (answer === undefined) failure(response, 503, 'ServiceUnavailable', 'down');
    else json(response, 200, answer);
  });
  const discovery = createDiscovery(testClient(server.url));
  expect(await discovery.versionsOf('autoscaling', HPA.kind)).toEqual(['v2', 'v1']);
  expect(await discovery.serves(HPA)).toBe(true);
  expect(await discovery.serves(SECRET)).toBe(true);
  expect(await discovery.versionsOf('', 'Other')).toEqual([]);
});

test('a failure is not kept, and an abort of one who asks does not end it for the others', async () => {
  const server = await startServer((request, response, index) =>
    index < 2 ? failure(response, 500, 'InternalError', 'oops') : json(response, 200, request.url === '/api' ? CORE : GROUPS),
  );
  const discovery = createDiscovery(testClient(server.url));
  await expect(discovery.serves(SECRET)).rejects.toThrow('oops');
  const controller = new AbortController();
  const aborted = rejection(discovery.serves(SECRET, { signal: controller.signal }));
  const other = discovery.serves(SECRET);
  controller.abort(new Error('enough'));
  expect(await aborted).toMatchObject({ message: 'enough' });
  expect(await other).toBe(true);
});
