import { expect, test } from 'vitest';
import { junitXml } from './junit.ts';

test('suites, cases, failures and what was skipped, counted', () => {
  const cases = [
    { name: 'a', failures: [] },
    { name: 'b', failures: [{ message: 'no "x"', type: 't', text: 'a < b & c' }] },
    { name: 'c', failures: [], skipped: 'not seen' },
  ];
  expect(junitXml('all', [{ name: 's', cases }])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="all" tests="3" failures="1" skipped="1">
  <testsuite name="s" tests="3" failures="1" skipped="1">
    <testcase name="a" classname="s"/>
    <testcase name="b" classname="s">
      <failure message="no &quot;x&quot;" type="t">a &lt; b &amp; c</failure>
    </testcase>
    <testcase name="c" classname="s">
      <skipped message="not seen"/>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('what XML cannot carry is left out, everything else stays', () => {
  const name = (text: string): string | undefined => /<testsuite name="([^"]*)"/.exec(junitXml('x', [{ name: text, cases: [] }]))?.[1];
  expect(name('a\u0000\u0008\u000B\u001F\uFFFE\uFFFF\uD800b')).toBe('ab');
  expect(name('\u007Fé\u{1F600}\t')).toBe('\u007Fé\u{1F600}&#9;');
});
