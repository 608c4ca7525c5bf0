import { expect, test } from 'vitest';
import { maskPair } from './mask-pair.ts';

const secret = (data: Readonly<Record<string, string>>): Record<string, unknown> => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(data) } },
  data,
});

test('of a Secret is told what changed, never a value', () => {
  const { live, desired } = maskPair({
    live: secret({ same: 'c2FtZQ==', other: 'b2xk', gone: 'Z29uZQ==' }),
    desired: secret({ same: 'c2FtZQ==', other: 'bmV3', made: 'bWFkZQ==' }),
  });
  expect(live?.['data']).toEqual({ same: '*** (hidden)', other: '*** (before)', gone: '*** (hidden)' });
  expect(desired?.['data']).toEqual({ same: '*** (hidden)', other: '*** (after)', made: '*** (hidden)' });
  expect(JSON.stringify([live, desired])).not.toMatch(/c2FtZQ|b2xk|bmV3|Z29uZQ|bWFkZQ/);
});

test('a side that is not there stays so, and other objects are as they are', () => {
  expect(maskPair({ live: undefined, desired: secret({ a: 'YQ==' }) }).desired?.['data']).toEqual({ a: '*** (hidden)' });
  const map = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } };
  expect(maskPair({ live: map, desired: undefined })).toEqual({ live: map, desired: undefined });
});
