import { expect, test } from 'vitest';
import { EXIT } from './exit-codes.ts';

// Scripts depend on these numbers: a change here breaks them.
test('the exit codes are the published ones', () => {
  expect(EXIT).toEqual({
    ok: 0,
    general: 1,
    usage: 2,
    unchanged: 3,
    notFound: 4,
    denied: 5,
    conflict: 6,
    notServed: 7,
    unreachable: 8,
    failedState: 9,
    partial: 10,
    timeout: 124,
    hangup: 129,
    interrupt: 130,
    terminated: 143,
  });
});
