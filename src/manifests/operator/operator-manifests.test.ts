import { expect, test } from 'vitest';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { Manifest } from '../../kernel/kube-object.ts';
import { OPERATOR_IDENTITIES, type OperatorId } from './operator-identity.ts';
import { inOrder, operatorManifests } from './operator-manifests.ts';
import { defaultValues, type OperatorPlan, type OperatorValues } from './operator-values.ts';

const RULE = { apiGroups: [''], resources: ['configmaps'], verbs: ['get'] };
const LEASES = { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] };

function made(values: Partial<OperatorValues> = {}, id: OperatorId = 'maia', only: readonly string[] = []): readonly Manifest[] {
  const plan: OperatorPlan = {
    namespace: 'home',
    systems: ['maia'],
    only,
    values: { ...defaultValues('1.2.3'), ...values },
    rules: { work: [RULE], leases: [LEASES] },
    version: '1.2.3',
  };
  return inOrder(operatorManifests(OPERATOR_IDENTITIES[id], plan));
}

function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((found, key) => (found as Record<string | number, unknown> | undefined)?.[key], value);
}

function pod(values: Partial<OperatorValues> = {}, id: OperatorId = 'maia', only: readonly string[] = []): JsonObject {
  const found = at(
    made(values, id, only).find(({ kind }) => kind === 'Deployment'),
    'spec',
    'template',
    'spec',
  );
  if (!isJsonObject(found)) throw new Error('no pod');
  return found;
}

test('the namespace comes first, the workload last, and selectors find the pods', () => {
  const manifests = made();
  expect(manifests.map(({ kind }) => kind)).toEqual([
    'Namespace',
    'ServiceAccount',
    'ClusterRole',
    'ClusterRoleBinding',
    'Role',
    'RoleBinding',
    'Service',
    'Deployment',
  ]);
  const deployment = manifests.at(-1);
  const service = manifests.at(-2);
  expect(at(deployment, 'spec', 'template', 'metadata', 'labels')).toMatchObject(
    at(deployment, 'spec', 'selector', 'matchLabels') as object,
  );
  expect(at(service, 'spec', 'selector')).toEqual(at(deployment, 'spec', 'selector', 'matchLabels'));
});

test('the pods fit the restricted pod security standard', () => {
  const spec = pod();
  expect(spec['securityContext']).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(at(spec, 'containers', 0, 'securityContext')).toEqual({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
  });
  expect(at(made()[0], 'metadata', 'labels', 'pod-security.kubernetes.io/enforce')).toBe('restricted');
});

test('what begins with SIGTERM has time: the grace period is longer than the 30 s that work may take', () => {
  expect(pod()['terminationGracePeriodSeconds']).toBeGreaterThan(30);
});

test('the heap follows the memory limit, and without a limit Node decides', () => {
  const heap = (limits: Readonly<Record<string, string>>): unknown =>
    (at(pod({ resources: { requests: {}, limits } }), 'containers', 0, 'env') as readonly JsonObject[]).find(
      ({ name }) => name === 'NODE_OPTIONS',
    );
  expect(heap({ memory: '1Gi' })).toEqual({ name: 'NODE_OPTIONS', value: '--max-old-space-size=928' });
  expect(heap({})).toBeUndefined();
});

test('of a system it is told which, of all nothing, of some the types', () => {
  const args = (id: OperatorId, only: readonly string[]): readonly unknown[] =>
    at(pod({}, id, only), 'containers', 0, 'args') as readonly unknown[];
  expect(args('maia', []).slice(0, 3)).toEqual(['maia', 'reconcile', '--watch']);
  expect(args('aistack', ['agents.kaos.tools'])).toEqual(expect.arrayContaining(['--only=agents.kaos.tools']));
  expect(args('aistack', [])[0]).toBe('reconcile');
});

test('a second replica brings a budget that keeps one', () => {
  const budget = made({ replicas: 2 }).find(({ kind }) => kind === 'PodDisruptionBudget');
  expect(budget?.['spec']).toMatchObject({ maxUnavailable: 1 });
});

test('limited to namespaces it has a Role in each and nothing in the cluster', () => {
  const manifests = made({ watchNamespaces: ['a', 'b'] });
  expect(manifests.filter(({ kind }) => kind.startsWith('ClusterRole'))).toEqual([]);
  const roles = manifests.filter(({ kind }) => kind === 'Role');
  expect(roles.map(({ metadata, ...rest }) => [metadata.namespace, rest['rules']])).toEqual([
    ['a', [RULE, LEASES]],
    ['b', [RULE, LEASES]],
  ]);
  expect(manifests.at(-1)?.metadata.annotations).toMatchObject({ 'aistack.dev/scope': 'a,b' });
  expect(at(pod({ watchNamespaces: ['a', 'b'] }), 'containers', 0, 'args')).toEqual(expect.arrayContaining(['--watch-namespaces=a,b']));
});

test('labels and annotations of the user are added, and cannot break the selector', () => {
  const deployment = made({ podLabels: { team: 'x', 'app.kubernetes.io/name': 'mine' }, podAnnotations: { note: 'y' } }).at(-1);
  expect(at(deployment, 'spec', 'template', 'metadata', 'labels')).toMatchObject({ team: 'x', 'app.kubernetes.io/name': 'maia-operator' });
  expect(at(deployment, 'spec', 'template', 'metadata', 'annotations')).toMatchObject({ note: 'y', 'prometheus.io/port': '8080' });
});

test('in shards there is a Deployment for each, which selects its own pods, is told its part and says so; the Service is for all', () => {
  const workload = made({ shards: 3, replicas: 2, watchNamespaces: ['a', 'b'] }).filter(({ kind }) => !/Role|Account|Namespace/.test(kind));
  expect(workload.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'Service maia-operator-metrics',
    ...[1, 2, 3].flatMap((part) => [
      `Deployment maia-operator-${String(part)}-of-3`,
      `PodDisruptionBudget maia-operator-${String(part)}-of-3`,
    ]),
  ]);
  const [service, , , second, budget] = workload;
  const selector = at(second, 'spec', 'selector', 'matchLabels');
  expect(selector).toEqual({ ...(at(service, 'spec', 'selector') as object), 'aistack.dev/shard': '2-of-3' });
  expect(at(second, 'spec', 'template', 'metadata', 'labels')).toMatchObject(selector as object);
  expect(at(budget, 'spec', 'selector', 'matchLabels')).toEqual(selector);
  expect(second?.metadata.annotations).toMatchObject({ 'aistack.dev/scope': 'a,b shard 2/3' });
  expect(at(second, 'spec', 'template', 'spec', 'containers', 0, 'args')).toContain('--shard=2/3');
});
