import { expect, test } from 'vitest';
import { foldedName } from './folded-name.ts';

test.each([
  [['a'], 'a'],
  [['vision-0', 'vision-1'], 'vision-{0,1}'],
  [['vision-9', 'vision-10', 'vision-11'], 'vision-{9..11}'],
  [['vision-0', 'vision-2', 'vision-3'], 'vision-{0,2,3}'],
  [['vision-01', 'vision-02', 'vision-03'], 'vision-{01,02,03}'],
  [['data-a-0', 'data-b-0'], 'data-{a,b}-0'],
  [['web', 'web-1'], '{web,web-1}'],
  [['x', 'y'], '{x,y}'],
  [['redis', 'redis-replicas', 'redis-x'], '{redis,redis-replicas,redis-x}'],
  [['k-a', 'k-b', 'k-c', 'k-d'], 'k-{a,b,c,d}'],
  [['k-a', 'k-b', 'k-c', 'k-d', 'k-e'], 'k-{a,b,c,…}'],
  [['a.b-1', 'a.b-2'], 'a.b-{1,2}'],
])('%j is %s', (names, folded) => {
  expect(foldedName(names)).toBe(folded);
});
