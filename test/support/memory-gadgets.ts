import type { KubeApi } from '../../src/cluster/kube-api.ts';
import { keyOf } from '../../src/kernel/kube-object.ts';
import { erased, gadgetManifest, settle } from './engine-rig.ts';
import { gadget, gadgetReconciler, registry } from './gadget.ts';
import { memoryKube, type MemoryKube } from './memory-kube.ts';

/** Gadgets on a server in memory. */
export interface MemoryGadgets extends MemoryKube {
  readonly outside: ReturnType<typeof registry>;
  /** One run until everything is settled, with what is given beside. */
  run(options?: Partial<Parameters<typeof settle>[1]>): ReturnType<typeof settle>;
}

/** A server that holds the gadget `ns/g` with the given spec. An apply there is a merge: nothing is ever dropped from an intent. */
export async function memoryGadgets(spec: Readonly<Record<string, unknown>> = {}): Promise<MemoryGadgets> {
  const kube = memoryKube();
  const outside = registry();
  const apply: KubeApi['apply'] = async (type, manifest) => {
    if (kube.all(type).every(({ metadata }) => keyOf(metadata) !== keyOf(manifest.metadata)))
      return { object: await kube.api.create(type, manifest), created: true };
    return { object: await kube.api.patch(type, manifest.metadata, { type: 'merge', body: manifest }), created: false };
  };
  const api: KubeApi = { ...kube.api, apply };
  await api.create(gadget, gadgetManifest('ns', 'g', spec));
  const reconcilers = [erased(gadgetReconciler(outside))];
  const discovery = { serves: (): Promise<boolean> => Promise.resolve(true) };
  return {
    ...kube,
    api,
    outside,
    run: async (options = {}) =>
      settle({ api: options.api ?? api, discovery: discovery as never }, { reconcilers, namespace: 'ns', ...options }),
  };
}
