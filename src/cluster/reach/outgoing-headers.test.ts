import { expect, test } from 'vitest';
import type { ApiError } from '../api-error.ts';
import { outgoingHeaders } from './outgoing-headers.ts';

function refusal(headers: Readonly<Record<string, string>>): ApiError {
  try {
    outgoingHeaders(headers);
  } catch (error) {
    return error as ApiError;
  }
  throw new Error('nothing was refused');
}

test('headers go as they are, but for those of the connection', () => {
  expect(
    outgoingHeaders({ 'X-API-Key': 'k', Accept: 'text/plain', Connection: 'close', 'Content-Length': '7', 'Transfer-Encoding': 'x' }),
  ).toEqual(['X-API-Key', 'k', 'Accept', 'text/plain']);
  expect(outgoingHeaders()).toEqual([]);
});

test('what cannot be sent is refused by its name, never with its value', () => {
  const secret = 'top\nsecret';
  expect(refusal({ 'X-API-Key': secret })).toMatchObject({
    reason: 'BadRequest',
    message: 'header X-API-Key: its value has characters that no header may have',
  });
  expect(refusal({ 'X-Snow': '☃' }).message).toContain('X-Snow');
  expect(refusal({ 'a b': 'c' }).message).toBe('"a b" is no name of a header');
  expect(refusal({ HOST: 'other' }).message).toContain('host');
});
