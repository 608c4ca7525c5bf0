import { expect, test } from 'vitest';
import { fiveSystems, LIVE_NOW, lostConnection } from '../../../test/support/live-states.ts';
import type { LiveMoment } from '../live-source.ts';
import { problemWatch } from './problem-watch.ts';

function bad(seq: number, at: number, text: string): LiveMoment {
  return { seq, at, what: 'event', bad: true, target: 'agent/echo', text };
}

test('only what went wrong since the beginning is told, wherever it stands', () => {
  const first = fiveSystems();
  const problems = problemWatch(first, LIVE_NOW);
  problems.see(first);
  // Learned now, but older: the events of an object that was selected.
  problems.see({ ...first, moments: [bad(9, LIVE_NOW - 5_000, 'old'), ...first.moments] });
  expect(problems.last).toBeUndefined();
  problems.see({ ...first, moments: [...first.moments, bad(10, LIVE_NOW + 1, 'new'), { ...bad(8, LIVE_NOW + 2, 'fine'), bad: false }] });
  expect(problems.last).toBe('agent/echo: new');
});

test('a connection that breaks is a problem once, and what is told last stays', () => {
  const problems = problemWatch(fiveSystems(), LIVE_NOW);
  problems.see(lostConnection());
  expect(problems.last).toBe('watch maiatenants lost (connection reset)');
  problems.tell('logs agent/echo ended with exit code 1');
  problems.see(lostConnection());
  expect(problems.last).toBe('logs agent/echo ended with exit code 1');
});
