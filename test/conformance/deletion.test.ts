import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { causedBy, configMap, MERGE, objectsScene, type SeenObject } from './support/objects-scene.ts';
import { widgetType } from './support/objects-widgets.ts';

const HOLD = { finalizers: ['example.com/hold'] };

describeCluster('deleting objects', (plane) => {
  const scene = objectsScene(plane, 'deletion');
  const widgets = widgetType(scene);
  const at = (name: string): string => `${scene.configMaps}/${name}`;
  const make = (name: string, metadata: object = {}): Promise<SeenObject> =>
    scene.object(201, 'POST', scene.configMaps, configMap(name, metadata));
  const release = (name: string): Promise<SeenObject> => scene.object(200, 'PATCH', at(name), { metadata: { finalizers: null } }, MERGE);

  test('what goes at once is answered with its uid', async () => {
    const { metadata } = await make('plain');
    const answer = await scene.send('DELETE', at('plain'));
    expect(answer.json).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'plain', kind: 'configmaps', uid: metadata.uid },
    });
    expect((await scene.failure('DELETE', at('plain'))).message).toBe('configmaps "plain" not found');
  });

  test('the group of a custom resource stands in the answer', async () => {
    const { metadata } = await scene.object(201, 'POST', widgets.path(), widgets.widget('plain'));
    const { json } = await scene.send('DELETE', `${widgets.path()}/plain`, { gracePeriodSeconds: 30 });
    expect(json).toMatchObject({ status: 'Success', details: { name: 'plain', group: widgets.group, kind: 'widgets', uid: metadata.uid } });
  });

  test('the uid of another object', async () => {
    const { metadata } = await make('uid');
    expect(await scene.failure('DELETE', at('uid'), { preconditions: { uid: 'nope' } })).toEqual({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ConfigMap "uid": the UID in the precondition (nope) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
      details: { name: 'uid', kind: 'ConfigMap' },
    });
  });

  test('an old version', async () => {
    const { metadata } = await make('version');
    expect(await scene.failure('DELETE', at('version'), { preconditions: { resourceVersion: '1' } })).toMatchObject({
      code: 409,
      message: `Operation cannot be fulfilled on ConfigMap "version": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    });
    const preconditions = { resourceVersion: metadata.resourceVersion, uid: metadata.uid };
    expect((await scene.send('DELETE', at('version'), { preconditions })).status).toBe(200);
  });

  test('a precondition on a custom resource names its kind', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('uid'));
    expect(await scene.failure('DELETE', `${widgets.path()}/uid`, { preconditions: { uid: 'nope' } })).toMatchObject({
      details: { name: 'uid', group: widgets.group, kind: 'Widget' },
    });
  });

  test('a dry run deletes nothing', async () => {
    await make('dry');
    expect((await scene.send('DELETE', `${at('dry')}?dryRun=All`)).json).toMatchObject({ status: 'Success' });
    expect((await scene.send('GET', at('dry'))).status).toBe(200);
  });

  test('a finalizer keeps the object, marked', async () => {
    const before = await make('held', HOLD);
    const after = await scene.object(200, 'DELETE', at('held'), { gracePeriodSeconds: 7 });
    expect(after).toMatchObject({ kind: 'ConfigMap', metadata: { ...HOLD, deletionGracePeriodSeconds: 0, uid: before.metadata.uid } });
    expect(after.metadata.deletionTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(after.metadata.resourceVersion).not.toBe(before.metadata.resourceVersion);
    await release('held');
  });

  test('a second delete changes nothing', async () => {
    await make('again', HOLD);
    const once = await scene.object(200, 'DELETE', at('again'));
    expect(await scene.object(200, 'DELETE', at('again'))).toEqual(once);
    await release('again');
  });

  test('a dry run of a delete shows the mark', async () => {
    const { metadata } = await make('dry-held', HOLD);
    const shown = await scene.object(200, 'DELETE', `${at('dry-held')}?dryRun=All`);
    expect(shown.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, resourceVersion: metadata.resourceVersion });
    expect((await scene.object(200, 'GET', at('dry-held'))).metadata).not.toHaveProperty('deletionTimestamp');
    await release('dry-held');
  });

  test('being deleted is a new generation', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('counted', {}, HOLD));
    const after = await scene.object(200, 'DELETE', `${widgets.path()}/counted`);
    expect(after.metadata.generation).toBe(2);
    await scene.object(200, 'PATCH', `${widgets.path()}/counted`, { metadata: { finalizers: [] } }, MERGE);
  });

  test('the last finalizer takes the object with it; the answer has the version before', async () => {
    await make('last', HOLD);
    const marked = await scene.object(200, 'DELETE', at('last'));
    const last = await scene.object(200, 'PATCH', at('last'), { metadata: { finalizers: null }, data: { last: 'words' } }, MERGE);
    expect(last).toMatchObject({ data: { a: '1', last: 'words' }, metadata: { resourceVersion: marked.metadata.resourceVersion } });
    expect((await scene.failure('GET', at('last'))).code).toBe(404);
  });

  test('a dry run of the release keeps the object', async () => {
    await make('dry-last', HOLD);
    await scene.object(200, 'DELETE', at('dry-last'));
    await scene.object(200, 'PATCH', `${at('dry-last')}?dryRun=All`, { metadata: { finalizers: null } }, MERGE);
    expect((await scene.send('GET', at('dry-last'))).status).toBe(200);
    await release('dry-last');
  });

  test('what is being deleted gets no new finalizers', async () => {
    await make('closed', HOLD);
    await scene.object(200, 'DELETE', at('closed'));
    const finalizers = [...HOLD.finalizers, 'example.com/b', 'example.com/c'];
    const failure = await scene.failure('PATCH', at('closed'), { metadata: { finalizers } }, MERGE);
    expect(failure).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message:
        'ConfigMap "closed" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/b", "example.com/c"}',
    });
    expect(causedBy(failure)).toEqual(['metadata.finalizers']);
    await release('closed');
  });

  test('what is being deleted can be changed, but not called back', async () => {
    await make('doomed', HOLD);
    const { metadata } = await scene.object(200, 'DELETE', at('doomed'));
    const { deletionTimestamp } = metadata;
    const changed = await scene.object(200, 'PATCH', at('doomed'), { data: { still: 'works' } }, MERGE);
    expect(changed).toMatchObject({ data: { still: 'works' }, metadata: { deletionTimestamp } });
    for (const wanted of [null, '2020-01-01T00:00:00Z']) {
      const same = await scene.object(200, 'PATCH', at('doomed'), { metadata: { deletionTimestamp: wanted } }, MERGE);
      expect(same.metadata.deletionTimestamp).toBe(deletionTimestamp);
    }
    await release('doomed');
  });

  test('the name is taken while the object is being deleted', async () => {
    await make('taken', HOLD);
    await scene.object(200, 'DELETE', at('taken'));
    expect(await scene.failure('POST', scene.configMaps, configMap('taken'))).toEqual({
      code: 409,
      reason: 'AlreadyExists',
      message: 'object is being deleted: configmaps "taken" already exists',
      details: { name: 'taken', kind: 'configmaps' },
    });
    await release('taken');
  });

  test('the policies of propagation are finalizers', async () => {
    for (const [propagationPolicy, finalizer] of [
      ['Foreground', 'foregroundDeletion'],
      ['Orphan', 'orphan'],
    ]) {
      const name = `policy-${String(propagationPolicy).toLowerCase()}`;
      await make(name, HOLD);
      const after = await scene.object(200, 'DELETE', at(name), { propagationPolicy });
      expect(after.metadata.finalizers).toEqual([...HOLD.finalizers, finalizer]);
      expect(after.metadata.deletionGracePeriodSeconds).toBe(0);
      await release(name);
    }
    await make('policy-background');
    const { json } = await scene.send('DELETE', at('policy-background'), { propagationPolicy: 'Background' });
    expect(json).toMatchObject({ status: 'Success' });
  });

  test('a policy on what is being deleted already', async () => {
    await make('policy-later', HOLD);
    await scene.object(200, 'DELETE', at('policy-later'));
    const after = await scene.object(200, 'DELETE', at('policy-later'), { propagationPolicy: 'Foreground' });
    expect(after.metadata.finalizers).toEqual([...HOLD.finalizers, 'foregroundDeletion']);
    await release('policy-later');
  });
});
