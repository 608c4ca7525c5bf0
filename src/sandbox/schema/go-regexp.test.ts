import { expect, test } from 'vitest';
import { goRegExp } from './go-regexp.ts';

test.each([
  ['^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$', 'a-b', true],
  ['^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$', '-b', false],
  ['^(?:\\P{Cc}|\\t)*$', 'a\tb', true],
  ['^(?:\\P{Cc}|\\t)*$', 'a\nb', false],
  ['(?i)^abc$', 'ABC', true],
  ['^(?P<word>\\w+)$', 'word', true],
  ['^[[:alpha:]_-]+$', 'a_b-', true],
  ['^\\pL+$', 'é', true],
  ['\\Aa\\z', 'a', true],
  ['^[]a]+$', ']a', true],
  ['^a{,3}$', 'a{,3}', true],
  ['^\\Qa.b\\E$', 'a.b', true],
  ['^\\Qa.b\\E$', 'axb', false],
  ['^\\x{41}$', 'A', true],
  ['^[\\w.-]+@x$', 'a.b-c@x', true],
])('%s on %j', (pattern, text, matches) => {
  const compiled = goRegExp(pattern);
  expect(compiled).toBeInstanceOf(RegExp);
  expect(typeof compiled === 'string' ? undefined : compiled.test(text)).toBe(matches);
});

test.each([
  ['a(', 'error parsing regexp: missing closing ): `a(`'],
  ['a)', 'error parsing regexp: unexpected ): `a)`'],
  ['[a', 'error parsing regexp: missing closing ]: `[a`'],
  ['*a', 'error parsing regexp: missing argument to repetition operator: `*`'],
  ['a(?=b)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
])('%s is refused as Go refuses it', (pattern, message) => {
  expect(goRegExp(pattern)).toBe(message);
});
