import { expect, test } from 'vitest';
import { sampleError, sampleObject, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type RecordedCall, type Script, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import { DEPLOYMENT, SERVICE } from '../../kernel/builtin-types.ts';
import type { KubeObject, Manifest } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { applyChild, type ApplyOutcome } from './apply-child.ts';
import { createApplyMemory, type ApplyMemory } from './apply-memory.ts';
import type { FieldPath } from './contract.ts';
import { ForeignObjectError, StalePlanError } from './failures.ts';
import { intentOf, ownerReferenceOf, type Intent } from './intent.ts';
import { createObjectStore, type ObjectStore } from './object-store.ts';
import { createSemaphore, type Semaphore } from './semaphore.ts';
import { childTransform } from './transform.ts';

const PRIMARY = sampleWidget();
const REPLICAS: FieldPath = ['spec', 'replicas'];
const HPA = { manager: 'hpa', subresource: 'scale', fieldsV1: { 'f:spec': { 'f:replicas': {} } } };

interface Given {
  readonly script?: Script;
  readonly live?: KubeObject;
  readonly carried?: readonly FieldPath[];
  readonly spec?: object;
  readonly type?: ResourceType;
  readonly slots?: Semaphore;
}

interface Bench extends ScriptedApi {
  readonly store: ObjectStore;
  readonly memory: ApplyMemory;
  readonly rewritten: (readonly [field: string, times: number])[];
  readonly intent: Intent;
  /** The child as the server holds it once our intent is stored. */
  readonly stored: (version: string, change?: { readonly spec?: object; readonly metadata?: object }) => KubeObject;
  readonly apply: (now?: number) => Promise<ApplyOutcome>;
}

function bench({
  script = {},
  live,
  carried = [],
  spec = { replicas: 1, image: 'a' },
  type = DEPLOYMENT,
  slots = createSemaphore(4),
}: Given): Bench {
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

/** Answers every apply by storing what was sent, from version 10 on. */
function storing(change: (sent: KubeObject) => KubeObject = (sent) => sent): NonNullable<Script['apply']> {
  let version = 9;
  return ({ body }: RecordedCall) => {
    version += 1;
    const { apiVersion, kind, metadata, ...fields } = body as Manifest;
    const object = sampleObject({ ...DEPLOYMENT, kind }, metadata, {
      ...fields,
      metadata: { ...metadata, resourceVersion: String(version) },
    });
    return { object: change({ ...object, apiVersion }), created: version === 10 };
  };
}

const FOREIGN = sampleObject(
  DEPLOYMENT,
  { namespace: 'ns', name: 'c' },
  {
    metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Other', name: 'o', uid: 'x', controller: true }] },
  },
);

/** Somebody else's object right after our first apply: with our owner reference, and another manager beside us. */
const CLASH = sampleObject(
  DEPLOYMENT,
  { namespace: 'ns', name: 'c' },
  { metadata: { ownerReferences: [ownerReferenceOf(WIDGET, PRIMARY)], managedFields: [{ manager: 'kubectl' }, { manager: 'us' }] } },
);

test('the first apply is not forced; its answer is seen at once and found in step', async () => {
  const at = bench({ script: { apply: storing() } });
  expect(await at.apply()).toBe('created');
  expect(at.calls[0]).toMatchObject({ body: at.intent.manifest, options: { fieldManager: 'us' } });
  expect(at.calls[0]?.options).not.toHaveProperty('force');
  expect(at.store.get('ns/c')?.metadata.resourceVersion).toBe('10');
  expect(await at.apply()).toBe('unchanged');
  expect(at.calls).toHaveLength(1);
});

test('what is in step costs no call: same hash, same meaning, whatever else the server added', async () => {
  const at = bench({});
  at.store.put(at.stored('5', { spec: { replicas: 1, image: 'a', defaulted: true } }));
  expect(await at.apply()).toBe('unchanged');
  expect(at.calls).toEqual([]);
});

test('a field that was edited by hand is repaired, by force and without version', async () => {
  const at = bench({ script: { apply: storing() } });
  at.store.put(at.stored('5', { spec: { replicas: 1, image: 'edited' } }));
  expect(await at.apply()).toBe('configured');
  expect(at.calls).toMatchObject([{ verb: 'apply', options: { force: true } }]);
  expect(at.calls[0]?.body).toEqual(at.intent.manifest);
});

test('another hash is applied even where no value differs: a field was dropped while nobody looked', async () => {
  const at = bench({ script: { apply: storing() } });
  at.store.put(
    at.stored('5', { metadata: { annotations: { 'aistack.dev/intent': 'of yesterday' } }, spec: { replicas: 1, image: 'a', old: 1 } }),
  );
  expect(await at.apply()).toBe('configured');
});

test('what the cache shows as somebody else’s is never written', async () => {
  const at = bench({ live: FOREIGN });
  await expect(at.apply()).rejects.toThrow('Deployment/ns/c exists and is not ours: it belongs to Other/o');
  expect(at.calls).toEqual([]);
});

test('200 where a create was expected and others manage the object: our fields are taken back by an empty apply', async () => {
  const at = bench({
    script: {
      apply: [
        { object: CLASH, created: false },
        { object: FOREIGN, created: false },
      ],
    },
  });
  await expect(at.apply()).rejects.toThrow(ForeignObjectError);
  expect(at.lines()).toEqual(['apply deployments.apps ns/c', 'apply deployments.apps ns/c']);
  expect(at.calls[1]?.body).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'ns', name: 'c' } });
  expect(at.calls[1]?.options).toMatchObject({ fieldManager: 'us' });
  expect(at.store.size).toBe(0);
});

test('200 where only we manage the object is our own earlier write whose answer was lost', async () => {
  const at = bench({ script: { apply: () => ({ object: at.stored('5'), created: false }) } });
  expect(await at.apply()).toBe('configured');
  expect(at.store.get('ns/c')?.metadata.resourceVersion).toBe('5');
});

test('201 is ours, whoever else wrote into it on the way', async () => {
  const at = bench({
    script: { apply: () => ({ object: at.stored('5', { metadata: { managedFields: [{ manager: 'webhook' }] } }), created: true }) },
  });
  expect(await at.apply()).toBe('created');
});

test('a withdrawal that fails never ends in taking the object over, and is made up for', async () => {
  const answer = { object: CLASH, created: false };
  const at = bench({ script: { apply: [answer, sampleError('Conflict'), answer], get: CLASH } });
  await expect(at.apply()).rejects.toThrow('Conflict');
  at.store.put(at.stored('9')); // what the watch shows then: our owner reference is still on it
  await expect(at.apply()).rejects.toThrow(/is not ours/);
  expect(at.calls.some(({ options }) => options['force'] === true)).toBe(false);
  expect(at.calls.filter(({ verb, body }) => verb === 'apply' && (body as Manifest)['spec'] === undefined)).toHaveLength(2);
});

test('409 on the first apply: somebody else’s object is left alone', async () => {
  const at = bench({ script: { apply: [sampleError('Conflict')], get: FOREIGN } });
  await expect(at.apply()).rejects.toThrow('it belongs to Other/o');
  expect(at.lines()).toEqual(['apply deployments.apps ns/c', 'get deployments.apps ns/c']);
});

test('409 on the first apply of our own object, which the cache did not know: it is applied by force', async () => {
  const at = bench({
    script: {
      apply: [sampleError('Conflict'), { object: FOREIGN, created: false }],
      get: () => at.stored('5', { spec: { image: 'edited' } }),
    },
  });
  await at.apply();
  expect(at.calls.map(({ verb, options }) => [verb, options['force']])).toEqual([
    ['apply', undefined],
    ['get', undefined],
    ['apply', true],
  ]);
});

test('409 on the first apply of our own object that is going: it is waited for', async () => {
  const at = bench({
    script: { apply: [sampleError('Conflict')], get: () => at.stored('5', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }) },
  });
  expect(await at.apply()).toBe('terminating');
});

test('an object that is going is waited for', async () => {
  const at = bench({});
  at.store.put(at.stored('5', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }));
  expect(await at.apply()).toBe('terminating');
});

test('a carried field goes with the version that was seen; 409 means plan anew', async () => {
  const at = bench({ script: { apply: [sampleError('Conflict')] }, carried: [REPLICAS] });
  at.store.put(at.stored('5', { spec: { replicas: 4, image: 'edited' } }));
  await expect(at.apply()).rejects.toThrow(StalePlanError);
  expect(at.calls[0]).toMatchObject({ body: { metadata: { resourceVersion: '5' }, spec: { replicas: 1 } }, options: { force: true } });
});

test('a carried field is left out, and no version sent, once another manager owns it', async () => {
  const at = bench({ script: { apply: storing() }, carried: [REPLICAS] });
  at.store.put(
    childTransform({ child: { type: DEPLOYMENT, carried: [REPLICAS] }, fieldManager: 'us' })(
      at.stored('5', { metadata: { managedFields: [HPA] }, spec: { replicas: 4, image: 'edited' } }),
    ),
  );
  expect(await at.apply()).toBe('configured');
  expect(at.calls[0]?.body).toMatchObject({ spec: { image: 'a' } });
  expect(at.calls[0]?.body).not.toHaveProperty('spec.replicas');
  expect(at.calls[0]?.body).not.toHaveProperty('metadata.resourceVersion');
});

test('another value in a carried field alone is no difference', async () => {
  const at = bench({ carried: [REPLICAS] });
  at.store.put(at.stored('5', { spec: { replicas: 9, image: 'a' } }));
  expect(await at.apply()).toBe('unchanged');
});

test('a webhook that rewrites a field is told once, insisted on twice more, then left alone until a resync', async () => {
  const rewrite = (sent: KubeObject): KubeObject => ({ ...sent, spec: { replicas: 1, image: 'mirror/a' } });
  const at = bench({ script: { apply: storing(rewrite) } });
  expect(await at.apply()).toBe('created');
  expect(await at.apply()).toBe('unchanged');
  const outcomes: ApplyOutcome[] = [];
  for (const version of ['20', '30', '40', '50']) {
    const live = at.store.get('ns/c');
    if (live !== undefined) at.store.put({ ...live, metadata: { ...live.metadata, resourceVersion: version } });
    outcomes.push(await at.apply());
  }
  expect(outcomes).toEqual(['configured', 'configured', 'rewritten', 'rewritten']);
  expect(at.rewritten).toEqual([
    ['.spec.image', 1],
    ['.spec.image', 2],
    ['.spec.image', 3],
  ]);
  at.memory.forgive();
  expect(await at.apply()).toBe('configured');
});

test('Services with a cluster IP take a slot, headless ones do not', async () => {
  let slots = 0;
  const counting: Semaphore = {
    run: async (task) => {
      slots += 1;
      return task();
    },
  };
  await bench({ script: { apply: storing() }, type: SERVICE, spec: { clusterIP: 'None' }, slots: counting }).apply();
  await bench({ script: { apply: storing() }, slots: counting }).apply();
  expect(slots).toBe(0);
  await bench({ script: { apply: storing() }, type: SERVICE, spec: { ports: [] }, slots: counting }).apply();
  expect(slots).toBe(1);
});

test('any other refusal is told as it is', async () => {
  const invalid = sampleError('Invalid');
  await expect(bench({ script: { apply: invalid } }).apply()).rejects.toBe(invalid);
  const at = bench({ script: { apply: invalid } });
  at.store.put(at.stored('5', { spec: { image: 'edited' } }));
  await expect(at.apply()).rejects.toBe(invalid);
});
