import { expect, test } from 'vitest';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { controllerOwning, fieldOwners } from '../change/field-owner.ts';
import { checkScalable, scaleChange } from './scale-change.ts';
import type { ScaleRequest } from './scale-change.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');

function kind(name: string): KindIdentity {
  const found = KIND_IDENTITIES.find((candidate) => candidate.kind === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function object(spec: unknown, managedFields: readonly unknown[] = []): KubeObject {
  const metadata = {
    name: 'one',
    namespace: 'x',
    uid: 'u',
    resourceVersion: '7',
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields,
  };
  return { apiVersion: 'abi.io/v1', kind: 'AbiInstance', metadata, spec };
}

const manager = (name: string, fieldsV1: unknown, more: object = {}): object => ({ manager: name, operation: 'Update', fieldsV1, ...more });
const REPLICAS = { 'f:spec': { 'f:replicas': {} } };
const to = (replicas: number, more: Partial<ScaleRequest> = {}): ScaleRequest => ({
  replicas,
  currentReplicas: undefined,
  group: undefined,
  force: false,
  now: NOW,
  ...more,
});

test('another number is a patch of one field; the same number is none', () => {
  const change = scaleChange(kind('AbiInstance'), to(3));
  expect(change.decide(object({ replicas: 1 }))).toEqual({ spec: { replicas: 3 } });
  expect(change.decide(object({}))).toEqual({ spec: { replicas: 3 } });
  expect(change.decide(object({ replicas: 3 }))).toBeUndefined();
  expect(change.scale).toEqual({ spec: { replicas: 3 } });
  expect(scaleChange(kind('MaiaInstance'), to(3)).scale).toBeUndefined();
});

test('a group goes with its whole list, and the other groups as they are', () => {
  const groups = [
    { groupName: 'a', replicas: 1, gpu: true },
    { groupName: 'b', replicas: 2 },
  ];
  const change = scaleChange(kind('MarieCluster'), to(5, { group: 'a' }));
  expect(change.decide(object({ executorGroupSpecs: groups }))).toEqual({
    spec: { executorGroupSpecs: [{ groupName: 'a', replicas: 5, gpu: true }, groups[1]] },
  });
  expect(() => change.decide(object({}))).toThrow(expect.objectContaining({ exit: 4, why: 'it has no groups' }) as Error);
});

test('a field of a controller is refused with its manager, operation and age, and taken over by force', () => {
  const live = object({ replicas: 1 }, [manager('hpa', REPLICAS, { time: '2026-01-01T09:00:00Z' })]);
  expect(() => scaleChange(kind('AbiInstance'), to(3)).decide(live)).toThrow(
    'cannot scale abiinstance.abi.io/one: field .spec.replicas is managed by "hpa" (Update, 3h ago)',
  );
  expect(scaleChange(kind('AbiInstance'), to(3, { force: true })).decide(live)).toEqual({ spec: { replicas: 3 } });
  expect(scaleChange(kind('AbiInstance'), to(1)).decide(live)).toBeUndefined();
});

test.each(['kubectl-client-side-apply', 'kubectl', 'kubectl-edit', 'abi-cli', 'aistack-cli', 'k9s'])('%s is a person', (name) => {
  expect(controllerOwning(object({}, [manager(name, REPLICAS)]), ['spec', 'replicas'])).toBeUndefined();
});

test('owners are those of the very field, in lists by the key of the entry', () => {
  const list = { 'f:spec': { 'f:pools': { 'k:{"name":"a"}': { '.': {}, 'f:size': {} } } } };
  const live = object({}, [
    manager('one', REPLICAS),
    manager('two', { 'f:spec': { 'f:image': {} } }),
    manager('three', list),
    { manager: 4 },
  ]);
  const names = (path: Parameters<typeof fieldOwners>[1]): readonly string[] => fieldOwners(live, path).map((owner) => owner.manager);
  expect(names(['spec', 'replicas'])).toEqual(['one']);
  expect(names(['spec', 'pools', { key: 'name', is: 'a' }, 'size'])).toEqual(['three']);
  expect(names(['spec', 'pools', { key: 'name', is: 'b' }, 'size'])).toEqual([]);
  expect(names(['spec', 'replicas', 'deeper'])).toEqual([]);
});

test('a type that cannot be scaled is told with those that can', () => {
  expect(() => checkScalable(kind('ModelAPI'), undefined, KIND_IDENTITIES)).toThrow('modelapis cannot be scaled');
  expect(() => checkScalable(kind('Agent'), 'a', KIND_IDENTITIES)).toThrow('agents have no groups');
  expect(() => checkScalable(kind('Agent'), undefined, KIND_IDENTITIES)).not.toThrow();
});
