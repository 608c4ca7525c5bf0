import { expect, test } from 'vitest';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { WriteContext } from '../resources/resource-strategy.ts';
import { customResourceStrategy } from './custom-resource-strategy.ts';

const type = { group: 'example.dev', version: 'v1', kind: 'Thing', plural: 'things', scope: 'Namespaced' } as const;
const context = (subresource: string): WriteContext => ({ now: 0, subresource, random: () => 0, read: () => [] });
const meta = { uid: 'u', resourceVersion: '1', creationTimestamp: '2024-01-01T00:00:00Z' };

function thing(fields: object, metadata: object = {}): KubeObject {
  return { apiVersion: 'example.dev/v1', kind: 'Thing', metadata: { name: 'a', ...meta, ...metadata }, ...fields };
}

const strategy = customResourceStrategy({
  type,
  hasStatus: true,
  schema: {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: { a: { type: 'string', 'x-kubernetes-validations': [{ rule: "self == 'ok'", message: 'not ok' }] } },
      },
      status: { type: 'object', properties: { n: { type: 'integer' } } },
    },
  },
});

test('a status is dropped on create and kept over updates', () => {
  expect(strategy.prepareForCreate(thing({ status: { n: 1 } }), context(''))).not.toHaveProperty('status');
  const next = strategy.prepareForUpdate(thing({ spec: { a: 'b' } }), thing({ status: { n: 1 } }), context(''));
  expect(next).toMatchObject({ spec: { a: 'b' }, status: { n: 1 } });
  expect(strategy.prepareForUpdate(thing({ status: { n: 2 } }), thing({}), context(''))).not.toHaveProperty('status');
});

test('a write of the status takes nothing else but the record of managers', () => {
  const managedFields = [{ manager: 'm' }];
  const draft = thing({ spec: { a: 'b' }, status: { n: 2 } }, { labels: { x: 'y' }, managedFields });
  const next = strategy.prepareForUpdate(draft, thing({ spec: { a: 'ok' }, status: { n: 1 } }), context('status'));
  expect(next).toEqual(thing({ spec: { a: 'ok' }, status: { n: 2 } }, { managedFields }));
});

test('a rule that an update does not touch is a warning of that update only', () => {
  const stored = thing({ spec: { a: 'bad' } });
  const next = thing({ spec: { a: 'bad' }, status: { n: 1 } });
  expect(strategy.validateUpdate(next, stored, '')).toEqual([]);
  expect(strategy.warnings?.(next, stored)).toEqual(['spec.a: Invalid value: "bad": not ok']);
  expect(strategy.warnings?.(stored, undefined)).toEqual([]);
  expect(strategy.validateCreate(stored)).toEqual([
    { type: 'FieldValueInvalid', field: 'spec.a', message: 'Invalid value: "bad": not ok' },
  ]);
});

test('metadata that cannot be read is a failure with the text of the decoder', () => {
  const draft = thing({}, { labels: { a: 1 } });
  expect(() => strategy.decode(draft)).toThrow(
    'Thing in version "v1" cannot be handled as a Thing: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
  );
});
