import { expect, test } from 'vitest';
import type { RequestInfo } from '../requests/request-info.ts';
import { createFaults } from './faults.ts';

const INFO: RequestInfo = { method: 'GET', path: '/version', query: new URLSearchParams() };
const USER = { name: 'jane', groups: [] };

test('a rule meets one request, the next one fits the next rule, then nothing happens', () => {
  const faults = createFaults();
  faults.add({ when: () => true, fault: { do: 'reset' } });
  faults.add({ when: () => true, fault: { do: 'silent' }, times: 2 });
  expect([1, 2, 3, 4].map(() => faults.before(INFO, USER)?.do)).toEqual(['reset', 'silent', 'silent', undefined]);
});

test('a rule that does not fit is not spent', () => {
  const faults = createFaults();
  faults.add({ when: (_info, { name }) => name === 'joe', fault: { do: 'reset' } });
  expect(faults.before(INFO, USER)).toBeUndefined();
  expect(faults.before(INFO, { name: 'joe', groups: [] })).toEqual({ do: 'reset' });
});

test('a rule can be taken away', () => {
  const faults = createFaults();
  const remove = faults.add({ when: () => true, fault: { do: 'reset' }, times: Infinity });
  expect(faults.before(INFO, USER)).toEqual({ do: 'reset' });
  remove();
  expect(faults.before(INFO, USER)).toBeUndefined();
});

test('a hook is asked where no rule fits, until all is cleared', () => {
  const faults = createFaults();
  faults.use({ before: () => ({ do: 'garbage' }) });
  faults.add({ when: () => true, fault: { do: 'reset' } });
  expect([1, 2].map(() => faults.before(INFO, USER)?.do)).toEqual(['reset', 'garbage']);
  faults.clear();
  expect(faults.before(INFO, USER)).toBeUndefined();
});
