import { expect, test } from 'vitest';
import type { AnsweredRequest } from '../requests/request-journal.ts';
import { createJournal } from './journal.ts';

function answered(plural: string | undefined, code = 200): AnsweredRequest {
  const base = { method: 'POST', path: '/version', query: new URLSearchParams() };
  const info =
    plural === undefined
      ? base
      : { ...base, resource: { verb: 'create' as const, group: 'apps', version: 'v1', plural, subresource: 'status' } };
  return { info, requester: { name: 'jane', groups: [] }, code, userAgent: 'test' };
}

test('counts requests by what they asked for', () => {
  const journal = createJournal();
  journal.record(answered('deployments'));
  journal.record(answered('deployments', 409));
  journal.record(answered(undefined));
  expect(journal.counts()).toEqual({ 'create deployments.apps/status': 2, 'post /version': 1 });
  expect(journal.count(({ code }) => code === 409)).toBe(1);
});

test('keeps the latest and still knows how many there were', () => {
  const journal = createJournal(3);
  for (let code = 1; code <= 7; code += 1) journal.record(answered('deployments', code));
  expect(journal.entries().map(({ code }) => code)).toEqual([5, 6, 7]);
  expect(journal.count()).toBe(7);
  journal.clear();
  expect([journal.count(), journal.entries()]).toEqual([0, []]);
});
