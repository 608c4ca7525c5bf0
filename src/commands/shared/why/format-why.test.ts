import { expect, test } from 'vitest';
import { formatWhy, mermaidWhy } from './format-why.ts';
import type { Link } from './link.ts';
import { whyExit, whyItem, whyReport } from './why-report.ts';

const OBJECT = {
  apiVersion: 'x/v1',
  kind: 'X',
  metadata: { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
};
const NOW = Date.parse('2026-01-01T00:01:00Z');

function link(kind: string, more: Partial<Link> = {}): Link {
  return { object: { kind, namespace: 'n', name: 'a' }, state: 'waits', reason: 'R', message: 'm', evidence: [], ...more };
}

test('the fix nearest to the root counts; a person is needed if one is anywhere in the chain', () => {
  expect(whyItem(OBJECT, [])).toMatchObject({ state: 'ready', chain: [] });
  expect(whyItem(OBJECT, [link('X', { fix: 'one' }), link('Y', { fix: 'two' }), link('Z')])).toMatchObject({
    state: 'waiting',
    fix: 'two',
  });
  expect(whyItem(OBJECT, [link('X'), link('Y', { state: 'stuck' })])).toMatchObject({ state: 'blocked' });
  expect(whyItem(OBJECT, [link('X'), link('Y', { state: 'failed' })])).toMatchObject({ state: 'blocked' });
  expect(whyItem(OBJECT, [link('X', { state: 'failed' }), link('Y')])).toMatchObject({ state: 'failed' });
});

test('the exit code is that of the worst', () => {
  const ready = whyItem(OBJECT, []);
  const waiting = whyItem(OBJECT, [link('X')]);
  const failed = whyItem(OBJECT, [link('X', { state: 'failed' })]);
  expect([whyExit([]), whyExit([ready]), whyExit([ready, waiting]), whyExit([waiting, failed])]).toEqual([0, 0, 1, 9]);
  expect(whyReport('x.dev', [ready, waiting, failed], []).summary).toEqual({ total: 3, ready: 1, waiting: 1, blocked: 0, failed: 1 });
});

test('each thing seen stands on one line, with its object where that is another one', () => {
  const evidence = [
    { is: 'event' as const, object: { kind: 'P', name: 'b' }, text: 'R: two\nlines \u001B[31m', time: '2026-01-01T00:00:18Z' },
    { is: 'status' as const, object: { kind: 'X', namespace: 'n', name: 'a' }, text: 'phase Pending' },
  ];
  expect(formatWhy(whyItem(OBJECT, [link('X', { evidence, fix: 'do it' })]), NOW)).toBe(`X/n/a is not ready yet
  X/n/a: R
    m
    event of P/b, 42s ago: R: two lines  [31m
    status: phase Pending
root cause: X/n/a: m
fix: do it
`);
});

test('a ready object may be degraded', () => {
  const degraded = {
    ...OBJECT,
    status: {
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'Degraded', status: 'True', reason: 'Few', message: 'only one' },
      ],
    },
  };
  expect(formatWhy(whyItem(degraded, []), NOW)).toBe('X/n/a is ready: nothing blocks it\n  though it is degraded: Few: only one\n');
  const several = JSON.parse(JSON.stringify(degraded).replace('only one', 'Few: only one; Slow: late')) as typeof degraded;
  expect(formatWhy(whyItem(several, []), NOW)).toContain('degraded: Few: only one; Slow: late\n');
  expect(formatWhy(whyItem(OBJECT, []), NOW)).toBe('X/n/a is ready: nothing blocks it\n');
});

test('mermaid: one node for each object, whatever its message says', () => {
  const shared = link('Y', { message: 'a "b"; #c <d>' });
  const other = { ...OBJECT, metadata: { ...OBJECT.metadata, name: 'b' } };
  const items = [
    whyItem(OBJECT, [link('X'), shared]),
    whyItem(other, [{ ...link('X'), object: { kind: 'X', namespace: 'n', name: 'b' } }, shared]),
    whyItem({ ...OBJECT, kind: 'Z' }, []),
  ];
  expect(mermaidWhy(items)).toBe(`flowchart TD
  n0["X/n/a<br/>m"]
  n1["Y/n/a<br/>a #quot;b#quot;#59; #35;c #lt;d#gt;"]
  n0 -->|"R"| n1
  n2["X/n/b<br/>m"]
  n2 -->|"R"| n1
  n3["Z/n/a<br/>ready"]
`);
});
