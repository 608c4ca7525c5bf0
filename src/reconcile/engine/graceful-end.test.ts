import { expect, test } from 'vitest';
import { callCounter } from '../../../test/support/call-counter.ts';
import { erased, managerOptions } from '../../../test/support/engine-rig.ts';
import { gadget, gadgetReconciler } from '../../../test/support/gadget.ts';
import { memoryGadgets, type MemoryGadgets } from '../../../test/support/memory-gadgets.ts';
import { runUntilSettled } from './run-until-settled.ts';

const DISCOVERY = { serves: (): Promise<boolean> => Promise.resolve(true) } as never;

interface Ended {
  readonly scene: MemoryGadgets;
  readonly calls: readonly string[];
  readonly status: Readonly<Record<string, unknown>>;
}

/** A run over one gadget, asked to end when its `at`-th call is answered; `abandon`: told that the lease is lost besides. */
async function endedAt(at: number, abandon?: AbortController): Promise<Ended> {
  const scene = await memoryGadgets({ registered: true });
  const stop = new AbortController();
  const calls = callCounter((count) => {
    if (count !== at) return;
    abandon?.abort(new Error('the lease is lost'));
    stop.abort(new Error('asked to end'));
  });
  const options = managerOptions(
    { api: calls.wrap(scene.api, 'kube'), discovery: DISCOVERY },
    { reconcilers: [erased(gadgetReconciler(scene.outside))], namespace: 'ns' },
  );
  await runUntilSettled({ ...options, timeoutMs: 20_000 }, stop.signal, abandon?.signal);
  const status = scene.at(gadget, { namespace: 'ns', name: 'g' })?.['status'] ?? {};
  return { scene, calls: calls.made, status: status as Ended['status'] };
}

test('what a checkpoint announced is done before the end, whenever that is asked for, and done once', async () => {
  const whole = await endedAt(Infinity);
  expect(whole.status).toMatchObject({ phase: 'Ready', externalId: 'id-1' });
  let announced = 0;
  for (let at = 1; at <= whole.calls.length; at += 1) {
    const { scene, calls, status } = await endedAt(at);
    const label = `asked at call ${String(at)} (${calls[at - 1] ?? ''})`;
    if (status['reference'] !== undefined) announced += 1;
    expect([label, status['externalId'], scene.outside.made()]).toEqual(
      status['reference'] === undefined ? [label, undefined, 0] : [label, 'id-1', 1],
    );
    await scene.run();
    expect([label, scene.at(gadget, { namespace: 'ns', name: 'g' })?.['status'], scene.outside.made()]).toEqual([
      label,
      expect.objectContaining({ phase: 'Ready', externalId: 'id-1' }),
      1,
    ]);
  }
  expect(announced).toBeGreaterThan(1);
});

test('nothing more is begun once the lease is lost', async () => {
  const whole = await endedAt(Infinity);
  for (let at = 1; at <= whole.calls.length; at += 1) {
    const { calls } = await endedAt(at, new AbortController());
    expect(calls.length).toBeLessThanOrEqual(at + 1);
  }
});
