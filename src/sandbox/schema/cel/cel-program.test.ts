import { expect, test } from 'vitest';
import { celProgram } from './cel-program.ts';

function evaluated(rule: string, self: unknown = null): unknown {
  return celProgram(rule).run({ self });
}

test.each([
  '[1, 2, 3].map(x, x * 2) == [2, 4, 6] && [1, 2].map(x, x > 1, x) == [2]',
  "{'a': 1, 'b': 2}.all(k, v, v > 0) && {'a': 1}.exists(k, k == 'a')",
  "{'a': 1}.transformMap(k, v, v + 1) == {'a': 2} && [3, 1].transformList(i, v, i + v) == [3, 2]",
  "{'a': 'x'}.transformMapEntry(k, v, {v: k}) == {'x': 'a'}",
  '[1, 2, 2].exists_one(x, x == 1) && ![1, 2, 2].exists_one(x, x == 2)',
  "cel.bind(x, 'ab', x + x) == 'abab'",
  'optional.of(1).optMap(x, x + 1).value() == 2 && optional.none().orValue(3) == 3',
  "{'a': {'b': 1}}[?'a'].?b.orValue(0) == 1 && {}[?'a'].hasValue() == false",
  "1 == 1.0 && 1 < 1.5 && 2u > 1 && dyn('1') != dyn(1)",
  "duration('1h') - duration('90m') == duration('-30m') && duration('90m').getHours() == 1",
  "timestamp('2024-02-29T12:00:00Z') + duration('24h') == timestamp('2024-03-01T12:00:00Z')",
  "timestamp('2024-01-01T00:30:00Z').getHours('+01:00') == 1 && timestamp('2024-12-31T00:00:00Z').getDayOfYear() == 365",
  "string(timestamp('2024-01-02T03:04:05.120Z')) == '2024-01-02T03:04:05.12Z' && string(duration('1500ms')) == '1.5s'",
  "quantity('1Ki').add(quantity('1')).asInteger() == 1025 && quantity('500m').compareTo(quantity('0.5')) == 0",
  "quantity('100m').sign() == 1 && !quantity('100m').isInteger() && !isQuantity('1x')",
  "url('https://[::1]:80/a b?x=1&x=2'.replace(' ', '%20')).getHost() == '[::1]:80'",
  "url('https://u@h.example/p?x=1&x=2').getQuery()['x'] == ['1', '2'] && !isURL('no url')",
  "ip('::1').isLoopback() && ip('10.0.0.1').family() == 4 && ip.isCanonical('2001:db8::1') && !isIP('1.2.3')",
  "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
  "semver('1.2.3-rc.1').isLessThan(semver('1.2.3')) && semver('v1.2', true).minor() == 2 && !isSemver('1.2')",
  'sets.equivalent([1, 2, 2], [2, 1]) && !sets.contains([1], [2])',
  '[3, 1, 2].sort() == [1, 2, 3] && [[1], [2]].flatten() == [1, 2] && [1, 2, 1].distinct() == [1, 2] && lists.range(2) == [0, 1]',
  "[{'n': 2}, {'n': 1}].sortBy(e, e.n)[0].n == 1 && [1, 2, 3].slice(1, 3) == [2, 3] && [1, 2].reverse() == [2, 1]",
  "'a-b-c'.split('-', 2) == ['a', 'b-c'] && 'aXbX'.replace('X', '-', 1) == 'a-bX' && 'tést'.size() == 4 && 'tést'.indexOf('s') == 2",
  "'%d|%s|%x|%b|%e'.format([5, [1, 'a'], 255, 5, 1.5]) == '5|[1, \"a\"]|ff|101|1.500000e+00'",
  "type(1) == int && type('a') == string && type([]) == list && type(timestamp(0)) == google.protobuf.Timestamp",
  "format.dns1123Label().validate('ok') == optional.none() && format.named('uuid').hasValue()",
  "b'abc'.size() == 3 && string(bytes('é')) == 'é' && int(' 1'.trim()) == 1 && int(1.9) == 1",
  "1 in [1, 2] && 'k' in {'k': 1} && !(3 in [1, 2])",
  '(false && 1 / 0 > 0) == false && (true || 1 / 0 > 0) && [1, 0].exists(x, 1 / x == 1)',
])('%s', (rule) => {
  expect(evaluated(rule)).toBe(true);
});

test.each([
  ["'a'.matches('(')", 'error parsing regexp: missing closing ): `(`'],
  ['9223372036854775807 + 1 > 0', 'integer overflow'],
  ['[1][1] == 1', 'index out of bounds: 1'],
  ['self.x == 1', 'no such key: x'],
  ["[1, 'a'].max() == 1", 'no such overload'],
  ["'a' < 1", 'no such overload'],
  ['uint(-1) == 0u', 'unsigned integer overflow'],
])('%s fails', (rule, message) => {
  expect(() => evaluated(rule, new Map())).toThrow(message);
});
