import { expect, onTestFinished, test } from 'vitest';
import { erased, gadgetManifest, managerOptions } from '../../../test/support/engine-rig.ts';
import { gadget, gadgetReconciler } from '../../../test/support/gadget.ts';
import { sampleError, sampleObject } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type RecordedCall } from '../../../test/support/scripted-api.ts';
import type { WatchEvent } from '../../cluster/kube-api.ts';
import { CONFIG_MAP, SERVICE } from '../../kernel/builtin-types.ts';
import type { KubeObject, Manifest, OwnerReference } from '../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../kernel/resource-type.ts';
import { createManager, type Manager } from './manager.ts';

const KEY = { namespace: 'ns', name: 'g' };
const END: WatchEvent = { type: 'BOOKMARK', resourceVersion: '10', initialEventsEnd: true };
const OLD_OWNER: OwnerReference = { apiVersion: 'test.aistack.dev/v1', kind: 'Gadget', name: 'g', uid: 'uid-before', controller: true };
const PRIMARY = sampleObject(gadget, KEY, { metadata: { generation: 1 }, spec: gadgetManifest('ns', 'g')['spec'] });
const FOREIGN = sampleObject(SERVICE, KEY, { metadata: { uid: 'uid-foreign', resourceVersion: '9', ownerReferences: [OLD_OWNER] } });
const GONE: WatchEvent = { type: 'DELETED', object: { ...FOREIGN, metadata: { ...FOREIGN.metadata, resourceVersion: '11' } } };

interface Scene {
  readonly manager: Manager;
  /** The next events of a type's watch. */
  readonly emit: (type: ResourceType, ...events: readonly WatchEvent[]) => void;
  /** Lets the apply of the ConfigMap, which goes side by side with the Service's, be answered. */
  readonly answerConfigMap: () => void;
  readonly applies: () => number;
  /** Every call. */
  readonly lines: () => readonly string[];
  /** What the status says last. */
  readonly phase: () => unknown;
}

interface Given {
  /** The Services of the first list. */
  readonly services?: readonly KubeObject[];
  /** Whether the server holds somebody else's Service. */
  readonly isForeign?: () => boolean;
  /** Whether the server calls our Service invalid. */
  readonly isRefused?: () => boolean;
  /** Called with every object that was applied. */
  readonly onApply?: (stored: KubeObject) => void;
  /** Answers a patch of the gadget; undefined: as the server does. */
  readonly onPatch?: (call: RecordedCall) => Promise<KubeObject | undefined>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly leaseCovers?: (ms: number) => boolean;
}

/** One gadget and an engine at work on it. Its ConfigMap is applied when the test says so. */
function scene({
  services: listed = [],
  isForeign = (): boolean => false,
  isRefused = (): boolean => false,
  onApply,
  onPatch,
  spec,
  leaseCovers,
}: Given): Scene {
  const waiting = new Map<string, WatchEvent[]>();
  const queueOf = (resource: string): WatchEvent[] => waiting.get(resource) ?? waiting.set(resource, []).get(resource) ?? [];
  const wakes = new Map<string, () => void>();
  let answerConfigMap = (): void => {};
  const configMap = new Promise<void>((resolve) => {
    answerConfigMap = resolve;
  });
  let status: unknown;
  let primary: KubeObject = spec === undefined ? PRIMARY : { ...PRIMARY, spec };
  const first = primary;
  async function* feed({ resource, options }: RecordedCall): AsyncGenerator<WatchEvent> {
    const events = queueOf(resource);
    (options['signal'] as AbortSignal).addEventListener('abort', () => wakes.get(resource)?.());
    while (!(options['signal'] as AbortSignal).aborted) {
      yield* events.splice(0);
      await new Promise<void>((resolve) => wakes.set(resource, resolve));
    }
  }
  let version = 20;
  const created = (body: unknown): KubeObject => {
    const manifest = body as Manifest;
    version += 1;
    const uid = `uid-${String(version)}`;
    return { ...manifest, metadata: { ...manifest.metadata, uid, resourceVersion: String(version), creationTimestamp: '' } };
  };
  const { api, lines } = scriptedApi({
    watch: feed,
    // Made after the list.
    get: () => ({ ...FOREIGN, metadata: { ...FOREIGN.metadata, resourceVersion: '12' } }),
    create: ({ body }) => created(body),
    apply: async ({ resource, body }) => {
      if (resource === 'services' && isForeign()) throw sampleError('Conflict');
      if (resource === 'services' && isRefused()) throw sampleError('Invalid');
      if (resource === 'configmaps') await configMap;
      const object = created(body);
      onApply?.(object);
      return { object, created: true };
    },
    patch: async (call) => {
      const { body } = call;
      const answer = await onPatch?.(call);
      if (answer !== undefined) return answer;
      status = (body as { readonly body: { readonly status: unknown } }).body.status;
      return { ...primary, metadata: { ...primary.metadata, resourceVersion: String(version + 1) }, status };
    },
  });
  const emit: Scene['emit'] = (type, ...events) => {
    const resource = resourceNameOf(type);
    for (const event of events) if (type === gadget && event.type === 'MODIFIED') primary = event.object;
    queueOf(resource).push(...events);
    wakes.get(resource)?.();
  };
  const manager = createManager(
    managerOptions(
      { api, discovery: {} as never },
      { reconcilers: [erased(gadgetReconciler())], namespace: 'ns', ...(leaseCovers === undefined ? {} : { leaseCovers }) },
    ),
  );
  for (const cache of manager.caches.all()) {
    const objects = cache.type === gadget ? [first] : cache.type === SERVICE ? listed : [];
    queueOf(resourceNameOf(cache.type)).push(...objects.map((object): WatchEvent => ({ type: 'ADDED', object })), END);
  }
  const stop = new AbortController();
  const running = manager.run(stop.signal);
  onTestFinished(async () => {
    answerConfigMap();
    stop.abort();
    await running;
  });
  return {
    manager,
    emit,
    answerConfigMap,
    lines,
    applies: () => lines().filter((line) => line.startsWith('apply services')).length,
    phase: () => (status as { readonly phase?: unknown } | undefined)?.phase,
  };
}

const services = ({ manager }: Scene): readonly KubeObject[] => [...(manager.caches.get(SERVICE)?.store.values() ?? [])];

test('somebody else’s object that goes while the pass that met it is still under way does not block it for ever', async () => {
  const at = scene({ services: [FOREIGN] });
  await expect.poll(() => services(at)).toHaveLength(1);
  await expect.poll(() => at.manager.controllers[0]?.isActive('ns/g')).toBe(true);
  at.emit(SERVICE, GONE);
  await expect.poll(() => services(at)).toHaveLength(0);
  at.answerConfigMap();
  await expect.poll(at.phase).toBe('Ready');
  expect(at.applies()).toBe(1);
});

test('somebody else’s object that the cache never showed is noticed when a later list does not have it', async () => {
  let isForeign = true;
  const at = scene({ isForeign: () => isForeign });
  at.answerConfigMap();
  await expect.poll(at.phase).toBe('Degraded');
  isForeign = false;
  // Made and deleted between two lists: no event ever tells of it.
  at.manager.caches.get(SERVICE)?.store.endReplace(new Set(), '40', () => true);
  await expect.poll(at.phase).toBe('Ready');
});

test.each<[string, (at: KubeObject) => WatchEvent]>([
  ['edits', (object) => ({ type: 'MODIFIED', object })],
  ['deletes', (object) => ({ type: 'DELETED', object })],
])('a child whose apply was refused is tried again when somebody %s it, and not before', async (_name, change) => {
  const owner = { apiVersion: 'test.aistack.dev/v1', kind: 'Gadget', name: 'g', uid: PRIMARY.metadata.uid, controller: true };
  const ours = sampleObject(SERVICE, KEY, { metadata: { uid: 'uid-ours', resourceVersion: '9', ownerReferences: [owner] } });
  let isRefused = true;
  const at = scene({ services: [ours], isRefused: () => isRefused });
  at.answerConfigMap();
  await expect.poll(at.phase).toBe('Degraded');
  const before = at.applies();
  at.manager.controllers[0]?.enqueueAll();
  await expect.poll(() => at.manager.controllers[0]?.isActive('ns/g')).toBe(false);
  expect(at.applies()).toBe(before);
  isRefused = false;
  at.emit(SERVICE, change({ ...ours, metadata: { ...ours.metadata, generation: 2, resourceVersion: '15' } }));
  await expect.poll(at.phase).toBe('Ready');
});

test('what was slowed down because it never came to rest starts afresh when the user changes it', async () => {
  let deletions = 0;
  const at = scene({
    onApply: (stored) => {
      // Somebody deletes it at once, again and again: far more often than a plan may ask for another pass.
      if (stored.kind !== 'ConfigMap' || deletions === 40) return;
      deletions += 1;
      at.emit(CONFIG_MAP, { type: 'ADDED', object: stored }, { type: 'DELETED', object: stored });
    },
  });
  at.answerConfigMap();
  await expect.poll(() => deletions).toBe(40);
  expect(at.phase()).toBeUndefined();
  const metadata = { ...PRIMARY.metadata, generation: 2, resourceVersion: '1000' };
  at.emit(gadget, { type: 'MODIFIED', object: { ...PRIMARY, metadata, spec: { note: 'edited' } } });
  await expect.poll(at.phase).toBe('Ready');
});

test('an object that was made anew under the same name does not inherit what the old one was stuck at', async () => {
  let holds = 0;
  let answerStatus = (): void => {};
  const gate = new Promise<void>((resolve) => {
    answerStatus = resolve;
  });
  const at = scene({
    spec: { registered: true },
    onPatch: async ({ options }) => {
      if (options['subresource'] === undefined) {
        holds += 1;
        throw sampleError('Forbidden');
      }
      await gate;
      throw sampleError('NotFound');
    },
  });
  await expect.poll(() => at.lines().filter((line) => line.startsWith('patch gadgets'))).toHaveLength(2);
  expect(holds).toBe(1);
  // Both while the pass over the old one still waits for its last answer.
  const { metadata } = PRIMARY;
  at.emit(
    gadget,
    { type: 'DELETED', object: { ...PRIMARY, metadata: { ...metadata, resourceVersion: '2000' } } },
    {
      type: 'ADDED',
      object: { ...PRIMARY, spec: { registered: true }, metadata: { ...metadata, uid: 'uid-anew', resourceVersion: '2001' } },
    },
  );
  await expect.poll(() => at.manager.caches.get(gadget)?.store.get('ns/g')?.metadata.uid).toBe('uid-anew');
  answerStatus();
  await expect.poll(() => holds).toBe(2);
});

test('nothing is written once the lease is not sure to be held, even before its end was noticed', async () => {
  let isHeld = true;
  const at = scene({ leaseCovers: () => isHeld, onApply: () => (isHeld = false) });
  // The process stood still while the apply was on its way; its answer is heard before the timer of the lease.
  at.answerConfigMap();
  await expect.poll(() => at.lines().filter((line) => line.startsWith('apply')).length).toBe(2);
  await expect.poll(() => at.manager.controllers[0]?.isActive('ns/g')).toBe(false);
  const writes = at.lines().filter((line) => !/^(watch|get)/.test(line));
  expect(writes.every((line) => line.startsWith('apply'))).toBe(true);
});
