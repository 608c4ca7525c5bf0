import { expect, test } from 'vitest';
import { CONFIG_MAP, SECRET } from '../../../kernel/builtin-types.ts';
import type { Decision } from '../../../reconcile/engine/decide-plan.ts';
import { divergencesOf, divergenceText } from './divergence.ts';

function update(type: typeof SECRET, path: string): Decision {
  return {
    ref: { type, namespace: 'ns', name: 'a' },
    decision: 'update',
    differences: [{ path, intent: 'wanted-value', live: 'live-value' }],
  };
}

function texts(...decisions: readonly Decision[]): readonly string[] {
  return divergencesOf(decisions).map(divergenceText);
}

test('values of a Secret are hidden, those of others are shown', () => {
  expect(texts(update(SECRET, 'data.key'))).toEqual(['Secret/ns/a: data.key is "*** (hidden)", would be "*** (hidden)"']);
  expect(texts(update(CONFIG_MAP, 'data.key'))).toEqual(['ConfigMap/ns/a: data.key is "live-value", would be "wanted-value"']);
});

test('that another operator does not write our own mark is no divergence', () => {
  expect(texts(update(CONFIG_MAP, 'metadata.annotations.aistack.dev/intent'))).toEqual([]);
});

test('what stands in the way and is somebody else’s is told; what is in step is not', () => {
  const ref = { type: CONFIG_MAP, namespace: 'ns', name: 'a' };
  expect(texts({ ref, decision: 'skip', why: 'foreign', differences: [] }, { ref, decision: 'in step', differences: [] })).toEqual([
    'ConfigMap/ns/a belongs to somebody else: it would be left alone',
  ]);
});
