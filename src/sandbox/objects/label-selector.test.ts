import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFailure } from '../failures/api-failure.ts';
import { matchesLabels, parseLabelSelector } from './label-selector.ts';

test.each([
  ['app=x', { app: 'x' }, true],
  ['app=x', {}, false],
  ['app!=x', {}, true],
  ['app in (x,)', { app: '' }, true],
  ['app notin (x)', { app: 'x' }, false],
  ['!app', { app: '' }, false],
  ['size>9', { size: '10' }, true],
  ['size<9', { size: 'many' }, false],
  ['size>9007199254740992', { size: '9007199254740993' }, true],
  ['constructor', {}, false],
  ['', {}, true],
])('%j on %j: %j', (selector, labels, expected) => {
  expect(matchesLabels(parseLabelSelector(selector), labels)).toBe(expected);
});

test('whatever is given, it is read or refused with a 400', () => {
  const pieces = fc.constantFrom('a', 'in', 'notin', '=', '!', '(', ')', ',', '<', '>', ' ', '\t', '-', 'x/y', '7');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      try {
        expect(Array.isArray(parseLabelSelector(parts.join('')))).toBe(true);
      } catch (error) {
        expect(isFailure(error, 'BadRequest')).toBe(true);
      }
    }),
  );
});

const WORD = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,4}[a-z0-9])?$/);

test('set terms say the same as the terms they are made of', () => {
  fc.assert(
    fc.property(WORD, fc.uniqueArray(WORD, { minLength: 1, maxLength: 3 }), WORD, (key, values, label) => {
      const labels = { [key]: label };
      const inSet = matchesLabels(parseLabelSelector(`${key} in (${values.join(',')})`), labels);
      expect(inSet).toBe(values.some((value) => matchesLabels(parseLabelSelector(`${key}=${value}`), labels)));
      expect(matchesLabels(parseLabelSelector(`${key} notin (${values.join(',')})`), labels)).toBe(!inSet);
    }),
  );
});
