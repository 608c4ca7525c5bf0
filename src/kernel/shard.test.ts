import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInShard, overlaps, parseScope, parseShard, scopeText, shardName, shardOf, type WorkScope } from './shard.ts';

const keys = fc.oneof(fc.stringMatching(/^[a-z0-9-]{1,20}\/[a-z0-9-]{1,20}$/), fc.stringMatching(/^[a-z0-9-]{1,20}$/));
const shards = fc.integer({ min: 1, max: 16 }).chain((of) => fc.integer({ min: 1, max: of }).map((index) => ({ index, of })));
const places = fc.option(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 4 }), { nil: undefined });
const scopes = fc
  .record({ namespaces: places, shard: fc.option(shards, { nil: undefined }) })
  .map(({ namespaces, shard }): WorkScope => ({ ...(namespaces && { namespaces }), ...(shard && { shard }) }));

test('every key belongs to exactly one shard, whatever their number', () => {
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 16 }), (key, of) => {
      const among = Array.from({ length: of }, (_, at) => ({ index: at + 1, of })).filter((shard) => isInShard(shard, key));
      expect(among).toEqual([{ index: shardOf(key, of), of }]);
    }),
  );
  expect(isInShard(undefined, 'ns/any')).toBe(true);
});

test.each(Array.from({ length: 16 }, (_, at) => at + 1))('10,000 keys are spread over %i shards within 20 percent', (of) => {
  const sizes = new Map<number, number>();
  for (let at = 0; at < 10_000; at += 1) {
    const shard = shardOf(`team-${String(at % 37)}/agent-${String(at)}`, of);
    sizes.set(shard, (sizes.get(shard) ?? 0) + 1);
  }
  const fair = 10_000 / of;
  expect(sizes.size).toBe(of);
  for (const size of sizes.values()) expect(Math.abs(size - fair)).toBeLessThanOrEqual(fair / 5);
});

test('a key never changes its shard from version to version', () => {
  const at = (key: string): readonly number[] => [2, 3, 5, 16].map((of) => shardOf(key, of));
  expect(at('default/maia')).toEqual([2, 3, 5, 10]);
  expect(at('team/supervisor')).toEqual([2, 2, 5, 10]);
  expect(at('abi/abi-production')).toEqual([1, 3, 1, 13]);
  expect(at('sample-tenant')).toEqual([1, 3, 2, 15]);
});

test('a shard is written as i/n', () => {
  expect(parseShard('2/3')).toEqual({ index: 2, of: 3 });
  expect(parseShard(' 64/64 ')).toEqual({ index: 64, of: 64 });
  for (const wrong of ['0/2', '3/2', '1/65', '1', '1/2/3', '01/2', 'a/b', '', '-1/2']) expect(parseShard(wrong)).toBeUndefined();
  expect([shardName('lease', undefined), shardName('lease', { index: 1, of: 3 })]).toEqual(['lease', 'lease-1-of-3']);
});

test('scopes are read as they are written, and overlap wherever they have a primary in common', () => {
  fc.assert(
    fc.property(scopes, (scope) => {
      expect(parseScope(scopeText(scope))).toEqual(scope);
    }),
  );
  const all = Array.from({ length: 300 }, (_, at) => ({ namespace: 'abcdefgh'.charAt(at % 8), name: `o-${String(at)}` }));
  const covers = ({ namespaces, shard }: WorkScope, { name, namespace }: { readonly name: string; readonly namespace: string }): boolean =>
    (namespaces?.includes(namespace) ?? true) && isInShard(shard, `${namespace}/${name}`);
  const small = scopes.filter(({ namespaces }) => namespaces?.every((name) => name.length === 1 && name <= 'h') ?? true);
  fc.assert(
    fc.property(small, small, (one, other) => {
      const share = all.some((object) => covers(one, object) && covers(other, object));
      if (share) expect(overlaps(scopeText(one), scopeText(other))).toBe(true);
    }),
    { numRuns: 200 },
  );
  expect(overlaps('* shard 1/3', '* shard 2/3')).toBe(false);
  expect(overlaps('* shard 1/3', '* shard 1/3')).toBe(true);
  expect(overlaps('* shard 1/3', '* shard 2/2')).toBe(true);
  expect(overlaps('* shard 1/3', '*')).toBe(true);
  expect(overlaps('a,b shard 1/3', 'c')).toBe(false);
});
