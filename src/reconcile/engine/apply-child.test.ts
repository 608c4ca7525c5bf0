import { expect, test } from 'vitest';
import { applyBench } from '../../../test/support/apply-bench.ts';
import { sampleError, sampleObject, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import type { RecordedCall, Script } from '../../../test/support/scripted-api.ts';
import { DEPLOYMENT, SERVICE } from '../../kernel/builtin-types.ts';
import type { KubeObject, Manifest } from '../../kernel/kube-object.ts';
import type { FieldPath } from './contract.ts';
import { ForeignObjectError, StalePlanError } from './failures.ts';
import type { ApplyOutcome } from './apply-child.ts';
import { ownerReferenceOf } from './intent.ts';
import type { Semaphore } from './semaphore.ts';
import { childTransform } from './transform.ts';

const PRIMARY = sampleWidget();
const REPLICAS: FieldPath = ['spec', 'replicas'];
const HPA = { manager: 'hpa', subresource: 'scale', fieldsV1: { 'f:spec': { 'f:replicas': {} } } };

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
  const at = applyBench({ script: { apply: storing() } });
  expect(await at.apply()).toBe('created');
  expect(at.calls[0]).toMatchObject({ body: at.intent.manifest, options: { fieldManager: 'us' } });
  expect(at.calls[0]?.options).not.toHaveProperty('force');
  expect(at.store.get('ns/c')?.metadata.resourceVersion).toBe('10');
  expect(await at.apply()).toBe('unchanged');
  expect(at.calls).toHaveLength(1);
});

test('what is in step costs no call: same hash, same meaning, whatever else the server added', async () => {
  const at = applyBench({});
  at.store.put(at.stored('5', { spec: { replicas: 1, image: 'a', defaulted: true } }));
  expect(await at.apply()).toBe('unchanged');
  expect(at.calls).toEqual([]);
});

test('a field that was edited by hand is repaired, by force and without version', async () => {
  const at = applyBench({ script: { apply: storing() } });
  at.store.put(at.stored('5', { spec: { replicas: 1, image: 'edited' } }));
  expect(await at.apply()).toBe('configured');
  expect(at.calls).toMatchObject([{ verb: 'apply', options: { force: true } }]);
  expect(at.calls[0]?.body).toEqual(at.intent.manifest);
});

test('another hash is applied even where no value differs: a field was dropped while nobody looked', async () => {
  const at = applyBench({ script: { apply: storing() } });
  at.store.put(
    at.stored('5', { metadata: { annotations: { 'aistack.dev/intent': 'of yesterday' } }, spec: { replicas: 1, image: 'a', old: 1 } }),
  );
  expect(await at.apply()).toBe('configured');
});

test('what the cache shows as somebody else’s is never written', async () => {
  const at = applyBench({ live: FOREIGN });
  await expect(at.apply()).rejects.toThrow('Deployment/ns/c exists and is not ours: it belongs to Other/o');
  expect(at.calls).toEqual([]);
});

test('200 where a create was expected and others manage the object: our fields are taken back by an empty apply', async () => {
  const at = applyBench({
    script: {
      apply: [
        { object: CLASH, created: false },
        { object: FOREIGN, created: false },
      ],
    },
  });
  await expect(at.apply()).rejects.toThrow(ForeignObjectError);
  expect(at.lines()).toEqual(['apply deployments.apps ns/c', 'apply deployments.apps ns/c']);
  expect(at.calls[1]?.body).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'ns', name: 'c', uid: 'uid-c' } });
  expect(at.calls[1]?.options).toMatchObject({ fieldManager: 'us' });
  // As theirs: so that somebody is told when it goes.
  expect(at.store.get('ns/c')?.metadata.ownerReferences).toEqual(FOREIGN.metadata.ownerReferences);
});

test.each(['Conflict', 'Invalid'] as const)('what went before our fields were taken back is not made anew by that (%s)', async (reason) => {
  const at = applyBench({ script: { apply: [{ object: CLASH, created: false }, sampleError(reason)] } });
  await expect(at.apply()).rejects.toThrow(StalePlanError);
});

test('somebody else’s object that the cache knows to be gone already means plan anew', async () => {
  const at = applyBench({ script: { apply: [sampleError('Conflict')], get: FOREIGN } });
  at.store.drop({ ...FOREIGN, metadata: { ...FOREIGN.metadata, resourceVersion: '2' } });
  await expect(at.apply()).rejects.toThrow(StalePlanError);
});

test('200 where only we manage the object is our own earlier write whose answer was lost', async () => {
  const at = applyBench({ script: { apply: () => ({ object: at.stored('5'), created: false }) } });
  expect(await at.apply()).toBe('configured');
  expect(at.store.get('ns/c')?.metadata.resourceVersion).toBe('5');
});

test('201 is ours, whoever else wrote into it on the way', async () => {
  const at = applyBench({
    script: { apply: () => ({ object: at.stored('5', { metadata: { managedFields: [{ manager: 'webhook' }] } }), created: true }) },
  });
  expect(await at.apply()).toBe('created');
});

test('a withdrawal that fails never ends in taking the object over, and is made up for', async () => {
  const answer = { object: CLASH, created: false };
  const at = applyBench({ script: { apply: [answer, sampleError('InternalError'), answer] } });
  await expect(at.apply()).rejects.toThrow('InternalError');
  at.store.put(at.stored('9')); // what the watch shows then: our owner reference is still on it
  await expect(at.apply()).rejects.toThrow(/is not ours/);
  expect(at.calls.some(({ options }) => options['force'] === true)).toBe(false);
  expect(at.calls.filter(({ verb, body }) => verb === 'apply' && (body as Manifest)['spec'] === undefined)).toHaveLength(2);
});

test.each(['Conflict', 'Invalid'] as const)('%s on the first apply: somebody else’s object is left alone', async (reason) => {
  const at = applyBench({ script: { apply: [sampleError(reason)], get: FOREIGN } });
  await expect(at.apply()).rejects.toThrow('it belongs to Other/o');
  expect(at.lines()).toEqual(['apply deployments.apps ns/c', 'get deployments.apps ns/c']);
});

test('409 on the first apply of our own object, which the cache did not know: it is applied by force', async () => {
  const at = applyBench({
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
  const at = applyBench({
    script: { apply: [sampleError('Conflict')], get: () => at.stored('5', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }) },
  });
  expect(await at.apply()).toBe('terminating');
});

test('an object that is going is waited for', async () => {
  const at = applyBench({});
  at.store.put(at.stored('5', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }));
  expect(await at.apply()).toBe('terminating');
});

test('a carried field goes with the version that was seen; 409 means plan anew', async () => {
  const at = applyBench({ script: { apply: [sampleError('Conflict')] }, carried: [REPLICAS] });
  at.store.put(at.stored('5', { spec: { replicas: 4, image: 'edited' } }));
  await expect(at.apply()).rejects.toThrow(StalePlanError);
  expect(at.calls[0]).toMatchObject({ body: { metadata: { resourceVersion: '5' }, spec: { replicas: 1 } }, options: { force: true } });
});

test('a carried field is left out, and no version sent, once another manager owns it', async () => {
  const at = applyBench({ script: { apply: storing() }, carried: [REPLICAS] });
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
  const at = applyBench({ carried: [REPLICAS] });
  at.store.put(at.stored('5', { spec: { replicas: 9, image: 'a' } }));
  expect(await at.apply()).toBe('unchanged');
});

test('a webhook that rewrites a field is told once, insisted on twice more, then left alone until a resync', async () => {
  const rewrite = (sent: KubeObject): KubeObject => ({ ...sent, spec: { replicas: 1, image: 'mirror/a' } });
  const at = applyBench({ script: { apply: storing(rewrite) } });
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
  await applyBench({ script: { apply: storing() }, type: SERVICE, spec: { clusterIP: 'None' }, slots: counting }).apply();
  await applyBench({ script: { apply: storing() }, slots: counting }).apply();
  expect(slots).toBe(0);
  await applyBench({ script: { apply: storing() }, type: SERVICE, spec: { ports: [] }, slots: counting }).apply();
  expect(slots).toBe(1);
});

test('any other refusal is told as it is', async () => {
  const invalid = sampleError('Invalid');
  await expect(applyBench({ script: { apply: invalid, get: sampleError('NotFound') } }).apply()).rejects.toBe(invalid);
  const at = applyBench({ script: { apply: invalid } });
  at.store.put(at.stored('5', { spec: { image: 'edited' } }));
  await expect(at.apply()).rejects.toBe(invalid);
});
