import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { APPLY, configMap, JSON_PATCH, MERGE, objectsScene, STRATEGIC } from './support/objects-scene.ts';
import { widgetType } from './support/objects-widgets.ts';

/** A Deployment that nothing runs: controllers have nothing to do for it. */
function deployment(name: string, replicas = 0): object {
  const matchExpressions = [
    { key: 'x', operator: 'In', values: ['2', '1'] },
    { key: 'y', operator: 'Exists' },
  ];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      paused: true,
      selector: { matchLabels: { z: 'b', a: 'b' }, matchExpressions },
      template: { metadata: { labels: { a: 'b', z: 'b', x: '1', y: '' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    },
  };
}

function scale(name: string, spec?: object, metadata: object = {}): object {
  return { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name, ...metadata }, ...(spec === undefined ? {} : { spec }) };
}

describeCluster('status and scale', (plane) => {
  const scene = objectsScene(plane, 'subresources');
  const widgets = widgetType(scene);
  const at = (name: string): string => `${widgets.path()}/${name}`;
  const deployments = `/apis/apps/v1/namespaces/${scene.namespace}/deployments`;

  test('an update of the status changes nothing else', async () => {
    const made = await scene.object(201, 'POST', widgets.path(), widgets.widget('status', { color: 'red' }, { labels: { a: 'b' } }));
    const body = widgets.widget(
      'status',
      { color: 'green' },
      { resourceVersion: made.metadata.resourceVersion, labels: { a: 'c' }, annotations: { x: 'y' }, finalizers: ['example.com/f'] },
      { status: { note: 'hello' } },
    );
    const next = await scene.object(200, 'PUT', `${at('status')}/status`, body);
    expect(next).toMatchObject({ spec: { color: 'red' }, status: { note: 'hello' }, metadata: { labels: { a: 'b' }, generation: 1 } });
    expect(next.metadata).not.toHaveProperty('annotations');
    expect(next.metadata).not.toHaveProperty('finalizers');
    expect(next.metadata.resourceVersion).not.toBe(made.metadata.resourceVersion);
  });

  test('what a status patch says of the metadata does not count, even where it cannot change', async () => {
    const made = await scene.object(201, 'POST', widgets.path(), widgets.widget('bold'));
    const body = { metadata: { uid: 'other', deletionGracePeriodSeconds: 3, labels: { 'not a key': 'x' } }, status: { note: 'hello' } };
    const next = await scene.object(200, 'PATCH', `${at('bold')}/status`, body, MERGE);
    expect(next).toMatchObject({ status: { note: 'hello' }, metadata: { uid: made.metadata.uid } });
    expect(next.metadata).not.toHaveProperty('labels');
    expect(next.metadata).not.toHaveProperty('deletionGracePeriodSeconds');
  });

  test('an update of the object does not change the status', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('main'));
    await scene.object(200, 'PATCH', `${at('main')}/status`, { status: { note: 'kept' } }, MERGE);
    const next = await scene.object(200, 'PATCH', at('main'), { spec: { color: 'blue' }, status: { note: 'sneaky' } }, MERGE);
    expect(next).toMatchObject({ spec: { color: 'blue' }, status: { note: 'kept' }, metadata: { generation: 2 } });
  });

  test('a status patch that changes nothing keeps the version', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('quiet'));
    const patch = { status: { note: 'once' } };
    const once = await scene.object(200, 'PATCH', `${at('quiet')}/status`, patch, MERGE);
    const mixed = { ...patch, spec: { color: 'ignored' }, metadata: { labels: { ignored: 'too' } } };
    expect((await scene.object(200, 'PATCH', `${at('quiet')}/status`, mixed, MERGE)).metadata).toEqual(once.metadata);
  });

  test('the status is read under its own path', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('read'));
    expect(await scene.object(200, 'GET', `${at('read')}/status`)).toEqual(await scene.object(200, 'GET', at('read')));
    expect((await scene.failure('GET', `${at('nix')}/status`)).message).toBe(`${widgets.resource} "nix" not found`);
  });

  test('a status of the wrong type', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('wrong'));
    expect(await scene.failure('PATCH', `${at('wrong')}/status`, { status: { note: 5 } }, MERGE)).toMatchObject({
      code: 422,
      details: { causes: [{ reason: 'FieldValueTypeInvalid', field: 'status.note' }] },
    });
  });

  test('a status is not created by an apply', async () => {
    const path = `${at('absent')}/status?fieldManager=me`;
    expect(await scene.failure('PATCH', path, widgets.widget('absent', {}, {}, { status: {} }), APPLY)).toMatchObject({ code: 404 });
  });

  test('types without status or scale', async () => {
    await scene.object(201, 'POST', scene.configMaps, configMap('plain'));
    const expected = { code: 404, reason: 'NotFound', message: 'the server could not find the requested resource', details: {} };
    expect(await scene.failure('GET', `${scene.configMaps}/plain/status`)).toEqual(expected);
    expect(await scene.failure('GET', `${scene.configMaps}/plain/scale`)).toEqual(expected);
    expect(await scene.failure('PUT', `${scene.configMaps}/plain/status`, configMap('plain'))).toEqual(expected);
  });

  test('the scale of a custom resource', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('scaled', { replicas: 2 }));
    const status = { status: { replicas: 1, selector: 'app=x' } };
    const { metadata } = await scene.object(200, 'PATCH', `${at('scaled')}/status`, status, MERGE);
    const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
    expect(await scene.object(200, 'GET', `${at('scaled')}/scale`)).toEqual({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
      spec: { replicas: 2 },
      status: { replicas: 1, selector: 'app=x' },
    });
  });

  test('a custom resource without replicas has no scale to read, but takes one', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('unscaled'));
    expect(await scene.failure('GET', `${at('unscaled')}/scale`)).toEqual({
      code: 500,
      reason: 'InternalError',
      message: 'Internal error occurred: the spec replicas field ".spec.replicas" does not exist',
      details: { causes: [{ message: 'the spec replicas field ".spec.replicas" does not exist' }] },
    });
    const scaled = await scene.object(200, 'PUT', `${at('unscaled')}/scale`, scale('unscaled', { replicas: 4 }));
    expect(scaled.spec).toEqual({ replicas: 4 });
    expect((await scene.object(200, 'GET', at('unscaled'))).spec).toEqual({ replicas: 4, size: 3 });
  });

  test('scaling is a new generation, and only when it changes something', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('counted', { replicas: 1 }));
    const once = await scene.object(200, 'PATCH', `${at('counted')}/scale`, { spec: { replicas: 5 } }, MERGE);
    const again = await scene.object(200, 'PATCH', `${at('counted')}/scale`, { spec: { replicas: 5 } }, MERGE);
    expect(again.metadata.resourceVersion).toBe(once.metadata.resourceVersion);
    const replace = [{ op: 'replace', path: '/spec/replicas', value: 7 }];
    expect((await scene.object(200, 'PATCH', `${at('counted')}/scale`, replace, JSON_PATCH)).spec).toEqual({ replicas: 7 });
    expect((await scene.object(200, 'GET', at('counted'))).metadata.generation).toBe(3);
  });

  test('negative replicas of a custom resource', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('negative', { replicas: 1 }));
    expect(await scene.failure('PATCH', `${at('negative')}/scale`, { spec: { replicas: -1 } }, MERGE)).toEqual({
      code: 422,
      reason: 'Invalid',
      message: `Widget.${widgets.group} "negative" is invalid: .spec.replicas: Invalid value: -1: should be a non-negative integer`,
      details: {
        name: 'negative',
        group: widgets.group,
        kind: 'Widget',
        causes: [{ reason: 'FieldValueInvalid', message: 'Invalid value: -1: should be a non-negative integer', field: '.spec.replicas' }],
      },
    });
  });

  test('a scale with an old version, another uid or another name', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('locked', { replicas: 1 }));
    const path = `${at('locked')}/scale`;
    expect(await scene.failure('PUT', path, scale('locked', { replicas: 2 }, { resourceVersion: '1' }))).toMatchObject({
      code: 409,
      message: `Operation cannot be fulfilled on ${widgets.resource} "locked": the object has been modified; please apply your changes to the latest version and try again`,
    });
    expect((await scene.failure('PUT', path, scale('locked', { replicas: 2 }, { uid: 'nope' }))).message).toContain(
      `Key: /registry/${widgets.group}/widgets/${scene.namespace}/locked, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: nope`,
    );
    expect(await scene.failure('PUT', path, scale('other', { replicas: 2 }))).toMatchObject({
      code: 400,
      message: 'the name of the object (other) does not match the name on the URL (locked)',
    });
  });

  test('scale patches of custom resources: no strategic ones, no applies', async () => {
    await scene.object(201, 'POST', widgets.path(), widgets.widget('formats', { replicas: 1 }));
    const path = `${at('formats')}/scale`;
    expect((await scene.failure('PATCH', path, { spec: { replicas: 2 } }, STRATEGIC)).code).toBe(415);
    expect(await scene.failure('PATCH', `${path}?fieldManager=me&force=true`, scale('formats', { replicas: 2 }), APPLY)).toEqual({
      code: 500,
      message:
        'failed to convert new object (/formats; autoscaling/v1, Kind=Scale) to proper version: request to convert CR to an invalid group/version: autoscaling/v1',
    });
  });

  test('scaling takes the replicas from who owned them, for its subresource', async () => {
    await scene.object(201, 'POST', `${widgets.path()}?fieldManager=maker`, widgets.widget('owned', { replicas: 1 }));
    await scene.object(200, 'PATCH', `${at('owned')}/scale?fieldManager=scaler`, { spec: { replicas: 2 } }, MERGE);
    const { managedFields } = (await scene.object(200, 'GET', at('owned'))).metadata as { managedFields?: readonly object[] };
    expect(managedFields).toEqual([
      {
        manager: 'scaler',
        operation: 'Update',
        apiVersion: widgets.apiVersion,
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
        subresource: 'scale',
      },
      expect.objectContaining({ manager: 'maker', fieldsV1: { 'f:spec': { '.': {}, 'f:size': {} } } }),
    ]);
    expect(await scene.failure('PATCH', `${at('owned')}/scale?fieldManager=other`, scale('owned', { replicas: 3 }), APPLY)).toEqual({
      code: 409,
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "scaler" with subresource "scale" using autoscaling/v1: .spec.replicas',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "scaler" with subresource "scale" using autoscaling/v1',
            field: '.spec.replicas',
          },
        ],
      },
    });
  });

  test('the scale of a Deployment says its selector; zero replicas are left out', async () => {
    await scene.object(201, 'POST', deployments, deployment('sized'));
    const seen = await scene.object(200, 'GET', `${deployments}/sized/scale`);
    expect(seen).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name: 'sized' } });
    expect(seen.spec).toEqual({});
    expect(seen.status).toEqual({ replicas: 0, selector: 'a=b,x in (1,2),y,z=b' });
  });

  test('a Deployment is scaled by every format', async () => {
    await scene.object(201, 'POST', deployments, deployment('formats'));
    const path = `${deployments}/formats/scale`;
    expect((await scene.object(200, 'PATCH', path, { spec: { replicas: 2 } }, STRATEGIC)).spec).toEqual({ replicas: 2 });
    expect((await scene.object(200, 'PUT', path, scale('formats', { replicas: 3 }))).spec).toEqual({ replicas: 3 });
    const applied = await scene.object(200, 'PATCH', `${path}?fieldManager=me&force=true`, scale('formats', { replicas: 4 }), APPLY);
    expect(applied.spec).toEqual({ replicas: 4 });
    expect((await scene.object(200, 'PUT', path, scale('formats'))).spec).toEqual({});
    expect((await scene.object(200, 'GET', `${deployments}/formats`)).spec).toMatchObject({ replicas: 0 });
  });

  test('negative replicas of a Deployment', async () => {
    await scene.object(201, 'POST', deployments, deployment('negative'));
    expect(await scene.failure('PATCH', `${deployments}/negative/scale`, { spec: { replicas: -2 } }, MERGE)).toMatchObject({
      code: 422,
      message: 'Scale.autoscaling "negative" is invalid: spec.replicas: Invalid value: -2: must be greater than or equal to 0',
      details: { name: 'negative', group: 'autoscaling', kind: 'Scale' },
    });
  });

  test('replicas of the wrong type', async () => {
    await scene.object(201, 'POST', deployments, deployment('typed'));
    const { code, message } = await scene.failure('PATCH', `${deployments}/typed/scale`, { spec: { replicas: 'x' } }, MERGE);
    expect(code).toBe(422);
    expect(message).toMatch(/: json: cannot unmarshal string into Go struct field ScaleSpec\.spec\.replicas of type int32$/);
  });

  test('another kind than Scale', async () => {
    await scene.object(201, 'POST', deployments, deployment('kinds'));
    const body = { ...scale('kinds'), kind: 'Foo' };
    expect(await scene.failure('PUT', `${deployments}/kinds/scale`, body)).toEqual({
      code: 400,
      reason: 'BadRequest',
      message:
        'Foo in version "v1" cannot be handled as a Scale: no kind "Foo" is registered for version "autoscaling/v1" in scheme "pkg/runtime/scheme.go:111"',
    });
  });

  test('the scale of what is not there', async () => {
    const expected = { code: 404, message: 'deployments.apps "nix" not found' };
    expect(await scene.failure('GET', `${deployments}/nix/scale`)).toMatchObject(expected);
    expect(await scene.failure('PUT', `${deployments}/nix/scale`, scale('nix'))).toMatchObject(expected);
    expect(await scene.failure('PATCH', `${deployments}/nix/scale?fieldManager=me`, scale('nix'), APPLY)).toMatchObject(expected);
  });
});
