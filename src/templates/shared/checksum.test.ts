import { expect, test } from 'vitest';
import { checksumAnnotations, specChecksumOf, withSpecChecksum } from './checksum.ts';

test('sources without a checksum are left out and their order does not matter', () => {
  const annotations = checksumAnnotations('x/checksum-', { tls: undefined, config: '1', 'api-key': '2' });
  expect(JSON.stringify(annotations)).toBe('{"x/checksum-api-key":"2","x/checksum-config":"1"}');
});

test('the checksum follows the spec and nothing else', () => {
  const manifest = { apiVersion: 'v1', kind: 'X', metadata: { name: 'a', annotations: { kept: 'yes' } }, spec: { a: 1, b: 2 } };
  const marked = withSpecChecksum(manifest);
  expect(marked.metadata.annotations).toMatchObject({ kept: 'yes' });
  expect(specChecksumOf(withSpecChecksum({ ...manifest, metadata: { name: 'b' }, spec: { b: 2, a: 1 } }))).toBe(specChecksumOf(marked));
  expect(specChecksumOf(withSpecChecksum({ ...manifest, spec: { a: 1, b: 3 } }))).not.toBe(specChecksumOf(marked));
});
