import { expect, test } from 'vitest';
import { rejection } from '../../../../test/support/rejection.ts';
import { entryPointOf } from '../entry-point.ts';
import { identityFor } from './identity-for.ts';
import { planOperator } from './operator-plan.ts';

const ALL = entryPointOf('kubectl-aistack');

test('one system has its own operator, several share one that is told which types are its', async () => {
  expect(identityFor(entryPointOf('kubectl-kaos')).deployment).toBe('kaos-operator-controller-manager');
  expect(identityFor({ systems: ['maia'] }).deployment).toBe('maia-operator');
  expect(identityFor(ALL).deployment).toBe('aistack-operator');
  const some = await planOperator({ entry: { ...ALL, systems: ['maia', 'abi'] }, version: '1.0.0' });
  expect(some.plan.only).toEqual(['maiainstances.maia.cuemby.com', 'maiatenants.maia.cuemby.com', 'abiinstances.abi.io']);
  expect((await planOperator({ entry: ALL, version: '1.0.0' })).plan.only).toEqual([]);
});

test('a kind that belongs to no namespace keeps its operator from being limited to some', async () => {
  const error = await rejection(planOperator({ entry: ALL, version: '1.0.0', values: { watchNamespaces: ['a'] } }));
  expect(error).toMatchObject({
    exit: 2,
    message: 'Tenant (neurallog.io) belongs to no namespace: its operator cannot be limited to some',
    fix: 'leave --watch-namespaces out, or choose others: --systems maia,abi,kaos,marie',
  });
});

test('a namespace that cannot be one is named', async () => {
  const entry = entryPointOf('kubectl-maia');
  expect(await rejection(planOperator({ entry, version: '1.0.0', values: { watchNamespaces: ['a', 'B_'] } }))).toMatchObject({
    exit: 2,
    message: '"B_" is no name of a namespace',
  });
});

test('leases are written in its own namespace only', async () => {
  const { plan } = await planOperator({ entry: ALL, version: '1.0.0' });
  const verbs = plan.rules.work.filter(({ resources }) => resources.includes('leases')).flatMap((rule) => rule.verbs);
  expect(verbs).toContain('list');
  expect(verbs.filter((verb) => verb === 'create' || verb === 'update')).toEqual([]);
  expect(plan.rules.leases).toEqual([
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'list', 'create', 'update'] },
  ]);
});
