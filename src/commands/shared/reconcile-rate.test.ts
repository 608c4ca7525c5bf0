import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { scriptedApi } from '../../../test/support/scripted-api.ts';
import { sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { rateLimited } from './reconcile-rate.ts';

const KEY = { namespace: 'ns', name: 'w' };

test('a burst of twice the rate, then the rate; a rest fills the burst again and no more', async () => {
  const clock = fakeClock();
  const { api, calls } = scriptedApi({ get: sampleWidget() });
  const limited = rateLimited(api, 5, clock, new AbortController().signal);
  const asked = Array.from({ length: 30 }, async () => limited.get(WIDGET, KEY));
  await clock.advanceAsync(0);
  expect(calls).toHaveLength(10);
  await clock.advanceAsync(1_000);
  expect(calls).toHaveLength(15);
  await clock.advanceAsync(3_000);
  await Promise.all(asked);
  await clock.advanceAsync(60_000);
  const later = Array.from({ length: 12 }, async () => limited.get(WIDGET, KEY));
  await clock.advanceAsync(0);
  expect(calls).toHaveLength(40);
  await clock.advanceAsync(400);
  await Promise.all(later);
});

test('once the end is asked for nobody waits: what has begun is finished', async () => {
  const clock = fakeClock();
  const stop = new AbortController();
  const { api, calls } = scriptedApi({ get: sampleWidget() });
  const limited = rateLimited(api, 1, clock, stop.signal);
  const asked = Array.from({ length: 5 }, async () => limited.get(WIDGET, KEY));
  await clock.advanceAsync(0);
  expect(calls).toHaveLength(2);
  stop.abort();
  await Promise.all(asked);
  await limited.get(WIDGET, KEY);
  expect([calls.length, clock.pending()]).toEqual([6, 0]);
});
