import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { json, startServer } from '../../test/support/stand-in-server.ts';
import { tempDir } from '../../test/support/temp-dir.ts';
import { testClient } from '../../test/support/test-client.ts';
import { DEPLOYMENT, SECRET } from '../kernel/builtin-types.ts';
import { createDiscovery } from './discovery.ts';
import { createDiscoveryCache } from './discovery-cache.ts';
import type { ClusterTarget } from './cluster-target.ts';
import type { Discovery } from './kube-api.ts';

const WIDGET = { group: 'example.dev', version: 'v1', kind: 'Widget', plural: 'widgets', scope: 'Namespaced' } as const;
const TEN_MINUTES_MS = 600_000;

function groups(names: Readonly<Record<string, readonly (readonly [string, string])[]>>): object {
  return {
    kind: 'APIGroupDiscoveryList',
    items: Object.entries(names).map(([name, types]) => ({
      metadata: { name },
      versions: [
        { version: 'v1', resources: types.map(([resource, kind]) => ({ resource, responseKind: { kind }, scope: 'Namespaced' })) },
      ],
    })),
  };
}

/** A server whose types can be changed, and runs against it: each with a memory of its own, all with one folder. */
async function scene(): Promise<{
  readonly served: { names: Record<string, readonly (readonly [string, string])[]> };
  readonly clock: { now: number };
  readonly folder: string;
  requests(): number;
  run(user?: string): Discovery;
  drop(user?: string): void;
}> {
  const served = { names: { apps: [['deployments', 'Deployment']] } as Record<string, readonly (readonly [string, string])[]> };
  const server = await startServer((request, response) =>
    json(response, 200, request.url === '/api' ? groups({ '': [['secrets', 'Secret']] }) : groups(served.names)),
  );
  const folder = tempDir();
  const clock = { now: Date.now() };
  const target = (token: string): ClusterTarget => ({ server: new URL(server.url), insecureSkipTlsVerify: false, user: { token } });
  const cache = (user: string): ReturnType<typeof createDiscoveryCache> => createDiscoveryCache(folder, target(user), () => clock.now);
  return {
    served,
    clock,
    folder: path.join(folder, 'discovery'),
    requests: () => server.requests.length,
    run: (user = 'ada') => createDiscovery(testClient(server.url), cache(user)),
    drop: (user = 'ada') => cache(user).drop(),
  };
}

test('a second run asks nothing, and knows the same', async () => {
  const { run, requests } = await scene();
  expect(await run().serves(DEPLOYMENT)).toBe(true);
  expect(requests()).toBe(2);
  const second = run();
  expect(await Promise.all([second.serves(DEPLOYMENT), second.serves(SECRET)])).toEqual([true, true]);
  expect(await second.versionsOf('apps', 'Deployment')).toEqual(['v1']);
  expect(await second.typeOf({ apiVersion: 'apps/v1', kind: 'Deployment' })).toEqual(DEPLOYMENT);
  expect(requests()).toBe(2);
});

test('after ten minutes the server is asked again', async () => {
  const { run, requests, clock } = await scene();
  await run().serves(DEPLOYMENT);
  clock.now += TEN_MINUTES_MS;
  await run().serves(DEPLOYMENT);
  expect(requests()).toBe(4);
});

test('a type that was not there is looked for afresh, once for a run', async () => {
  const { run, requests, served } = await scene();
  expect(await run().serves(WIDGET)).toBe(false);
  served.names = { ...served.names, 'example.dev': [['widgets', 'Widget']] };
  const second = run();
  expect(await Promise.all([second.serves(WIDGET), second.typeOf({ apiVersion: 'example.dev/v1', kind: 'Widget' })])).toEqual([
    true,
    WIDGET,
  ]);
  expect(requests()).toBe(4);
  expect(await second.versionsOf('example.dev', 'Gone')).toEqual([]);
  expect(requests()).toBe(4);
  expect(await run().serves(WIDGET)).toBe(true);
  expect(requests()).toBe(4);
});

test('refresh goes past the file, and writes it anew', async () => {
  const { run, requests, served } = await scene();
  await run().serves(DEPLOYMENT);
  served.names = {};
  expect(await run().serves(DEPLOYMENT)).toBe(true);
  expect(await run().serves(DEPLOYMENT, { refresh: true })).toBe(false);
  expect(requests()).toBe(4);
});

test('another user of the same server reads for himself; a change of types makes all forget', async () => {
  const { run, requests, drop, folder } = await scene();
  await run('ada').serves(DEPLOYMENT);
  await run('bob').serves(DEPLOYMENT);
  expect(requests()).toBe(4);
  expect(readdirSync(folder)).toHaveLength(2);
  drop('ada');
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  '',
  '{',
  '{"at":1}',
  'null',
  '{"at":AT,"value":[]}',
  '{"at":AT,"value":[["apps",[["v1",[{"kind":1}]]]]]}',
  '{"at":AT,"value":[[1,[]]]}',
])('a file that holds %j is no cache', async (text) => {
  const { run, requests, folder, clock } = await scene();
  await run().serves(DEPLOYMENT);
  const [file = ''] = readdirSync(folder);
  writeFileSync(path.join(folder, file), text.replace('AT', String(clock.now)));
  expect(await run().serves(DEPLOYMENT)).toBe(true);
  expect(requests()).toBe(4);
});

test('a failed read is neither kept nor written', async () => {
  const answers = [500, 500, 200, 200];
  const server = await startServer((request, response, index) => {
    if (answers[index] === 500) json(response, 404, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 });
    else json(response, 200, request.url === '/api' ? groups({ '': [['secrets', 'Secret']] }) : groups({}));
  });
  const cache = createDiscoveryCache(tempDir(), { server: new URL(server.url), insecureSkipTlsVerify: false, user: {} }, Date.now);
  const discovery = createDiscovery(testClient(server.url), cache);
  await expect(discovery.serves(SECRET)).rejects.toMatchObject({ reason: 'NotFound' });
  expect(await cache.load()).toBeUndefined();
  expect(await discovery.serves(SECRET)).toBe(true);
});
