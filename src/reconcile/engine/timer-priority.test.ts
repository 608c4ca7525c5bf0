import { expect, onTestFinished, test } from 'vitest';
import { erased, gadgetManifest, managerOptions } from '../../../test/support/engine-rig.ts';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { gadget, gadgetReconciler } from '../../../test/support/gadget.ts';
import { sampleObject } from '../../../test/support/sample-objects.ts';
import { scriptedApi } from '../../../test/support/scripted-api.ts';
import type { WatchEvent } from '../../cluster/kube-api.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { createManager } from './manager.ts';

const RECHECK_MS = 10;
const END: WatchEvent = { type: 'BOOKMARK', resourceVersion: '10', initialEventsEnd: true };

test('what is looked at again by the clock waits until everything of the first list had its turn', async () => {
  const clock = fakeClock();
  const seen: string[] = [];
  let letGo = (): void => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const reconciler = {
    ...gadgetReconciler(),
    children: [],
    wakes: [],
    observe: async ({ metadata: { name } }: { readonly metadata: { readonly name: string } }): Promise<object> => {
      seen.push(name);
      if (seen.length === 2) await gate;
      return {};
    },
    plan: () => ({ steps: [], status: {}, events: [], recheckAfter: RECHECK_MS }),
  };
  const objects = ['a', 'b', 'c', 'd'].map((name) =>
    sampleObject(gadget, { namespace: 'ns', name }, { metadata: { generation: 1 }, spec: gadgetManifest('ns', name)['spec'] }),
  );
  const { api } = scriptedApi({
    watch: async function* ({ resource, options }) {
      if (resource === resourceNameOf(gadget)) for (const object of objects) yield { type: 'ADDED', object } as const;
      yield END;
      await new Promise((resolve) => (options['signal'] as AbortSignal).addEventListener('abort', resolve));
    },
  });
  const manager = createManager(
    managerOptions({ api, discovery: {} as never }, { reconcilers: [erased(reconciler)], namespace: 'ns', clock, concurrency: 1 }),
  );
  const stop = new AbortController();
  const running = manager.run(stop.signal);
  onTestFinished(async () => {
    letGo();
    stop.abort();
    await running;
  });
  await expect.poll(() => seen).toEqual(['a', 'b']);
  clock.advance(RECHECK_MS);
  letGo();
  await expect.poll(() => seen.length).toBe(5);
  expect(seen).toEqual(['a', 'b', 'c', 'd', 'a']);
});
