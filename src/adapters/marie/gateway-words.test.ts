import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gatewayWords } from './gateway-words.ts';

test('one line, not too long, without keys', () => {
  expect(gatewayWords('bad\n\tkey mas_abc, mau_DEF9')).toBe('bad key mas_…, mas_…');
  expect(gatewayWords('the token s3cret is wrong', ['s3cret'])).toBe('the token … is wrong');
  expect(gatewayWords('x'.repeat(1000)).length).toBe(301);
});

test('whatever a gateway says around a key, the key is not repeated', () => {
  const key = fc.stringMatching(/^[\x21-\x7e]{8,58}$/);
  fc.assert(
    fc.property(key, fc.string(), fc.string(), (secret, before, after) => {
      expect(gatewayWords(`${before}${secret}${after}`, [secret])).not.toContain(secret);
    }),
  );
});
