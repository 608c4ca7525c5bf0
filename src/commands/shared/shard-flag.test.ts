import { expect, test } from 'vitest';
import type { CliError } from '../../output/cli-error.ts';
import { chosenShard } from './shard-flag.ts';

test('a shard is read; one of one is everything', () => {
  expect(chosenShard({ shard: '2/3', watch: true })).toEqual({ index: 2, of: 3 });
  expect(chosenShard({ shard: '1/1', watch: true })).toBeUndefined();
  expect(chosenShard({ shard: '', watch: false })).toBeUndefined();
  expect(chosenShard({ watch: false })).toBeUndefined();
});

test.each([
  [{ shard: '3/2', watch: true }, '"3/2" is no shard'],
  [{ shard: '0/2', watch: true }, '"0/2" is no shard'],
  [{ shard: '1/2', watch: false }, '--shard is for a loop'],
  [{ shard: '1/2', watch: true, 'take-over': 'lease' }, '--take-over contradicts --shard'],
])('%o is refused: %s', (flags, message) => {
  expect(() => chosenShard(flags)).toThrow(expect.objectContaining({ message, exit: 2 }) as CliError);
});
