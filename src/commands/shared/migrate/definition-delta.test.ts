import { expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.ts';
import type { Manifest } from '../../../kernel/kube-object.ts';
import { definitionDelta, type DefinitionDelta } from './definition-delta.ts';

function definition(
  spec: JsonObject,
  version = 'v1',
): Manifest & { readonly spec: { readonly versions: readonly { readonly name: string }[] } } {
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } };
  const versions = [{ name: version, schema }];
  return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'x' }, spec: { versions } };
}

function delta(live: JsonObject, ours: JsonObject): DefinitionDelta {
  return definitionDelta(definition(live), definition(ours));
}

test('fields that ours lacks are lost, unless ours keeps what it does not know', () => {
  const live = { properties: { old: { type: 'string' }, list: { items: { properties: { deep: {} } } } } };
  expect(delta(live, { properties: { list: { items: {} } } }).lost).toEqual(['v1.spec.old', 'v1.spec.list[].deep']);
  expect(delta(live, { 'x-kubernetes-preserve-unknown-fields': true, properties: {} }).lost).toEqual([]);
});

test.each<[string, JsonObject, JsonObject, string | undefined]>([
  ['another type', { type: 'string' }, { type: 'integer' }, 'type string → integer'],
  ['a first bound', { type: 'integer' }, { type: 'integer', maximum: 3 }, 'maximum 3'],
  ['a closer bound', { minimum: 1 }, { minimum: 2 }, 'minimum 1 → 2'],
  ['a wider bound', { minimum: 2, maxLength: 5 }, { minimum: 1, maxLength: 9 }, undefined],
  ['a first list of values', {}, { enum: ['a'] }, 'only "a"'],
  ['a value less', { enum: ['a', 'b'] }, { enum: ['b', 'c'] }, 'no longer "a"'],
  ['a value more', { enum: ['a'] }, { enum: ['a', 'b'] }, undefined],
  ['a pattern', {}, { pattern: '^a$' }, 'must match ^a$'],
  ['a field that must be there', { required: ['a'] }, { required: ['a', 'b'] }, 'needs b'],
  ['no null any more', { nullable: true }, {}, 'may no longer be null'],
  ['rules', { 'x-kubernetes-validations': [{ rule: 'a' }] }, { 'x-kubernetes-validations': [{ rule: 'a' }, { rule: 'b' }] }, '1 more rule'],
  ['what is dropped', { 'x-kubernetes-preserve-unknown-fields': true }, {}, 'keeps no unknown fields any more'],
])('%s', (_name, live, ours, told) => {
  expect(delta(live, ours).tightened).toEqual(told === undefined ? [] : [`v1.spec: ${told}`]);
});

test('a version that ours does not have is named, not compared', () => {
  expect(definitionDelta(definition({ properties: { a: {} } }, 'v1beta1'), definition({}))).toEqual({
    versions: ['v1beta1'],
    lost: [],
    tightened: [],
  });
});
