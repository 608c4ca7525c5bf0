import { expect, test } from 'vitest';
import type { KubeObject, Manifest } from '../../kernel/kube-object.ts';
import { aggregatedRules } from './aggregation.ts';
import { bootstrapRoles } from './bootstrap-roles.ts';
import { rulesOf } from './policy-rule.ts';
import { validateClusterRole, validateClusterRoleBinding } from './rbac-validation.ts';

function named(kind: string, name: string): Manifest {
  const found = bootstrapRoles().find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

test('all of them are valid', () => {
  for (const manifest of bootstrapRoles()) {
    const validate = manifest.kind === 'ClusterRole' ? validateClusterRole : validateClusterRoleBinding;
    expect(validate(manifest), manifest.metadata.name).toEqual([]);
  }
});

test('view is part of edit, edit of admin, and admin may give rights in its namespace', () => {
  const [view, edit, admin] = ['view', 'edit', 'admin'].map((name) => rulesOf(named('ClusterRole', name)));
  expect(edit).toEqual(expect.arrayContaining([...(view ?? [])]));
  expect(admin).toEqual(expect.arrayContaining([...(edit ?? [])]));
  expect([view, edit, admin].map((rules) => rules?.length)).toEqual([12, 27, 29]);
  expect(edit?.some(({ resources }) => resources.includes('rolebindings'))).toBe(false);
  expect(admin?.some(({ resources }) => resources.includes('rolebindings'))).toBe(true);
});

test('everybody who is known may look up the API, everybody at all may ask for health', () => {
  expect(named('ClusterRoleBinding', 'system:discovery')['subjects']).toEqual([
    { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:authenticated' },
  ]);
  expect(named('ClusterRoleBinding', 'system:public-info-viewer')['subjects']).toHaveLength(2);
});

test('aggregated rules come selector by selector, then by name, each once and never from the role itself', () => {
  const role = (name: string, label: string, ...resources: readonly string[]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ClusterRole',
    metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '', labels: { to: label } },
    rules: resources.map((resource) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] })),
  });
  const roles = [role('p2', '2', 'c', 'same'), role('p1', '1', 'b', 'same'), role('p0', '2', 'a'), role('self', '1', 'own')];
  const selectors = [{ matchLabels: { to: '1' } }, { matchExpressions: [{ key: 'to', operator: 'In', values: ['1', '2'] }] }];
  expect(aggregatedRules(selectors, 'self', roles).map(({ resources }) => resources[0])).toEqual(['b', 'same', 'a', 'c']);
});
