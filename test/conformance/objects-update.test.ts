import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { APPLY, configMap, MERGE, objectsScene, type SeenFailure, STRATEGIC } from './support/objects-scene.ts';
import { widgetType } from './support/objects-widgets.ts';

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

describeCluster('updating objects', (plane) => {
  const scene = objectsScene(plane, 'update');
  const widgets = widgetType(scene);
  const at = (name: string): string => `${scene.configMaps}/${name}`;

  test('an update without a version means whatever is there', async () => {
    const before = await scene.object(201, 'POST', scene.configMaps, configMap('free'));
    const after = await scene.object(200, 'PUT', at('free'), configMap('free', {}, { a: '2' }));
    expect(after.data).toEqual({ a: '2' });
    expect(after.metadata.uid).toBe(before.metadata.uid);
    expect(BigInt(after.metadata.resourceVersion)).toBeGreaterThan(BigInt(before.metadata.resourceVersion));
  });

  test('an update that changes nothing keeps the version', async () => {
    const before = await scene.object(201, 'POST', scene.configMaps, configMap('same'));
    expect((await scene.object(200, 'PUT', at('same'), configMap('same'))).metadata).toEqual(before.metadata);
    const touched = configMap('same', { creationTimestamp: '2000-01-01T00:00:00Z', generation: 5, selfLink: '/x', resourceVersion: '0' });
    expect((await scene.object(200, 'PUT', at('same'), touched)).metadata).toEqual(before.metadata);
  });

  test('an update of another state', async () => {
    await scene.object(201, 'POST', scene.configMaps, configMap('stale'));
    expect(await scene.failure('PUT', at('stale'), configMap('stale', { resourceVersion: '1' }, { a: '2' }))).toEqual({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on configmaps "stale": ${MODIFIED}`,
      details: { name: 'stale', kind: 'configmaps' },
    });
  });

  test('a stale update is told before a wrong one', async () => {
    await scene.object(201, 'POST', scene.configMaps, configMap('wrong'));
    const body = configMap('wrong', { resourceVersion: '1', labels: { 'a b': 'c' } });
    expect(await scene.failure('PUT', at('wrong'), body)).toMatchObject({ reason: 'Conflict' });
  });

  test('a version that is no number', async () => {
    await scene.object(201, 'POST', scene.configMaps, configMap('abc'));
    expect(await scene.failure('PUT', at('abc'), configMap('abc', { resourceVersion: 'abc' }))).toEqual({
      code: 500,
      message: 'strconv.ParseUint: parsing "abc": invalid syntax',
    });
  });

  test('the uid of another object', async () => {
    const { metadata } = await scene.object(201, 'POST', scene.configMaps, configMap('uid'));
    const { code, reason, message } = await scene.failure('PUT', at('uid'), configMap('uid', { uid: 'nope', resourceVersion: '1' }));
    expect({ code, reason }).toEqual({ code: 409, reason: 'Conflict' });
    expect(message).toBe(
      `Operation cannot be fulfilled on configmaps "uid": StorageError: invalid object, Code: 4, Key: /registry/configmaps/${scene.namespace}/uid, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: nope, UID in object meta: ${metadata.uid}`,
    );
  });

  test('a name other than that of the path, or none', async () => {
    await scene.object(201, 'POST', scene.configMaps, configMap('named'));
    expect(await scene.failure('PUT', at('named'), configMap('other'))).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'the name of the object (other) does not match the name on the URL (named)',
    });
    expect((await scene.failure('PUT', at('named'), { metadata: {} })).message).toBe(
      'the name of the object (named based on URL) was undeterminable: name must be provided',
    );
  });

  test('an object that is not there, whatever the body says', async () => {
    const expected = { code: 404, reason: 'NotFound', message: 'configmaps "nix" not found', details: { name: 'nix', kind: 'configmaps' } };
    expect(await scene.failure('PUT', at('nix'), configMap('nix'))).toEqual(expected);
    expect(await scene.failure('PUT', at('nix'), configMap('nix', { resourceVersion: '7', uid: 'u' }))).toEqual(expected);
    expect(await scene.failure('PATCH', at('nix'), {}, MERGE)).toEqual(expected);
    expect(await scene.failure('GET', at('nix'))).toEqual(expected);
  });

  test('fields of the metadata that cannot change', async () => {
    await scene.object(201, 'POST', scene.configMaps, configMap('fixed'));
    const deleted = configMap('fixed', { deletionTimestamp: '2000-01-01T00:00:00Z' });
    expect(await scene.failure('PUT', at('fixed'), deleted)).toMatchObject({
      code: 422,
      message: 'ConfigMap "fixed" is invalid: metadata.deletionTimestamp: Invalid value: "2000-01-01T00:00:00Z": field is immutable',
    });
    expect((await scene.failure('PUT', at('fixed'), configMap('fixed', { deletionGracePeriodSeconds: 4 }))).message).toBe(
      'ConfigMap "fixed" is invalid: metadata.deletionGracePeriodSeconds: Invalid value: 4: field is immutable',
    );
    expect((await scene.failure('PATCH', at('fixed'), { metadata: { uid: 'u2' } }, MERGE)).message).toBe(
      'ConfigMap "fixed" is invalid: metadata.uid: Invalid value: "u2": field is immutable',
    );
  });

  test('most types look twice at what cannot change, some leave it to the server', async () => {
    const fieldsOf = (failure: SeenFailure): readonly string[] =>
      (failure.details as { readonly causes: readonly { readonly field: string }[] }).causes.map(({ field }) => field);
    const body = { metadata: { uid: 'u2' } };
    await scene.object(201, 'POST', scene.configMaps, configMap('twice'));
    expect(fieldsOf(await scene.failure('PATCH', at('twice'), body, MERGE))).toEqual(['metadata.uid', 'metadata.uid']);
    const ranges = `/api/v1/namespaces/${scene.namespace}/limitranges`;
    const range = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'once' }, spec: { limits: [] } };
    await scene.object(201, 'POST', ranges, range);
    expect(fieldsOf(await scene.failure('PATCH', `${ranges}/once`, body, MERGE))).toEqual(['metadata.uid']);
  });

  test('an update takes generateName, labels and annotations as they are given', async () => {
    await scene.object(
      201,
      'POST',
      scene.configMaps,
      configMap('meta', { generateName: 'a-', labels: { a: 'b' }, annotations: { c: 'd' } }),
    );
    const { metadata } = await scene.object(200, 'PUT', at('meta'), configMap('meta', { labels: { x: 'y' } }));
    expect(metadata.labels).toEqual({ x: 'y' });
    expect(metadata).not.toHaveProperty('generateName');
    expect(metadata).not.toHaveProperty('annotations');
  });

  test('a dry run changes nothing', async () => {
    const before = await scene.object(201, 'POST', scene.configMaps, configMap('dry'));
    const shown = await scene.object(200, 'PUT', `${at('dry')}?dryRun=All`, configMap('dry', {}, { a: '2' }));
    expect(shown).toMatchObject({ data: { a: '2' }, metadata: { resourceVersion: before.metadata.resourceVersion } });
    expect((await scene.object(200, 'GET', at('dry'))).data).toEqual({ a: '1' });
  });

  test('a custom resource is updated only from a version', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('versioned'));
    const message = `${widgets.resource} "versioned" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update`;
    const path = `${widgets.path()}/versioned`;
    expect(await scene.failure('PUT', path, widgets.widget('versioned'))).toEqual({
      code: 422,
      reason: 'Invalid',
      message,
      details: {
        name: 'versioned',
        group: widgets.group,
        kind: 'widgets',
        causes: [
          { reason: 'FieldValueInvalid', message: 'Invalid value: 0: must be specified for an update', field: 'metadata.resourceVersion' },
        ],
      },
    });
    expect((await scene.failure('PATCH', path, { metadata: { resourceVersion: null } }, MERGE)).message).toBe(message);
  });

  test('generation counts changes of the spec alone', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('counted', { color: 'red' }));
    const path = `${widgets.path()}/counted`;
    const generationAfter = async (patch: object): Promise<number | undefined> =>
      (await scene.object(200, 'PATCH', path, patch, MERGE)).metadata.generation;
    expect(await generationAfter({ metadata: { labels: { a: 'b' } } })).toBe(1);
    expect(await generationAfter({ spec: { color: 'blue' } })).toBe(2);
    expect(await generationAfter({ spec: { color: 'blue' } })).toBe(2);
    expect(await generationAfter({ status: { note: 'x' } })).toBe(2);
    expect(await generationAfter({ metadata: { generation: 99 } })).toBe(2);
  });

  test('types that count no generations keep the first one given', async () => {
    const made = await scene.object(201, 'POST', scene.configMaps, configMap('uncounted', { generation: 7 }));
    expect(made.metadata.generation).toBe(7);
    const next = await scene.object(200, 'PUT', at('uncounted'), configMap('uncounted', { generation: 9 }, { a: '2' }));
    expect(next.metadata.generation).toBe(7);
  });

  test('an update of a Lease that is not there makes it', async () => {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${scene.namespace}/leases/made`;
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'made', resourceVersion: '5' } };
    expect((await scene.object(201, 'PUT', path, lease)).metadata.name).toBe('made');
    expect((await scene.failure('PUT', path, { ...lease, metadata: { name: 'made' } })).message).toBe(
      'leases.coordination.k8s.io "made" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    );
  });

  test('patches that change the identity', async () => {
    await scene.object(201, 'POST', scene.configMaps, configMap('self'));
    for (const type of [MERGE, STRATEGIC]) {
      expect((await scene.failure('PATCH', at('self'), { metadata: { name: 'other' } }, type)).message).toBe(
        'the name of the object (other) does not match the name on the URL (self)',
      );
      expect((await scene.failure('PATCH', at('self'), { metadata: { namespace: 'default' } }, type)).message).toBe(
        'the namespace of the provided object does not match the namespace sent on the request',
      );
      expect((await scene.failure('PATCH', at('self'), { metadata: null }, type)).message).toBe(
        'the name of the object (self based on URL) was undeterminable: name must be provided',
      );
    }
  });

  test('patches of the type: read back as what it was, where that is possible', async () => {
    const before = await scene.object(201, 'POST', scene.configMaps, configMap('typed'));
    const unchanged = { kind: 'ConfigMap', metadata: { resourceVersion: before.metadata.resourceVersion } };
    expect(await scene.object(200, 'PATCH', at('typed'), { kind: 'Secret' }, STRATEGIC)).toMatchObject(unchanged);
    expect(await scene.object(200, 'PATCH', at('typed'), { kind: null }, MERGE)).toMatchObject(unchanged);
    const failure = await scene.failure('PATCH', at('typed'), { apiVersion: 'v2' }, MERGE);
    expect(failure).toMatchObject({ code: 422, reason: 'Invalid', details: { causes: [{ reason: 'FieldValueInvalid', field: 'patch' }] } });
    expect(failure.message).toMatch(/^ "" is invalid: patch: Invalid value: "\{.*no kind "ConfigMap" is registered for version "v2"/s);
  });

  test('patches of the type of a custom resource', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('typed'));
    const path = `${widgets.path()}/typed`;
    expect(await scene.failure('PATCH', path, { kind: 'Gadget' }, MERGE)).toMatchObject({
      code: 422,
      message: `Gadget.${widgets.group} "typed" is invalid: kind: Invalid value: "Gadget": must be Widget`,
    });
    expect((await scene.failure('PATCH', path, { apiVersion: 'v1' }, MERGE)).message).toBe(
      `Widget "typed" is invalid: apiVersion: Invalid value: "v1": must be ${widgets.apiVersion}`,
    );
  });

  test('a patch with a version is for that version', async () => {
    await scene.object(201, 'POST', scene.configMaps, configMap('locked'));
    for (const resourceVersion of ['1', '999999999'])
      expect(await scene.failure('PATCH', at('locked'), { metadata: { resourceVersion } }, MERGE)).toMatchObject({
        code: 409,
        message: `Operation cannot be fulfilled on configmaps "locked": ${MODIFIED}`,
      });
  });

  test('a strategic patch of a custom resource', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('strategic'));
    expect(await scene.failure('PATCH', `${widgets.path()}/strategic`, { spec: {} }, STRATEGIC)).toEqual({
      code: 415,
      reason: 'UnsupportedMediaType',
      message:
        'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    });
  });

  test('an apply creates and then updates', async () => {
    const path = `${at('applied')}?fieldManager=me`;
    const made = await scene.object(201, 'PATCH', path, configMap('applied'), APPLY);
    const again = await scene.object(200, 'PATCH', path, configMap('applied'), APPLY);
    expect(again.metadata).toEqual(made.metadata);
    expect((await scene.object(200, 'PATCH', path, configMap('applied', {}, { a: '2' }), APPLY)).data).toEqual({ a: '2' });
  });

  test('an apply that names a uid creates nothing', async () => {
    expect(await scene.failure('PATCH', `${at('gone')}?fieldManager=me`, configMap('gone', { uid: 'nope' }), APPLY)).toEqual({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "gone": uid mismatch: the provided object specified uid nope, and no existing object was found',
      details: { name: 'gone', kind: 'configmaps' },
    });
  });

  test('an apply must say the type and the name', async () => {
    const path = `${at('unsaid')}?fieldManager=me`;
    const failureOf = async (body: object): Promise<string> => (await scene.failure('PATCH', path, body, APPLY)).message;
    expect(await failureOf({ kind: 'ConfigMap', metadata: { name: 'unsaid' } })).toBe('invalid object type: /, Kind=ConfigMap');
    expect(await failureOf({ ...configMap('unsaid'), kind: 'Secret' })).toBe('invalid object type: /v1, Kind=Secret');
    expect(await failureOf({ apiVersion: 'v1', kind: 'ConfigMap' })).toBe(
      'the name of the object (unsaid based on URL) was undeterminable: name must be provided',
    );
    expect(await failureOf(configMap('other'))).toBe('the name of the object (other) does not match the name on the URL (unsaid)');
  });

  test('an apply into a namespace that is not there', async () => {
    const path = '/api/v1/namespaces/not-there/configmaps/x?fieldManager=me';
    expect(await scene.failure('PATCH', path, configMap('x'), APPLY)).toMatchObject({
      code: 404,
      message: 'namespaces "not-there" not found',
    });
  });
});
