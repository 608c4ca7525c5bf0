import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { refused, taken } from './support/custom-resources-cases.ts';
import { testCrd } from './support/custom-resources-crd.ts';
import { causesOf, customResourceScene, expectCase, specOf } from './support/custom-resources-scene.ts';

const text = { type: 'string', maxLength: 50 };
const parts = {
  type: 'array',
  maxItems: 5,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
  items: { type: 'object', required: ['name'], properties: { name: text, value: text } },
};

function list(type: string): JsonObject {
  return { type: 'array', maxItems: 5, items: text, 'x-kubernetes-list-type': type };
}

function ruled(schema: JsonObject, rule: string): JsonObject {
  return { ...schema, 'x-kubernetes-validations': [{ rule }] };
}

function no(rule: string): string {
  return `FieldValueInvalid | $ | Invalid value: failed rule: ${rule}`;
}

function two(one: string, other: string): JsonObject {
  return ruled({ type: 'object', properties: { a: list('set'), b: list('set') } }, `self.${one} == self.${other}`);
}

const PARTS = [{ name: 'a', value: '1' }, { name: 'b' }];
/** The parts as a list of no type, the other way round. */
const TURNED = "(self.filter(e, e.name == 'b') + self.filter(e, e.name == 'a'))";

const cases = [
  taken('setInAnotherOrder', ruled(list('set'), "self == ['b', 'a']"), ['a', 'b']),
  refused('setOfAnotherSize', ruled(list('set'), "self == ['a']"), ['a', 'b'], no("self == ['a']")),
  refused('setOfOthers', ruled(list('set'), "self == ['a', 'c']"), ['a', 'b'], no("self == ['a', 'c']")),
  refused('listOnTheLeftOfASet', ruled(list('set'), "['b', 'a'] == self"), ['a', 'b'], no("['b', 'a'] == self")),
  refused('atomicInAnotherOrder', ruled(list('atomic'), "self == ['b', 'a']"), ['a', 'b'], no("self == ['b', 'a']")),
  taken('setsInTwoOrders', two('a', 'b'), { a: ['x', 'y'], b: ['y', 'x'] }),
  taken('setIsNotUnlike', ruled(list('set'), "!(self != ['b', 'a'])"), ['a', 'b']),
  taken('setUnion', ruled(list('set'), "self + ['a', 'c'] == ['c', 'b', 'a']"), ['a', 'b']),
  taken('setUnionHasEachOnce', ruled(list('set'), "size(self + ['a', 'c']) == 3"), ['a', 'b']),
  taken('atomicJoinHasAll', ruled(list('atomic'), "size(self + ['a', 'c']) == 4"), ['a', 'b']),
  taken('listJoinedWithSetHasAll', ruled(list('set'), "size(['a', 'c'] + self) == 4"), ['a', 'b']),
  taken('steady', ruled(parts, 'self == oldSelf'), PARTS),
  taken('mapInAnotherOrder', ruled(parts, `self == ${TURNED}`), PARTS),
  refused('listOnTheLeftOfAMap', ruled(parts, `${TURNED} == self`), PARTS, no(`${TURNED} == self`)),
  refused('mapOfAnotherSize', ruled(parts, "self == self.filter(e, e.name == 'a')"), PARTS, no("self == self.filter(e, e.name == 'a')")),
  taken('mapMergeHasEachOnce', ruled(parts, `(self + ${TURNED}).map(e, e.name) == ['a', 'b']`), PARTS),
  taken('listJoinedWithMapHasAll', ruled(parts, `(${TURNED} + self).map(e, e.name) == ['b', 'a', 'a', 'b']`), PARTS),
];

describeCluster('lists without an order in rules', (plane) => {
  const scene = customResourceScene(plane.kubeconfig, testCrd({ properties: specOf(cases) }));

  test.each(cases)('$name', async (one) => {
    await expectCase(scene, one);
  });

  test('an old map with other values is another one', async () => {
    const made = await scene.create({ spec: { steady: PARTS } }, '', 'steady');
    expect(made.status).toBe(201);
    const turned = [{ name: 'b' }, { name: 'a', value: '1' }];
    expect(causesOf(await scene.patch('steady', { spec: { steady: turned } }))).toEqual([]);
    const changed = [{ name: 'b' }, { name: 'a', value: '2' }];
    expect(causesOf(await scene.patch('steady', { spec: { steady: changed } }))).toEqual([
      'FieldValueInvalid | spec.steady | Invalid value: failed rule: self == oldSelf',
    ]);
  });
});
