import { expect, test } from 'vitest';
import { memoryGadgets } from '../../../../test/support/memory-gadgets.ts';
import { CONFIG_MAP, SERVICE } from '../../../kernel/builtin-types.ts';
import { erased } from '../../../../test/support/engine-rig.ts';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { gadget, gadgetReconciler } from '../../../../test/support/gadget.ts';
import { sampleObject } from '../../../../test/support/sample-objects.ts';
import type { Decision } from '../../../reconcile/engine/decide-plan.ts';
import { interceptApi } from '../trace/intercept-api.ts';
import { readOnlyApi } from './read-only-api.ts';
import { shadowTeller } from './shadow-teller.ts';

const KEY = { namespace: 'ns', name: 'g' };

test('each divergence is told once, with both values, and again when it is mended; nothing is written', async () => {
  const at = await memoryGadgets({ note: 'x' });
  const told: string[] = [];
  const writes: string[] = [];
  const teller = shadowTeller({ nameOf: ({ key }) => key, tell: (line) => told.push(line) });
  const look = async (): Promise<readonly string[]> => {
    const counted = interceptApi(at.api, async ({ verb, resource, writes: isWrite }, send) => {
      if (isWrite) writes.push(`${verb} ${resource}`);
      return send();
    });
    await at.run({ api: readOnlyApi(counted), executor: teller.executor, onPass: (report) => teller.ended(report), once: true });
    return told.splice(0);
  };
  expect(await look()).toEqual(['ConfigMap', 'Service'].map((kind) => `ns/g: ${kind}/ns/g is missing: it would be created`));
  expect([await look(), teller.diverges()]).toEqual([[], true]);
  await at.run();
  expect([await look(), teller.diverges()]).toEqual([['ns/g: in step again'], false]);
  at.edit(CONFIG_MAP, KEY, { data: { note: 'edited' } });
  expect(await look()).toEqual(['ns/g: ConfigMap/ns/g: data.note is "edited", would be "x"']);
  at.edit(CONFIG_MAP, KEY, { data: { note: 'x' } });
  at.edit(gadget, KEY, { spec: { service: false } });
  expect(await look()).toEqual(['ns/g: Service/ns/g would be removed']);
  await at.api.remove(SERVICE, KEY);
  await at.api.remove(gadget, KEY);
  writes.splice(0);
  await look();
  expect(writes).toEqual([]);
});

test('an operator that acts within its grace is no news; what stands longer is told once', () => {
  const clock = fakeClock();
  const told: string[] = [];
  const teller = shadowTeller({ nameOf: ({ key }) => key, tell: (line) => told.push(line), grace: { clock, ms: 2_000 } });
  const pass = (live?: number): void => {
    const ref = { type: SERVICE, ...KEY };
    const decision: Decision =
      live === undefined
        ? { ref, decision: 'in step', differences: [] }
        : { ref, decision: 'update', differences: [{ path: 'spec.a', intent: 1, live }] };
    const { signal } = new AbortController();
    const plan = { steps: [], status: {}, events: [] };
    void teller.executor({
      reconciler: erased(gadgetReconciler()),
      primary: sampleObject(gadget, KEY),
      plan,
      decisions: [decision],
      signal,
    });
  };
  pass(2);
  clock.advance(1_999);
  pass();
  clock.advance(5_000);
  expect(told).toEqual([]);
  pass(3);
  pass(4);
  clock.advance(2_000);
  pass(4);
  clock.advance(2_000);
  expect(told).toEqual(['ns/g: Service/ns/g: spec.a is 4, would be 1']);
  pass();
  expect(told.at(-1)).toBe('ns/g: in step again');
  expect([teller.diverges(), clock.pending()]).toEqual([false, 0]);
});

test('a write is refused before it is sent; a dry run is none', async () => {
  const at = await memoryGadgets();
  const api = readOnlyApi(at.api);
  const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'ns', name: 'c' } };
  await expect(api.create(CONFIG_MAP, manifest)).rejects.toThrow('create configmaps is refused: this run only looks');
  await expect(api.apply(CONFIG_MAP, manifest, { fieldManager: 'f' })).rejects.toThrow('refused');
  await expect(api.patch(gadget, KEY, { type: 'merge', body: {} }, { subresource: 'status' })).rejects.toThrow(
    'gadgets.test.aistack.dev/status',
  );
  await expect(api.replace(gadget, await api.get(gadget, KEY))).rejects.toThrow('refused');
  await expect(api.remove(gadget, KEY)).rejects.toThrow('refused');
  await expect(api.raw('POST', '/apis')).rejects.toThrow('raw /apis is refused');
  expect(at.at(CONFIG_MAP, { namespace: 'ns', name: 'c' })).toBeUndefined();
  expect(at.at(gadget, KEY)).toBeDefined();
  let sent = 0;
  const counting = readOnlyApi({
    ...at.api,
    remove: async (type, key) => {
      sent += 1;
      return at.api.get(type, key);
    },
  });
  await counting.remove(gadget, KEY, { dryRun: true });
  expect(sent).toBe(1);
});
