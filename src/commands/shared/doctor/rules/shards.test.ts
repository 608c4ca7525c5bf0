import { expect, test } from 'vitest';
import { MINUTE, operatorOf, shardDeployment, shardLease } from '../../../../../test/support/doctor-pieces.ts';
import { sampleFacts } from '../../../../../test/support/sample-facts.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { diagnose } from '../diagnose.ts';
import type { DoctorFinding } from '../finding.ts';
import { shardRules } from './shards.ts';

async function found(leases: readonly KubeObject[], managers: readonly KubeObject[] = []): Promise<readonly DoctorFinding[]> {
  return diagnose(await sampleFacts({ operators: operatorOf([], leases, undefined, managers) }), shardRules, new Set());
}

test('each shard that nobody works on is named, with what starts its loop', async () => {
  const held = [shardLease('2/3', 1000)];
  const outside = await found(held);
  expect(outside.map(({ id, object, fix }) => [id, object?.name, fix])).toEqual([
    ['AIS109', 'maia-operator.cuemby.com-1-of-3', 'kubectl maia reconcile -A --watch --shard 1/3'],
    ['AIS109', 'maia-operator.cuemby.com-3-of-3', 'kubectl maia reconcile -A --watch --shard 3/3'],
  ]);
  expect(outside[0]?.evidence).toEqual([
    'loop-2/3 holds lease maia-system/maia-operator.cuemby.com-2-of-3 (shard 2/3)',
    'lease maia-system/maia-operator.cuemby.com-1-of-3 does not exist',
  ]);
  const deployments = [
    shardDeployment('1/3', 0, 60 * MINUTE),
    shardDeployment('2/3', 1, 60 * MINUTE),
    shardDeployment('3/3', 1, 60 * MINUTE),
  ];
  expect((await found(held, deployments)).map(({ fix }) => fix)).toEqual([
    'kubectl scale deployment maia-operator-1-of-3 -n maia-system --replicas=1',
    'kubectl logs deployment/maia-operator-3-of-3 -n maia-system --tail 50',
  ]);
});

test('a set that has just been started is given time, and a whole one is well', async () => {
  expect(await found([shardLease('2/3', 1000, MINUTE / 2)])).toEqual([]);
  expect(await found([shardLease('1/2', 1000), shardLease('2/2', 1000)])).toEqual([]);
});

test('loops over some namespaces are sets of their own', async () => {
  const inTeam = shardLease('1/2', 1000);
  const scoped = {
    ...inTeam,
    metadata: { ...inTeam.metadata, namespace: 'team-a', annotations: { 'aistack.dev/scope': 'team-a shard 1/2' } },
  };
  expect((await found([scoped])).map(({ fix }) => fix)).toEqual(['kubectl maia reconcile -n team-a --watch --shard 2/2']);
  // A loop over all namespaces works on the other shard of this one too.
  expect((await found([scoped, shardLease('2/2', 1000)])).map(({ fix }) => fix)).toEqual(['kubectl maia reconcile -A --watch --shard 1/2']);
});

test('of two installations the older one is to make way', async () => {
  const two = [shardDeployment('1/2', 1, 90 * MINUTE), shardDeployment('2/2', 1, 90 * MINUTE)];
  const three = ['1/3', '2/3', '3/3'].map((shard) => shardDeployment(shard, 1, 3 * MINUTE));
  const leases = [shardLease('1/2', 1000), shardLease('2/2', 1000)];
  expect((await found(leases, [...two, ...three])).map(({ id, fix }) => [id, fix])).toEqual([
    ['AIS110', 'kubectl scale deployment maia-operator-1-of-2 maia-operator-2-of-2 -n maia-system --replicas=0'],
  ]);
  // Pods of a loop without a Deployment hold the way: only whoever started it can end it.
  expect((await found(leases, three)).map(({ fix }) => fix)).toEqual(['kubectl maia operator status']);
  expect(await found(leases, two)).toEqual([]);
});
