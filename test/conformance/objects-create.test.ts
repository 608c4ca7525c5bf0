import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { causedBy, configMap, objectsScene } from './support/objects-scene.ts';
import { widgetType } from './support/objects-widgets.ts';

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const QUALIFIED =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

describeCluster('creating objects', (plane) => {
  const scene = objectsScene(plane, 'create');
  const widgets = widgetType(scene);

  test('the server sets uid, version and time, whatever the client says', async () => {
    const told = {
      uid: 'x',
      creationTimestamp: '2020-01-01T00:00:00Z',
      deletionTimestamp: '2020-01-01T00:00:00Z',
      deletionGracePeriodSeconds: 5,
      selfLink: '/x',
    };
    const { metadata } = await scene.object(201, 'POST', scene.configMaps, configMap('told', told));
    expect(metadata).toMatchObject({ name: 'told', namespace: scene.namespace });
    expect(metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(metadata.resourceVersion).toMatch(/^\d+$/);
    expect(metadata.creationTimestamp).not.toBe(told.creationTimestamp);
    for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink', 'generation'])
      expect(metadata).not.toHaveProperty(field);
  });

  test('apiVersion and kind may be left out for built-in types', async () => {
    const made = await scene.object(201, 'POST', scene.configMaps, { metadata: { name: 'untyped' } });
    expect(made).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
  });

  test('apiVersion and kind may not be left out for custom resources', async () => {
    const { apiVersion } = widgets;
    expect(await scene.failure('POST', widgets.path(), {})).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: "the object provided is unrecognized (must be of type Widget): Object 'Kind' is missing in '{}' ({})",
    });
    expect(await scene.failure('POST', widgets.path(), { kind: 'Widget', metadata: { name: 'x' } })).toMatchObject({
      code: 400,
      message: `the API version in the data () does not match the expected API version (${apiVersion})`,
    });
  });

  test('another kind than that of the path', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } };
    expect(await scene.failure('POST', scene.configMaps, secret)).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    });
  });

  test('another kind than that of the path, of a custom resource', async () => {
    const gadget = { apiVersion: widgets.apiVersion, kind: 'Gadget', metadata: { name: 'x' } };
    expect(await scene.failure('POST', widgets.path(), gadget)).toMatchObject({
      code: 422,
      message: `Gadget.${widgets.group} "x" is invalid: kind: Invalid value: "Gadget": must be Widget`,
      details: { name: 'x', group: widgets.group, kind: 'Gadget' },
    });
  });

  test('a body that is no object', async () => {
    const { code, message } = await scene.failure('POST', scene.configMaps, '[]');
    expect(code).toBe(400);
    expect(message).toBe(
      'the object provided is unrecognized (must be of type ConfigMap): couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)',
    );
  });

  test('a namespace other than that of the path', async () => {
    expect(await scene.failure('POST', scene.configMaps, configMap('x', { namespace: 'default' }))).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'the namespace of the provided object does not match the namespace sent on the request',
    });
  });

  test('a namespace that is not there, whatever else is wrong', async () => {
    expect(await scene.failure('POST', '/api/v1/namespaces/not-there/configmaps', configMap('Bad_Name'))).toEqual({
      code: 404,
      reason: 'NotFound',
      message: 'namespaces "not-there" not found',
      details: { name: 'not-there', kind: 'namespaces' },
    });
  });

  test('no name', async () => {
    expect(await scene.failure('POST', scene.configMaps, { metadata: {} })).toEqual({
      code: 422,
      reason: 'Invalid',
      message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
      details: {
        kind: 'ConfigMap',
        causes: [{ reason: 'FieldValueRequired', message: 'Required value: name or generateName is required', field: 'metadata.name' }],
      },
    });
  });

  test('a name that is no DNS name', async () => {
    expect(await scene.failure('POST', scene.configMaps, configMap('Bad_Name'))).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: `ConfigMap "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": ${SUBDOMAIN}`,
      details: { name: 'Bad_Name', kind: 'ConfigMap', causes: [{ reason: 'FieldValueInvalid', field: 'metadata.name' }] },
    });
  });

  test('a name that is too long', async () => {
    const name = 'x'.repeat(254);
    const { message } = await scene.failure('POST', scene.configMaps, configMap(name));
    expect(message).toBe(`ConfigMap "${name}" is invalid: metadata.name: Invalid value: "${name}": must be no more than 253 characters`);
  });

  test('a generated name: the prefix and five of 27 characters', async () => {
    const { metadata } = await scene.object(201, 'POST', scene.configMaps, { metadata: { generateName: 'gen-' } });
    expect(metadata.name).toMatch(/^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(metadata.generateName).toBe('gen-');
  });

  test('a name given wins over generateName', async () => {
    const { metadata } = await scene.object(201, 'POST', scene.configMaps, configMap('given', { generateName: 'gen-' }));
    expect(metadata).toMatchObject({ name: 'given', generateName: 'gen-' });
  });

  test('a bad prefix is told beside the bad name that it makes', async () => {
    const failure = await scene.failure('POST', scene.configMaps, { metadata: { generateName: 'Bad-' } });
    expect(failure.message).toMatch(/^ConfigMap "Bad-[a-z0-9]{5}" is invalid: \[metadata\.generateName: Invalid value: "Bad-": /);
    expect(causedBy(failure)).toEqual(['metadata.generateName', 'metadata.name']);
  });

  test('an object that is there already', async () => {
    await scene.object(201, 'POST', scene.configMaps, configMap('twice'));
    expect(await scene.failure('POST', scene.configMaps, configMap('twice'))).toEqual({
      code: 409,
      reason: 'AlreadyExists',
      message: 'configmaps "twice" already exists',
      details: { name: 'twice', kind: 'configmaps' },
    });
  });

  test('a resourceVersion', async () => {
    expect(await scene.failure('POST', scene.configMaps, configMap('versioned', { resourceVersion: '5' }))).toEqual({
      code: 500,
      message: 'resourceVersion should not be set on objects to be created',
    });
    await scene.object(201, 'POST', scene.configMaps, configMap('versioned', { resourceVersion: '0' }));
  });

  test('a dry run makes nothing and gives no version', async () => {
    const { metadata } = await scene.object(201, 'POST', `${scene.configMaps}?dryRun=All`, configMap('dry'));
    expect(metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(metadata).not.toHaveProperty('resourceVersion');
    expect((await scene.failure('GET', `${scene.configMaps}/dry`)).code).toBe(404);
  });

  test('a dry run refuses what a run would', async () => {
    await scene.object(201, 'POST', scene.configMaps, configMap('dry-there'));
    expect(await scene.failure('POST', `${scene.configMaps}?dryRun=All`, configMap('dry-there'))).toMatchObject({
      reason: 'AlreadyExists',
    });
  });

  test('a custom resource begins at generation 1, without its status', async () => {
    const body = widgets.widget('fresh', { color: 'red' }, { generation: 7 }, { status: { note: 'x' } });
    const made = await scene.object(201, 'POST', widgets.path(), body);
    expect(made.metadata.generation).toBe(1);
    expect(made.spec).toEqual({ color: 'red', size: 3 });
    expect(made).not.toHaveProperty('status');
  });

  test('empty labels, annotations and owners are not kept', async () => {
    const empty = { labels: {}, annotations: {}, ownerReferences: [], finalizers: [] };
    const { metadata } = await scene.object(201, 'POST', widgets.path(), widgets.widget('empty', {}, empty));
    for (const field of Object.keys(empty)) expect(metadata).not.toHaveProperty(field);
  });

  test('a bad label key and a bad label value', async () => {
    const failure = await scene.failure('POST', scene.configMaps, configMap('labels', { labels: { 'a b': 'x' } }));
    expect(failure.message).toBe(`ConfigMap "labels" is invalid: metadata.labels: Invalid value: "a b": ${QUALIFIED}`);
    const value = await scene.failure('POST', scene.configMaps, configMap('labels', { labels: { a: 'not ok!' } }));
    expect(value.message).toContain('metadata.labels: Invalid value: "not ok!": a valid label must be an empty string or consist of');
    const long = await scene.failure('POST', scene.configMaps, configMap('labels', { labels: { a: 'x'.repeat(64) } }));
    expect(long.message).toMatch(/metadata\.labels: Invalid value: "x{64}": must be no more than 63 bytes$/);
  });

  test('a label key with a bad prefix', async () => {
    const upper = await scene.failure('POST', scene.configMaps, configMap('labels', { labels: { 'A.B/c': 'x' } }));
    expect(upper.message).toBe(`ConfigMap "labels" is invalid: metadata.labels: Invalid value: "A.B/c": prefix part ${SUBDOMAIN}`);
    const empty = await scene.failure('POST', scene.configMaps, configMap('labels', { labels: { '/c': 'x' } }));
    expect(empty.message).toBe('ConfigMap "labels" is invalid: metadata.labels: Invalid value: "/c": prefix part must be non-empty');
  });

  test('annotations of more than 256 KiB', async () => {
    const failure = await scene.failure('POST', scene.configMaps, configMap('big', { annotations: { big: 'y'.repeat(262_142) } }));
    expect(failure).toMatchObject({
      code: 422,
      message: 'ConfigMap "big" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes',
      details: { causes: [{ reason: 'FieldValueTooLong', field: 'metadata.annotations' }] },
    });
  });

  test('owner references that say too little', async () => {
    const owner = { apiVersion: '', kind: '', name: '', uid: '' };
    const failure = await scene.failure('POST', scene.configMaps, configMap('owned', { ownerReferences: [owner] }));
    expect(failure.message).toBe(
      'ConfigMap "owned" is invalid: [metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty, metadata.ownerReferences.kind: Invalid value: "": must not be empty, metadata.ownerReferences.name: Invalid value: "": must not be empty, metadata.ownerReferences.uid: Invalid value: "": must not be empty]',
    );
  });

  test('two controlling owners', async () => {
    const owner = (kind: string): object => ({ apiVersion: 'v1', kind, name: 'e', uid: kind, controller: true });
    const owners = [owner('A'), owner('B')];
    const { message } = await scene.failure('POST', scene.configMaps, configMap('owned', { ownerReferences: owners }));
    expect(message).toBe(
      `ConfigMap "owned" is invalid: metadata.ownerReferences: Invalid value: ${JSON.stringify(owners)}: Only one reference can have Controller set to true. Found "true" in references for A/e and B/e`,
    );
  });

  test('an Event as owner', async () => {
    const owner = { apiVersion: 'v1', kind: 'Event', name: 'e', uid: 'u' };
    const { message } = await scene.failure('POST', scene.configMaps, configMap('owned', { ownerReferences: [owner] }));
    expect(message).toContain('/v1, Kind=Event is disallowed from being an owner');
  });

  test('a finalizer without a domain', async () => {
    const body = configMap('finalized', { finalizers: ['nodomain'] });
    expect((await scene.failure('POST', scene.configMaps, body)).message).toBe(
      'ConfigMap "finalized" is invalid: metadata.finalizers[0]: Invalid value: "nodomain": name is neither a standard finalizer name nor is it fully qualified',
    );
  });

  test('a finalizer without a domain on a custom resource is a warning', async () => {
    const answer = await scene.send('POST', `${widgets.path()}?dryRun=All`, widgets.widget('finalized', {}, { finalizers: ['nodomain'] }));
    expect(answer.status).toBe(201);
    expect(answer.headers['warning']).toBe(
      String.raw`299 - "metadata.finalizers: \"nodomain\": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers"`,
    );
  });

  test('the two finalizers of the garbage collector together', async () => {
    const finalizers = ['orphan', 'foregroundDeletion'];
    const { message } = await scene.failure('POST', scene.configMaps, configMap('both', { finalizers }));
    expect(message).toBe(
      'ConfigMap "both" is invalid: metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    );
  });

  test('strict field validation names every unknown field', async () => {
    const body = { ...configMap('strict', { foo: 1 }), bar: 2 };
    expect(await scene.failure('POST', `${scene.configMaps}?fieldValidation=Strict`, body)).toEqual({
      code: 400,
      reason: 'BadRequest',
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "metadata.foo", unknown field "bar"',
    });
  });

  test('strict field validation of a custom resource: metadata first', async () => {
    const body = { ...widgets.widget('strict', { foo: 1 }, { foo: 1 }), bar: 2 };
    expect((await scene.failure('POST', `${widgets.path()}?fieldValidation=Strict`, body)).message).toBe(
      'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "metadata.foo", unknown field "bar", unknown field "spec.foo"',
    );
  });

  test('unknown fields are warnings by default, and nothing with Ignore', async () => {
    const body = { ...configMap('lenient'), bar: 2 };
    const warned = await scene.send('POST', `${scene.configMaps}?dryRun=All`, body);
    expect(warned.headers['warning']).toBe(String.raw`299 - "unknown field \"bar\""`);
    const ignored = await scene.send('POST', `${scene.configMaps}?dryRun=All&fieldValidation=Ignore`, body);
    expect(ignored).toMatchObject({ status: 201 });
    expect(ignored.headers).not.toHaveProperty('warning');
  });

  test('metadata of the wrong type', async () => {
    const { code, message } = await scene.failure('POST', widgets.path(), widgets.widget('x', {}, { labels: { a: 1 } }));
    expect(code).toBe(400);
    expect(message).toBe(
      'Widget in version "v1" cannot be handled as a Widget: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
    );
  });
});
