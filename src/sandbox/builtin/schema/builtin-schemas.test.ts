import { expect, test } from 'vitest';
import type { SchemaNode } from '../../schema/schema-node.ts';
import { builtinSchema, builtinSchemas } from './builtin-schemas.ts';

function at(node: SchemaNode, ...path: readonly string[]): SchemaNode {
  return path.reduce<SchemaNode>((one, step) => (step === '[]' ? one.items : one.properties?.[step]) ?? {}, node);
}

test('lists know their keys and how they are merged', () => {
  const ports = at(builtinSchema('Service'), 'spec', 'ports');
  expect(ports['x-kubernetes-list-map-keys']).toEqual(['port', 'protocol']);
  expect(ports['x-kubernetes-patch-merge-key']).toBe('port');
  expect(at(ports, '[]', 'protocol').default).toBe('TCP');
});

test('what is said beside a reference is kept', () => {
  const strategy = at(builtinSchema('Deployment'), 'spec', 'strategy');
  expect(strategy['x-kubernetes-patch-strategy']).toBe('retainKeys');
  expect(Object.keys(strategy.properties ?? {})).toEqual(['rollingUpdate', 'type']);
});

test('types are shared', () => {
  const { Deployment, StatefulSet } = builtinSchemas();
  expect(Deployment?.properties?.['spec']?.properties?.['template']).toBe(StatefulSet?.properties?.['spec']?.properties?.['template']);
});

test('the schema of definitions contains itself', () => {
  const schema = at(builtinSchema('CustomResourceDefinition'), 'spec', 'versions', '[]', 'schema', 'openAPIV3Schema');
  expect(at(schema, 'not')).toBe(schema);
});

test('values with a form of their own are marked', () => {
  const container = at(builtinSchema('Pod'), 'spec', 'containers', '[]');
  expect(at(container, 'resources', 'limits').additionalProperties).toMatchObject({ format: 'quantity' });
  expect(at(container, 'livenessProbe', 'httpGet', 'port')['x-kubernetes-int-or-string']).toBe(true);
});

test('nobody else’s sentences are in it', () => {
  const seen = new Set<unknown>();
  const walk = (node: SchemaNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    expect(node.description).toBeUndefined();
    for (const one of Object.values(node.properties ?? {})) walk(one);
    if (node.items !== undefined) walk(node.items);
  };
  for (const schema of Object.values(builtinSchemas())) walk(schema);
});

test('a kind that is not there is an error', () => {
  expect(() => builtinSchema('Nothing')).toThrow('the fixture has no kind Nothing');
});
