import fc from 'fast-check';
import { expect, test } from 'vitest';
import { remembering } from './remembering.ts';

test('the answer is that of the function, whatever was asked before', () => {
  const twice = remembering((value: unknown) => `${JSON.stringify(value)}!`, 3);
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 20 }), (values) => {
      for (const value of values) expect(twice(value)).toBe(`${JSON.stringify(value)}!`);
    }),
  );
});

test('an equal value is not worked on again while it is among the last ones', () => {
  let calls = 0;
  const counted = remembering(({ n }: { n: number }) => {
    calls += 1;
    return n;
  }, 2);
  for (const n of [1, 1, 2, 1, 2]) counted({ n });
  expect(calls).toBe(2);
  for (const n of [3, 4, 5, 6, 1]) counted({ n });
  expect(calls).toBe(7);
});

test('a value of many kilobytes is not kept', () => {
  let calls = 0;
  const counted = remembering((text: string) => {
    calls += 1;
    return text;
  });
  counted('x'.repeat(5_000));
  counted('x'.repeat(5_000));
  expect(calls).toBe(2);
});
