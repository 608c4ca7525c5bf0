import { DEPLOYMENT, SERVICE } from '../../src/kernel/builtin-types.ts';
import type { KubeObject, Manifest } from '../../src/kernel/kube-object.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { applyChild, type ApplyOutcome } from '../../src/reconcile/engine/apply-child.ts';
import { createApplyMemory, type ApplyMemory } from '../../src/reconcile/engine/apply-memory.ts';
import type { FieldPath } from '../../src/reconcile/engine/contract.ts';
import { intentOf, type Intent } from '../../src/reconcile/engine/intent.ts';
import { createObjectStore, type ObjectStore } from '../../src/reconcile/engine/object-store.ts';
import { createSemaphore, type Semaphore } from '../../src/reconcile/engine/semaphore.ts';
import { childTransform } from '../../src/reconcile/engine/transform.ts';
import { sampleObject, sampleWidget, WIDGET } from './sample-objects.ts';
import { scriptedApi, type Script, type ScriptedApi } from './scripted-api.ts';

const PRIMARY = sampleWidget();

/** What a child is applied to, and how the server answers. */
export interface ApplyGiven {
  readonly script?: Script;
  readonly live?: KubeObject;
  readonly carried?: readonly FieldPath[];
  readonly spec?: object;
  readonly type?: ResourceType;
  readonly slots?: Semaphore;
}

/** One child and everything that its apply touches. */
export interface ApplyBench extends ScriptedApi {
  readonly store: ObjectStore;
  readonly memory: ApplyMemory;
  readonly rewritten: (readonly [field: string, times: number])[];
  readonly intent: Intent;
  /** The child as the server holds it once our intent is stored. */
  readonly stored: (version: string, change?: { readonly spec?: object; readonly metadata?: object }) => KubeObject;
  readonly apply: (now?: number) => Promise<ApplyOutcome>;
}

/** A bench on which one child of a widget is applied through a scripted API. */
export function applyBench({
  script = {},
  live,
  carried = [],
  spec = { replicas: 1, image: 'a' },
  type = DEPLOYMENT,
  slots = createSemaphore(4),
}: ApplyGiven = {}): ApplyBench {
  const scripted = scriptedApi(script);
  const store = createObjectStore((error) => {
    throw error;
  });
  const memory = createApplyMemory();
  const rewritten: (readonly [string, number])[] = [];
  const transform = childTransform({ child: { type, carried }, fieldManager: 'us' });
  const manifest: Manifest = {
    apiVersion: type === SERVICE ? 'v1' : 'apps/v1',
    kind: type.kind,
    metadata: { namespace: 'ns', name: 'c' },
    spec,
  };
  const intent = intentOf(WIDGET, PRIMARY, { manifest, ownership: 'controlled', carried });
  if (live !== undefined) store.put(transform(live));
  const context = { api: scripted.api, fieldManager: 'us', primaryType: WIDGET, primary: PRIMARY, signal: new AbortController().signal };
  return {
    ...scripted,
    store,
    memory,
    rewritten,
    intent,
    stored: (resourceVersion, change = {}) =>
      sampleObject(
        type,
        { namespace: 'ns', name: 'c' },
        {
          metadata: {
            ...intent.manifest.metadata,
            resourceVersion,
            managedFields: [{ manager: 'us', operation: 'Apply' }],
            ...change.metadata,
          },
          spec: change.spec ?? spec,
        },
      ),
    apply: (now = 0) =>
      applyChild(
        { ...context, memory, now, clusterIpSlots: slots, onRewritten: (_subject, field, times) => rewritten.push([field, times]) },
        { ref: { type, namespace: 'ns', name: 'c' }, store, transform, intent, carried },
      ),
  };
}
