import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CliError } from '../cli-error.ts';
import type { JsonPathTemplate } from './json-path.ts';
import { parseTemplate } from './parse-template.ts';

test.each([
  ['{.a[', 5, 'an index'],
  ['{.a[x]}', 5, 'an index'],
  ['{.a["b"]}', 5, 'single quotes'],
  ["{.a['b]}", 5, "this ' is not closed"],
  ['{.a[0}', 4, 'this [ is not closed'],
  ['{.a[0 1]}', 7, '"1" does not belong in brackets'],
  ['{.a[0:2:0]}', 9, 'step of a slice'],
  ['{.a', 1, 'this { is not closed'],
  ['x{.a}{', 6, 'this { is not closed'],
  ['{#}', 2, '"#" is not understood'],
  ['{.a && .b}', 5, '"&" is not understood'],
  ['{foo}', 2, '"foo" is no word of JSONPath'],
  ['{.a range}', 5, '"range" stands at the start'],
  ['{.a}{end}', 5, '{end} without {range}'],
  ['{range .a}{end .b}', 11, '{end} stands alone'],
  ['{....a}', 4, '.. cannot follow ..'],
  ['{"a}', 2, 'this " is not closed'],
  [String.raw`{"\q"}`, 3, String.raw`\q is no escape`],
  [String.raw`{"\U00110000"}`, 3, 'is no escape'],
  ['{.a[?(@.b==1}', 13, 'ends with )]'],
  ['{.a[?(@.b', 4, 'this filter is not closed'],
  ['{.a[?(@.b==1 && @.c==2)]}', 14, 'one comparison'],
  ['{.a[?(@.b==)]}', 12, 'a value to compare is missing'],
  ['{.a[?(@.b=~"x")]}', 10, '"=" is not understood'],
  ['{.a[?()]}', 7, 'a value to compare is missing'],
  ['{1.2.3}', 2, '1.2.3 is no number'],
])('%s cannot be read: character %d', (text, at, problem) => {
  let thrown: unknown;
  try {
    parseTemplate(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ exit: 2, message: `the JSONPath expression "${text}" cannot be read` });
  expect((thrown as CliError).why).toContain(problem);
  expect((thrown as CliError).why).toMatch(new RegExp(`^character ${at}: `));
});

test('a range goes to its end, or to the end of the template', () => {
  const body = [{ is: 'expression', steps: [{ is: 'field', name: 'b' }] }];
  const steps = [{ is: 'field', name: 'a' }];
  expect(parseTemplate('{range .a}{.b}{end}x').pieces).toEqual([
    { is: 'range', steps, body },
    { is: 'text', text: 'x' },
  ]);
  expect(parseTemplate('{range .a}{.b}').pieces).toEqual([{ is: 'range', steps, body }]);
});

test('whatever is written, it is read or refused with a place in it', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '.',
    '..',
    '*',
    '?(',
    ')',
    '@',
    '$',
    "'",
    '"',
    '\\',
    'range ',
    'end',
    ' ',
    ',',
    ':',
    '-1',
    '==',
    'a',
    '7',
    '🦜',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 12 }), (words) => {
      const text = words.join('');
      let result: JsonPathTemplate;
      try {
        result = parseTemplate(text);
      } catch (error) {
        expect(error).toBeInstanceOf(CliError);
        const at = Number(/^character (\d+): ./.exec((error as CliError).why ?? '')?.[1]);
        expect(at).toBeGreaterThanOrEqual(1);
        expect(at).toBeLessThanOrEqual(text.length + 1);
        return;
      }
      expect(result.source).toBe(text);
      if (!text.includes('{')) expect(result.pieces).toEqual(text === '' ? [] : [{ is: 'text', text }]);
    }),
    { numRuns: 2000 },
  );
});
