import { expect, test } from 'vitest';
import {
  DELETED,
  DONE,
  FAILED,
  LISTED,
  NAME,
  NOTHING,
  READY,
  WAITING,
  failing,
  feed,
  scene,
  seen,
  target,
  tenant,
  watching,
} from '../../../../test/support/wait-scene.ts';
import { ApiError } from '../../../cluster/api-error.ts';
import type { WatchEvent } from '../../../cluster/kube-api.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';

test('it waits for the object by its name until it is ready', async () => {
  const source = feed();
  const { clock, wait, met, records, told, lines } = scene(watching(source));
  const waiting = wait([target()], READY);
  source.send(seen('ADDED', { status: WAITING }), LISTED);
  await clock.advanceAsync(0);
  source.send(seen('MODIFIED', { version: 11, status: DONE }));
  await waiting;
  expect({ met, records, told, lines: lines() }).toEqual({
    met: ['acme 11'],
    records: [{ step: 'wait', object: NAME, result: 'ready' }],
    told: [],
    lines: ['watch maiatenants.maia.cuemby.com'],
  });
  expect(clock.pending()).toBe(0);
});

test('only this one object is asked for', async () => {
  let options: unknown;
  const source = feed();
  const { wait } = scene({
    watch: (call) => {
      options = call.options;
      return source.watch(call);
    },
  });
  source.send(seen('ADDED', { status: DONE }), LISTED);
  await wait([target()], READY);
  expect(options).toMatchObject({ namespace: 'ci', fieldSelector: 'metadata.name=acme' });
});

test('a status of a spec before our own write is not believed, good or bad', async () => {
  const source = feed();
  const { clock, wait, met } = scene(watching(source));
  const waiting = wait([target('acme', tenant({ generation: 2, version: 20 }))], READY);
  source.send(seen('ADDED', { generation: 2, version: 20, status: DONE }), LISTED);
  source.send(seen('MODIFIED', { generation: 2, version: 21, status: FAILED }));
  await clock.advanceAsync(1000);
  expect(met).toEqual([]);
  source.send(seen('MODIFIED', { generation: 2, version: 22, status: { ...DONE, observedGeneration: 2 } }));
  await waiting;
  expect(met).toEqual(['acme 22']);
});

test('where no generation is told, the workloads must have caught up', async () => {
  const source = feed();
  const workload = (observedGeneration: number): KubeObject => ({
    ...tenant({ name: 'acme-server', generation: 5 }),
    metadata: {
      ...tenant({ name: 'acme-server', generation: 5 }).metadata,
      ownerReferences: [{ apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaTenant', name: 'acme', uid: 'u1' }],
    },
    status: { observedGeneration },
  });
  let observed = 4;
  const { clock, wait, met, told } = scene({
    ...watching(source),
    list: ({ resource }) => (resource === 'deployments.apps' ? { items: [workload(observed)], resourceVersion: '1' } : NOTHING),
  });
  const waiting = wait([target('acme', tenant({ version: 9 }))], READY);
  source.send(seen('ADDED', { status: { phase: 'Active' } }), LISTED);
  await clock.advanceAsync(10_000);
  expect(met).toEqual([]);
  expect(told).toEqual([`still waiting: ${NAME}: Deployment acme-server is not at its newest spec yet\n`]);
  observed = 5;
  await clock.advanceAsync(1000);
  await waiting;
  expect(met).toEqual(['acme 10']);
});

test('workloads that may not be read do not hold it up', async () => {
  const source = feed();
  const { wait, met } = scene({ ...watching(source), list: new ApiError({ reason: 'Forbidden', code: 403, message: 'no' }) });
  source.send(seen('ADDED', { status: { phase: 'Active' } }), LISTED);
  await wait([target()], READY);
  expect(met).toEqual(['acme 10']);
});

test('a failure ends it at once with 9', async () => {
  const source = feed();
  const { wait, records } = scene(watching(source));
  source.send(seen('ADDED', { status: FAILED }), LISTED);
  expect(await failing(wait([target()], READY))).toMatchObject({
    exit: 9,
    message: `${NAME} in namespace ci failed: it is not ready, and waiting will not change that`,
    why: 'its phase is Failed: the key is wrong',
    fix: 'kubectl maia why tenant acme -n ci',
  });
  expect(records).toEqual([{ step: 'wait', object: NAME, result: expect.stringMatching(/^failed: /) }]);
});

test.each([
  ['that goes', [seen('ADDED', { status: WAITING }), LISTED, seen('DELETED', { version: 11 })], 'was deleted while it was waited for'],
  [
    'whose name another one takes, with a ready status at that',
    [seen('ADDED', { status: WAITING }), LISTED, seen('ADDED', { version: 12, uid: 'u2', status: DONE })],
    'was deleted, and another object has taken its name',
  ],
])('an object %s ends it with 4', async (_name, events, words) => {
  const source = feed();
  const { wait } = scene(watching(source));
  source.send(...events);
  expect(await failing(wait([target()], READY))).toMatchObject({
    exit: 4,
    message: `${NAME} in namespace ci ${words}`,
    fix: 'kubectl maia get maiatenants -n ci',
  });
});

test('an object that never was there ends it with 4, and the live name that was probably meant', async () => {
  for (const [name, fix] of [
    ['acne', 'did you mean "acne"?'],
    ['other', 'kubectl maia get maiatenants -n ci'],
  ]) {
    const source = feed();
    const { wait } = scene({ ...watching(source), raw: { items: [{ metadata: { name } }] } });
    source.send(LISTED);
    expect(await failing(wait([target()], READY))).toMatchObject({ exit: 4, message: `${NAME} in namespace ci not found`, fix });
  }
});

test.each([
  ['is not there', [LISTED]],
  ['goes', [seen('ADDED'), LISTED, seen('DELETED', { version: 11 })]],
  ['has lost its name to another', [seen('ADDED'), LISTED, seen('ADDED', { version: 12, uid: 'u2' })]],
  [
    'is gone when the list is made again',
    [seen('ADDED'), LISTED, new ApiError({ reason: 'Expired', code: 410, message: 'too old' }), LISTED],
  ],
])('deleted is what it %s', async (_name, events) => {
  const source = feed();
  const { clock, wait, records } = scene(watching(source));
  const waiting = wait([target()], DELETED);
  source.send(...(events as readonly (WatchEvent | Error)[]));
  await clock.advanceAsync(2000);
  await waiting;
  expect(records).toEqual([{ step: 'wait', object: NAME, result: 'deleted' }]);
});

test('the object that was written is the one whose deletion is waited for', async () => {
  const source = feed();
  const { wait, met } = scene(watching(source));
  source.send(seen('ADDED', { uid: 'u2', version: 30 }), LISTED);
  await wait([target('acme', tenant({ uid: 'u1', version: 20 }))], DELETED);
  expect(met).toEqual(['acme 20']);
});
