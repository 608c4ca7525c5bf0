import { expect, test } from 'vitest';
import type { FaultAction } from '../requests/fault-hook.ts';
import type { RequestInfo, ResourceVerb } from '../requests/request-info.ts';
import { seededFaults, type SeededFaultOptions } from './seeded-faults.ts';

const USER = { name: 'jane', groups: [] };

function request(verb: ResourceVerb, plural = 'pods'): RequestInfo {
  return { method: 'GET', path: '/', query: new URLSearchParams(), resource: { verb, group: '', version: 'v1', plural, namespace: 'a' } };
}

function run(options: SeededFaultOptions, requests: readonly RequestInfo[]): readonly (FaultAction | undefined)[] {
  const hook = seededFaults(options);
  return requests.map((info) => hook.before(info, USER));
}

function many(verb: ResourceVerb, count = 400): readonly RequestInfo[] {
  return Array.from({ length: count }, () => request(verb));
}

test('the same seed and the same requests meet the same faults, another seed meets others', () => {
  const requests = [...many('get', 50), ...many('watch', 50), ...many('patch', 50)];
  expect(run({ seed: 1 }, requests)).toEqual(run({ seed: 1 }, requests));
  expect(run({ seed: 1 }, requests)).not.toEqual(run({ seed: 2 }, requests));
});

test('what a request meets does not hang on requests of other kinds before it', () => {
  const alone = run({ seed: 7 }, many('get', 60));
  const mixed = run(
    { seed: 7 },
    many('get', 60).flatMap((info) => [request('list'), info, request('get', 'secrets')]),
  );
  expect(mixed.filter((_fault, index) => index % 3 === 1)).toEqual(alone);
  expect(new Set(alone.map((fault) => fault?.do)).size).toBeGreaterThan(3);
});

test('every fault that is named is met', () => {
  const all = ['delay', 'throttled', 'error', 'expired', 'reset', 'lose-answer', 'garbage', 'silent'] as const;
  const met = run({ seed: 3, share: 1, writes: all }, many('create'));
  expect(new Set(met.map((fault) => (fault?.do === 'status' ? fault.code : fault?.do)))).toEqual(
    new Set(['delay', 429, 500, 410, 'reset', 'lose-answer', 'garbage', 'silent']),
  );
  const streams = ['cut', 'stall', 'garbage', 'truncate', 'expired', 'reset'] as const;
  const broken = run({ seed: 3, share: 0, streams }, many('watch'));
  expect(new Set(broken.map((fault) => fault?.do === 'break-watch' && fault.by))).toEqual(new Set(streams));
});

test('unless named, nothing hangs for ever, and an answer is lost to writes alone', () => {
  const names = (verb: ResourceVerb): Set<unknown> =>
    new Set(run({ seed: 5, share: 1 }, many(verb)).map((fault) => (fault?.do === 'status' ? fault.code : fault?.do)));
  expect(names('get')).toEqual(new Set(['delay', 429, 500, 'reset', 'garbage']));
  expect(names('list')).toEqual(new Set(['delay', 429, 500, 410, 'reset', 'garbage']));
  expect(names('delete')).toEqual(new Set(['delay', 429, 500, 'reset', 'lose-answer', 'garbage']));
  expect(new Set(run({ seed: 5, share: 0 }, many('watch')).map((fault) => fault?.do === 'break-watch' && fault.by))).not.toContain('stall');
});

test('about the share that is asked for is met, and numbers stay in their bounds', () => {
  const faults = run({ seed: 9, share: 0.3, gets: ['delay'], maxDelayMs: 20 }, many('get', 2_000));
  const delays = faults.flatMap((fault) => (fault?.do === 'delay' ? [fault.ms] : []));
  expect(delays.length / 2_000).toBeGreaterThan(0.25);
  expect(delays.length / 2_000).toBeLessThan(0.35);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...delays)).toBeLessThanOrEqual(20);
  const after = run({ seed: 9, share: 0, every: 4 }, many('watch')).flatMap((fault) => (fault?.do === 'break-watch' ? [fault.after] : []));
  expect(new Set(after)).toEqual(new Set([0, 1, 2, 3, 4]));
});

test('paths that are no resources, and requests that a condition spares, are answered truly', () => {
  const hook = seededFaults({ seed: 1, share: 1, when: ({ resource }) => resource?.plural !== 'leases' });
  expect(hook.before({ method: 'GET', path: '/version', query: new URLSearchParams() }, USER)).toBeUndefined();
  expect(hook.before(request('get', 'leases'), USER)).toBeUndefined();
  expect(hook.before(request('get'), USER)).toBeDefined();
});
