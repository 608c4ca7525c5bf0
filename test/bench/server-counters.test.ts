import { expect, test } from 'vitest';
import { counterDelta, parseCounters, summarize } from './server-counters.ts';

const line = (verb: string, resource: string, subresource: string, code: number, count: string): string =>
  `apiserver_request_total{code="${code}",component="apiserver",dry_run="",group="apps",resource="${resource}",scope="resource",subresource="${subresource}",verb="${verb}",version="v1"} ${count}`;

test('counts are summed over codes, and paths that are no resource stay out', () => {
  const metrics = [
    '# TYPE apiserver_request_total counter',
    line('APPLY', 'widgets', '', 200, '3'),
    line('APPLY', 'widgets', '', 201, '1.2e+03'),
    line('GET', '', '', 200, '9'),
  ];
  expect(parseCounters(metrics.join('\n'))).toEqual(new Map([['APPLY widgets', 1203]]));
});

test('only what was added between two readings counts, by what it does', () => {
  const before = new Map([['APPLY widgets', 5]]);
  const after = new Map([
    ['APPLY widgets', 7],
    ['PATCH widgets/status', 3],
    ['DELETE widgets', 1],
    ['GET widgets', 4],
    ['LIST widgets', 2],
    ['WATCH widgets', 8],
    ['PUT leases', 6],
    ['POST events', 9],
  ]);
  const summary = summarize(counterDelta(before, after), ['widgets']);
  expect(summary).toEqual({ apply: 2, statusWrites: 3, otherWrites: 1, reads: 4, lists: 2, events: 9 });
});
