import { expect, test } from 'vitest';
import type { Draft } from '../resources/resource-strategy.ts';
import {
  validateClusterRole,
  validateClusterRoleBinding,
  validateRole,
  validateRoleBinding,
  validateRoleRefUpdate,
} from './rbac-validation.ts';
import { pathSegmentProblem } from '../values/name-rules.ts';

const apiGroup = 'rbac.authorization.k8s.io';

function draft(fields: Readonly<Record<string, unknown>>): Draft {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Any', ...fields, metadata: { name: 'x' } };
}

function texts(errors: ReturnType<typeof validateRole>): readonly string[] {
  return errors.map(({ field, message }) => `${field}: ${message}`);
}

test('names may hold nearly anything that fits into a path', () => {
  expect(['A:b', 'system:node', 'x y'].map(pathSegmentProblem)).toEqual([undefined, undefined, undefined]);
  expect(['a/b', 'a%b', '..'].map(pathSegmentProblem)).toEqual(["may not contain '/'", "may not contain '%'", "may not be '..'"]);
});

test('rules need verbs, groups and resources; paths belong into ClusterRoles and stand alone', () => {
  const rules = [
    { verbs: [] },
    { apiGroups: [''], verbs: ['get'] },
    { nonResourceURLs: ['/a'], verbs: ['get'] },
    { resources: ['pods'], nonResourceURLs: ['/a'], verbs: ['get'] },
  ];
  const both = 'Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs';
  expect(texts(validateRole(draft({ rules })))).toEqual([
    'rules[0].verbs: Required value: verbs must contain at least one value',
    'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
    'rules[0].resources: Required value: resource rules must supply at least one resource',
    'rules[1].resources: Required value: resource rules must supply at least one resource',
    'rules[2].nonResourceURLs: Invalid value: ["/a"]: namespaced rules cannot apply to non-resource URLs',
    'rules[3].nonResourceURLs: Invalid value: ["/a"]: namespaced rules cannot apply to non-resource URLs',
    `rules[3].nonResourceURLs: ${both}`,
  ]);
  expect(texts(validateClusterRole(draft({ rules: rules.slice(2) })))).toEqual([`rules[1].nonResourceURLs: ${both}`]);
});

test('an aggregation rule needs selectors that can be read', () => {
  const at = 'aggregationRule.clusterRoleSelectors';
  expect(texts(validateClusterRole(draft({ aggregationRule: {} })))).toEqual([
    `${at}: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil`,
  ]);
  const clusterRoleSelectors = [
    { matchLabels: { a: 'b' } },
    {
      matchExpressions: [
        { key: 'a', operator: 'In' },
        { key: 'a', operator: 'Exists', values: ['x'] },
      ],
    },
    { matchExpressions: [{ key: 'a', operator: 'Nope' }] },
  ];
  expect(texts(validateClusterRole(draft({ aggregationRule: { clusterRoleSelectors } })))).toEqual([
    `${at}[1].matchExpressions[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
    `${at}[1].matchExpressions[1].values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`,
    `${at}[1]: Invalid value: null: invalid label selector.`,
    `${at}[2].matchExpressions[0].operator: Invalid value: "Nope": not a valid selector operator`,
    `${at}[2]: Invalid value: null: invalid label selector.`,
  ]);
});

test('bindings name a role of the right kind, and subjects that can be', () => {
  const errors = validateRoleBinding(
    draft({
      roleRef: { apiGroup, kind: 'Foo', name: '' },
      subjects: [
        { apiGroup, kind: 'User', name: '' },
        { kind: 'ServiceAccount', name: 'x' },
        { kind: 'Thing', name: 'x' },
        { kind: 'ServiceAccount', name: 'x', namespace: 'a', apiGroup: 'a' },
        { kind: 'Group', name: 'a', apiGroup: 'b' },
      ],
    }),
  );
  expect(texts(errors)).toEqual([
    'roleRef.kind: Unsupported value: "Foo": supported values: "Role", "ClusterRole"',
    'roleRef.name: Required value',
    'subjects[0].name: Required value',
    'subjects[2].kind: Unsupported value: "Thing": supported values: "ServiceAccount", "User", "Group"',
    'subjects[3].apiGroup: Unsupported value: "a": supported values: ""',
    'subjects[4].apiGroup: Unsupported value: "b": supported values: "rbac.authorization.k8s.io"',
  ]);
  const clusterWide = draft({ roleRef: { apiGroup, kind: 'Role', name: 'x' }, subjects: [{ kind: 'ServiceAccount', name: 'x' }] });
  expect(texts(validateClusterRoleBinding(clusterWide))).toEqual([
    'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
    'subjects[0].namespace: Required value',
  ]);
});

test('the role of a binding stays', () => {
  const binding = (name: string): Draft => draft({ roleRef: { apiGroup, kind: 'Role', name } });
  expect(validateRoleRefUpdate(binding('a'), binding('a'))).toEqual([]);
  expect(texts(validateRoleRefUpdate(binding('b'), binding('a')))).toEqual([
    'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef',
  ]);
});
