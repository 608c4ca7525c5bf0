import { expect, test } from 'vitest';
import {
  DONE,
  LISTED,
  NAME,
  READY,
  WAITING,
  failing,
  failingWatch,
  feed,
  scene,
  seen,
  target,
  tenant,
  watching,
} from '../../../../test/support/wait-scene.ts';
import { ApiError } from '../../../cluster/api-error.ts';
import { Interruption } from '../interruption.ts';

test('cut watches, a forgotten version and a lost connection are got over', async () => {
  const source = feed();
  const { clock, wait, met, told } = scene(watching(source));
  const waiting = wait([target()], READY);
  source.send(seen('ADDED', { status: WAITING }), LISTED, 'end');
  source.send(new ApiError({ reason: 'Unreachable', networkCode: 'ECONNREFUSED', message: 'connect ECONNREFUSED' }));
  source.send(new ApiError({ reason: 'Expired', code: 410, message: 'too old' }));
  source.send(seen('ADDED', { version: 15, status: WAITING }), { ...LISTED, resourceVersion: '15' }, 'end');
  await clock.advanceAsync(9000);
  expect(source.opened).toBeGreaterThan(3);
  source.send(seen('MODIFIED', { version: 16, status: DONE }));
  await waiting;
  expect({ met, told }).toEqual({ met: ['acme 16'], told: [] });
});

test('a connection that stays lost is what it says it waits for', async () => {
  const source = feed();
  const lost = new ApiError({ reason: 'Unreachable', networkCode: 'ECONNREFUSED', message: 'connect ECONNREFUSED' });
  const { clock, wait, told } = scene({ watch: (call) => (source.opened === 0 ? source.watch(call) : failingWatch(lost)) });
  const failed = failing(wait([target()], READY));
  source.send(seen('ADDED', { status: WAITING }), LISTED, 'end');
  await clock.advanceAsync(60_000);
  expect(told[0]).toBe(`still waiting: ${NAME}: the connection to the API server is lost: connect ECONNREFUSED\n`);
  expect(await failed).toMatchObject({ exit: 124, why: 'the connection to the API server is lost: connect ECONNREFUSED' });
});

test.each([
  ['Unreachable', 0, 8],
  ['RequestTimeout', 0, 8],
  ['Forbidden', 403, 5],
  ['Unauthorized', 401, 5],
  ['Configuration', 0, 8],
] as const)('a server that answers the first look with %s ends it at once', async (reason, code, exit) => {
  const { wait } = scene({ watch: () => failingWatch(new ApiError({ reason, code, message: 'no' })) });
  expect((await failing(wait([target()], READY))).exit).toBe(exit);
});

test('after a write, a server that is away for a moment is waited for', async () => {
  const source = feed();
  const away = new ApiError({ reason: 'Unreachable', networkCode: 'ECONNREFUSED', message: 'connect ECONNREFUSED' });
  const { clock, wait, met } = scene(watching(source));
  const waiting = wait([target('acme', tenant())], READY);
  source.send(away, away, seen('ADDED', { version: 11, status: DONE }), LISTED);
  await clock.advanceAsync(10_000);
  await waiting;
  expect(met).toEqual(['acme 11']);
});

test('a right that is taken away while it waits ends it with 5', async () => {
  const source = feed();
  const { wait } = scene(watching(source));
  source.send(seen('ADDED', { status: WAITING }), LISTED, new ApiError({ reason: 'Forbidden', code: 403, message: 'no more' }));
  expect(await failing(wait([target()], READY))).toMatchObject({ exit: 5, message: 'you may not watch MaiaTenant acme in namespace ci' });
});

test('a signal ends it with its own error, says how to look again, and undoes nothing', async () => {
  const source = feed();
  const { clock, wait, told, control, lines } = scene(watching(source));
  const failed = failing(wait([target()], { is: 'jsonpath', path: '{.status.phase}', value: 'Active' }));
  source.send(seen('ADDED', { status: WAITING }), LISTED);
  await clock.advanceAsync(0);
  control.abort(new Interruption('SIGINT', 130));
  expect(await failed).toMatchObject({ name: 'Interruption', exit: 130 });
  expect(told).toEqual([
    "note: nothing was undone; look again: kubectl maia wait tenant/acme -n ci '--for=jsonpath={.status.phase}=Active'\n",
  ]);
  expect(lines()).toEqual(['watch maiatenants.maia.cuemby.com']);
  expect(clock.pending()).toBe(0);
});

test('a closed pipe ends it without a word', async () => {
  const source = feed();
  const { clock, wait, told, control } = scene(watching(source));
  const failed = failing(wait([target()], READY));
  await clock.advanceAsync(0);
  control.abort(new Interruption('EPIPE', 0));
  expect((await failed).exit).toBe(0);
  expect(told).toEqual([]);
});
