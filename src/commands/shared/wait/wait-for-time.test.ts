import { expect, test } from 'vitest';
import {
  DELETED,
  DONE,
  FAILED,
  LISTED,
  NAME,
  READY,
  WAITING,
  failing,
  feed,
  scene,
  seen,
  target,
  tenant,
  twoFeeds,
  watching,
} from '../../../../test/support/wait-scene.ts';
import { ApiError } from '../../../cluster/api-error.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';

test('when the time is over, it says what stands in the way and what happened last', async () => {
  const event = (reason: string, seconds: number): KubeObject => ({
    ...tenant({ name: reason }),
    type: 'Warning',
    reason,
    message: `${reason} happened\nand more`,
    lastTimestamp: new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(),
  });
  const source = feed();
  const { clock, wait, records } = scene({
    ...watching(source),
    list: ({ resource, options }) => {
      expect([resource, options]).toMatchObject(['events', { namespace: 'ci', fieldSelector: 'involvedObject.uid=u1' }]);
      return { items: [event('Third', 30), event('Oldest', 1), event('Newest', 50), event('Second', 40)], resourceVersion: '1' };
    },
  });
  const failed = failing(wait([target()], READY));
  source.send(seen('ADDED', { status: WAITING }), LISTED);
  await clock.advanceAsync(60_000);
  expect(await failed).toMatchObject({
    exit: 124,
    message: `timed out after 60s: ${NAME} in namespace ci is not ready`,
    why: [
      'Ready is False (NoServer): the server is not there',
      '  10s ago: Warning Newest: Newest happened',
      '  20s ago: Warning Second: Second happened',
      '  30s ago: Warning Third: Third happened',
    ].join('\n'),
    fix: 'wait longer with --timeout, or look: kubectl maia why tenant acme -n ci',
  });
  const result = 'failed: not waited for any longer: Ready is False (NoServer): the server is not there';
  expect(records).toEqual([{ step: 'wait', object: NAME, result }]);
  expect(clock.pending()).toBe(0);
});

test('the time that a command used before counts', async () => {
  const source = feed();
  const { clock, wait } = scene(watching(source));
  const failed = failing(wait([target()], READY, { spentMs: 59_000 }));
  source.send(seen('ADDED'), LISTED);
  await clock.advanceAsync(1000);
  expect(await failed).toMatchObject({ message: `timed out after 60s: ${NAME} in namespace ci is not ready`, why: 'it has no status yet' });
});

test('a negative time never ends, and off a terminal it says every ten seconds what it waits for', async () => {
  const { a, b, script } = twoFeeds();
  const { clock, wait, told, met } = scene(script);
  const waiting = wait([target('a'), target('b')], READY, { timeoutMs: -1 });
  await clock.advanceAsync(9999);
  expect(told).toEqual([]);
  await clock.advanceAsync(1);
  a.send(seen('ADDED', { name: 'a', status: WAITING }), LISTED);
  b.send(seen('ADDED', { name: 'b', status: DONE }), LISTED);
  await clock.advanceAsync(3_600_000);
  const name = 'maiatenant.maia.cuemby.com/a';
  expect(told.slice(0, 2)).toEqual([
    `still waiting: ${name} (and 1 more): the API server has not answered\n`,
    `still waiting: ${name}: Ready is False (NoServer): the server is not there\n`,
  ]);
  expect(told.length).toBe(361);
  a.send(seen('MODIFIED', { name: 'a', version: 11, status: DONE }));
  await waiting;
  expect(met).toEqual(['b 10', 'a 11']);
});

test('told to be quiet, it is', async () => {
  const source = feed();
  const { clock, wait, told } = scene(watching(source));
  const failed = failing(wait([target()], READY, { quiet: true }));
  source.send(seen('ADDED', { status: WAITING }), LISTED);
  await clock.advanceAsync(60_000);
  expect((await failed).exit).toBe(124);
  expect(told).toEqual([]);
});

test('time 0 looks once, without a watch', async () => {
  const late = scene({ get: tenant({ status: WAITING }) });
  expect(await failing(late.wait([target()], READY, { timeoutMs: 0 }))).toMatchObject({
    exit: 124,
    message: `looked once: ${NAME} in namespace ci is not ready`,
  });
  expect(late.lines()).toEqual(['get maiatenants.maia.cuemby.com ci/acme', 'list events']);
  const ready = scene({ get: tenant({ status: DONE }) });
  await ready.wait([target()], READY, { timeoutMs: 0 });
  expect(ready.met).toEqual(['acme 10']);
  const none = scene({ get: new ApiError({ reason: 'NotFound', code: 404, message: 'not found' }) });
  expect(await failing(none.wait([target()], READY, { timeoutMs: 0 }))).toMatchObject({ exit: 4 });
  await none.wait([target()], DELETED, { timeoutMs: 0 });
});

test('any: the first that is so ends it, and one that fails does not', async () => {
  const { a, b, script } = twoFeeds();
  const { clock, wait, met } = scene(script);
  const waiting = wait([target('a'), target('b')], READY, { mode: 'any' });
  a.send(seen('ADDED', { name: 'a', status: FAILED }), LISTED);
  b.send(seen('ADDED', { name: 'b', status: WAITING }), LISTED);
  await clock.advanceAsync(1000);
  b.send(seen('MODIFIED', { name: 'b', version: 11, status: DONE }));
  await waiting;
  expect(met).toEqual(['b 11']);
});

test('any: when each has ended without being so, the failure is told', async () => {
  const { a, b, script } = twoFeeds();
  const { wait } = scene(script);
  const failed = failing(wait([target('a'), target('b')], READY, { mode: 'any' }));
  a.send(LISTED);
  b.send(seen('ADDED', { name: 'b', status: FAILED }), LISTED);
  expect(await failed).toMatchObject({ exit: 9, message: expect.stringContaining('/b in namespace ci failed') });
});

test('all: one that fails ends it, whatever the others do', async () => {
  const { a, b, script } = twoFeeds();
  const { wait, met } = scene(script);
  const failed = failing(wait([target('a'), target('b')], READY));
  a.send(seen('ADDED', { name: 'a', status: DONE }), LISTED);
  b.send(seen('ADDED', { name: 'b', status: FAILED }), LISTED);
  expect((await failed).exit).toBe(9);
  expect(met).toEqual(['a 10']);
});

test('several that are late are told each with its reason', async () => {
  const { a, b, script } = twoFeeds();
  const { clock, wait } = scene(script);
  const failed = failing(wait([target('a'), target('b')], READY));
  a.send(seen('ADDED', { name: 'a', status: WAITING }), LISTED);
  b.send(seen('ADDED', { name: 'b' }), LISTED);
  await clock.advanceAsync(60_000);
  expect(await failed).toMatchObject({
    exit: 124,
    message: 'timed out after 60s: 2 objects are not as asked for (--for=ready)',
    why: [
      'each of these is not ready',
      '  maiatenant.maia.cuemby.com/a in namespace ci: Ready is False (NoServer): the server is not there',
      '  maiatenant.maia.cuemby.com/b in namespace ci: it has no status yet',
    ].join('\n'),
  });
});

test('nothing to wait for is over at once', async () => {
  const { wait, lines } = scene({});
  await wait([], READY);
  expect(lines()).toEqual([]);
});
