import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { APPLY, configMap, MERGE, objectsScene, type SeenObject } from './support/objects-scene.ts';

const OWN = 'conformance.dev/hold';

function namespaceBody(name: string, finalizers?: readonly string[], labels?: object): object {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(labels === undefined ? {} : { labels }) },
    spec: finalizers === undefined ? {} : { finalizers },
  };
}

describeCluster('deleting Namespaces', (plane) => {
  const scene = objectsScene(plane, 'namespaces');
  const at = (name: string): string => `/api/v1/namespaces/${name}`;
  /** A Namespace that waits for nobody but the test, whatever controllers run. */
  const make = async (): Promise<string> => {
    const name = `own-${randomUUID().slice(0, 8)}`;
    await scene.object(201, 'POST', '/api/v1/namespaces', namespaceBody(name, [OWN]));
    return name;
  };
  const finalize = (name: string, finalizers: readonly string[] = []): Promise<SeenObject> =>
    scene.object(200, 'PUT', `${at(name)}/finalize`, namespaceBody(name, finalizers));

  test('a Namespace begins active, with the finalizer of the server beside its own', async () => {
    const name = `own-${randomUUID().slice(0, 8)}`;
    const body = { ...namespaceBody(name, [OWN]), status: { phase: 'Terminating' } };
    const made = await scene.object(201, 'POST', '/api/v1/namespaces', body);
    expect(made.spec).toEqual({ finalizers: [OWN, 'kubernetes'] });
    expect(made.status).toEqual({ phase: 'Active' });
    expect(made.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': name });
    await scene.object(200, 'DELETE', at(name));
    await finalize(name);
  });

  test('an update does not change the finalizers, finalize does', async () => {
    const name = await make();
    const kept = await scene.object(200, 'PUT', at(name), namespaceBody(name, []));
    expect(kept.spec).toEqual({ finalizers: [OWN, 'kubernetes'] });
    const changed = await scene.object(200, 'PUT', `${at(name)}/finalize`, namespaceBody(name, [OWN, 'conformance.dev/two']));
    expect(changed.spec).toEqual({ finalizers: [OWN, 'conformance.dev/two'] });
    expect(changed.status).toEqual({ phase: 'Active' });
    await scene.object(200, 'DELETE', at(name));
    await finalize(name);
  });

  test('a finalizer without a domain', async () => {
    const name = await make();
    expect(await scene.failure('PUT', `${at(name)}/finalize`, namespaceBody(name, ['bad']))).toMatchObject({
      code: 422,
      message: `Namespace "${name}" is invalid: spec.finalizers[0]: Invalid value: "bad": name is neither a standard finalizer name nor is it fully qualified`,
    });
    await scene.object(200, 'DELETE', at(name));
    await finalize(name);
  });

  test('a delete makes it terminating, without a grace period', async () => {
    const name = await make();
    const dry = await scene.object(200, 'DELETE', `${at(name)}?dryRun=All`);
    expect(dry.status).toMatchObject({ phase: 'Terminating' });
    expect((await scene.object(200, 'GET', at(name))).status).toEqual({ phase: 'Active' });
    const { metadata, status } = await scene.object(200, 'DELETE', at(name));
    expect(status).toMatchObject({ phase: 'Terminating' });
    expect(metadata.deletionTimestamp).toMatch(/Z$/);
    expect(metadata).not.toHaveProperty('deletionGracePeriodSeconds');
    const again = await scene.object(200, 'DELETE', at(name));
    expect(again.metadata.deletionTimestamp).toBe(metadata.deletionTimestamp);
    await finalize(name);
  });

  test('nothing is created in it any more', async () => {
    const name = await make();
    await scene.object(200, 'DELETE', at(name));
    const failure = {
      code: 403,
      reason: 'Forbidden',
      message: `configmaps "late" is forbidden: unable to create new content in namespace ${name} because it is being terminated`,
      details: {
        name: 'late',
        kind: 'configmaps',
        causes: [{ reason: 'NamespaceTerminating', message: `namespace ${name} is being terminated`, field: 'metadata.namespace' }],
      },
    };
    expect(await scene.failure('POST', `${at(name)}/configmaps`, configMap('late'))).toEqual(failure);
    expect(await scene.failure('POST', `${at(name)}/configmaps?dryRun=All`, configMap('late'))).toEqual(failure);
    expect(await scene.failure('PATCH', `${at(name)}/configmaps/late?fieldManager=me`, configMap('late'), APPLY)).toEqual(failure);
    await finalize(name);
  });

  test('it can be changed while it terminates', async () => {
    const name = await make();
    await scene.object(200, 'DELETE', at(name));
    const { metadata } = await scene.object(200, 'PATCH', at(name), { metadata: { labels: { x: 'y' } } }, MERGE);
    expect(metadata.labels).toMatchObject({ x: 'y' });
    await finalize(name);
  });

  test('it goes with its last finalizer', async () => {
    const name = await make();
    await scene.object(200, 'DELETE', at(name));
    const last = await finalize(name);
    expect(last.spec).toEqual({});
    expect(last.status).toMatchObject({ phase: 'Terminating' });
    expect((await scene.failure('GET', at(name))).message).toBe(`namespaces "${name}" not found`);
  });

  test('finalize is for updates only', async () => {
    const name = await make();
    expect((await scene.failure('GET', `${at(name)}/finalize`)).code).toBe(405);
    expect((await scene.failure('PATCH', `${at(name)}/finalize`, {}, MERGE)).code).toBe(405);
    await scene.object(200, 'DELETE', at(name));
    await finalize(name);
  });
});
