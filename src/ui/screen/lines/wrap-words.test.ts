import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapWords } from './wrap-words.ts';

const length = (text: string): number => text.length;

test('lines are broken between words, the last one that is allowed is cut', () => {
  expect(wrapWords('no node offers a GPU', 8, 9, length)).toEqual(['no node', 'offers a', 'GPU']);
  expect(wrapWords('no node offers a GPU', 8, 2, length)).toEqual(['no node', 'offers …']);
  expect(wrapWords('abcdefghij kl', 4, 9, length)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
});

test('no line is wider or more than allowed, and without a limit no letter is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/)),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 4 }),
      (words, width, most) => {
        const cut = wrapWords(words.join(' '), width, most, length);
        const whole = wrapWords(words.join(' '), width, Infinity, length);
        return (
          cut.length <= most &&
          [...cut, ...whole].every((line) => line.length <= width) &&
          whole.join('').replaceAll(' ', '') === words.join('')
        );
      },
    ),
  );
});
