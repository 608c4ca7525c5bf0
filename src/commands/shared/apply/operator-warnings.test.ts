import { expect, test } from 'vitest';
import { scriptedSession } from '../../../../test/support/scripted-session.ts';
import type { Script } from '../../../../test/support/scripted-api.ts';
import { ApiError } from '../../../cluster/api-error.ts';
import { DEPLOYMENT, LEASE } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { operatorWarnings } from './operator-warnings.ts';

const NOON = Date.UTC(2026, 2, 1, 12);
const FORBIDDEN = new ApiError({ reason: 'Forbidden', message: 'forbidden', code: 403 });

function object(kind: string, name: string, namespace: string, more: Readonly<Record<string, unknown>>, annotations = {}): KubeObject {
  const metadata = { name, namespace, annotations, uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion: 'v1', kind, metadata, ...more };
}

const deployment = (namespace: string, ready: number, image = 'x'): KubeObject =>
  object('Deployment', 'maia-operator', namespace, {
    spec: { template: { spec: { containers: [{ image }] } } },
    status: { readyReplicas: ready },
  });

const lease = (minutesAgo: number, scope?: string): KubeObject =>
  object(
    'Lease',
    'maia-operator.cuemby.com',
    'maia-system',
    { spec: { holderIdentity: 'me', leaseDurationSeconds: 15, renewTime: new Date(NOON - minutesAgo * 60_000).toISOString() } },
    scope === undefined ? {} : { 'aistack.dev/scope': scope },
  );

async function warnings(deployments: readonly KubeObject[], leases: readonly KubeObject[], more: Script = {}): Promise<readonly string[]> {
  const list: Script['list'] = ({ resource }) => ({
    items: resource === 'leases.coordination.k8s.io' ? leases : deployments,
    resourceVersion: '1',
  });
  const { session } = scriptedSession({ list, ...more }, [DEPLOYMENT, LEASE]);
  return await operatorWarnings(session, [{ system: 'maia', namespace: 'team' }], { now: NOON, signal: new AbortController().signal });
}

const NOBODY = 'the change is stored but nothing will act on it';

test('nobody is there: since when is told, where it is known', async () => {
  expect(await warnings([], [])).toEqual([`no ready maia-operator found (there is no lease maia-operator.cuemby.com): ${NOBODY}`]);
  expect(await warnings([deployment('maia-system', 0)], [lease(12)])).toEqual([
    `no ready maia-operator found (lease maia-operator.cuemby.com idle 12m): ${NOBODY}`,
  ]);
});

test('a ready Deployment of the operator, or a live lease over the namespace, is somebody', async () => {
  expect(await warnings([deployment('maia-system', 1)], [])).toEqual([]);
  expect(await warnings([deployment('elsewhere', 1, 'ghcr.io/x/maia-operator:v1')], [])).toEqual([]);
  expect(await warnings([], [lease(0)])).toEqual([]);
  expect(await warnings([], [lease(0, 'other,team')])).toEqual([]);
});

test('a Deployment that only has the name, and a loop over other namespaces, are nobody', async () => {
  expect(await warnings([deployment('elsewhere', 1, 'something')], [])).toHaveLength(1);
  expect(await warnings([], [lease(0, 'other')])).toHaveLength(1);
});

test('who may not look is not warned, and a failing look fails nothing', async () => {
  expect(await warnings([], [], { list: FORBIDDEN, get: FORBIDDEN })).toEqual([]);
  expect(await warnings([], [], { list: new ApiError({ reason: 'InternalError', message: 'down', code: 500 }) })).toEqual([]);
  const gone = new ApiError({ reason: 'NotFound', message: 'not found', code: 404 });
  expect(await warnings([], [], { list: FORBIDDEN, get: gone })).toHaveLength(1);
});
