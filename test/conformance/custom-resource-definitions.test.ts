import { afterAll, beforeAll, expect, test } from 'vitest';
import { isJsonObject } from '../../src/kernel/json.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { type RawAnswer, rawClient, type RawClient } from '../support/raw-client.ts';
import {
  conditionsOf,
  type CrdParts,
  deleteCrd,
  getCrd,
  installCrd,
  patchCrd,
  postCrd,
  type TestCrd,
  testCrd,
} from './support/custom-resources-crd.ts';
import { causesOf, partOf } from './support/custom-resources-scene.ts';

const MERGE = 'application/merge-patch+json';
const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

function statusOf(answer: RawAnswer): unknown {
  return partOf(answer, 'status');
}

describeCluster('the life of a CustomResourceDefinition', (plane) => {
  let client: RawClient;
  const made: string[] = [];
  beforeAll(async () => {
    client = await rawClient(plane.kubeconfig);
  });
  afterAll(async () => {
    for (const name of made) await deleteCrd(client, name);
    client.close();
  });

  async function installed(parts: CrdParts = {}): Promise<TestCrd> {
    const crd = testCrd(parts);
    made.push(crd.name);
    await installCrd(client, crd);
    return crd;
  }

  async function apiResources(crd: TestCrd): Promise<unknown> {
    const { json } = await client.request('GET', `/apis/${crd.group}/v1`);
    return isJsonObject(json) ? json['resources'] : undefined;
  }

  test('it is answered with defaults and without conditions', async () => {
    const crd = testCrd();
    made.push(crd.name);
    const answer = await postCrd(client, crd);
    expect(answer.status).toBe(201);
    expect(partOf(answer, 'spec')).toMatchObject({
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
      conversion: { strategy: 'None' },
    });
    expect(partOf(answer, 'spec')).not.toHaveProperty('preserveUnknownFields');
    expect(statusOf(answer)).toEqual({ conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: ['v1'] });
  });

  test('it becomes established with its names', async () => {
    const crd = await installed({ names: { shortNames: ['th'], categories: ['every'] } });
    const answer = await getCrd(client, crd.name);
    expect(conditionsOf(answer)).toEqual({
      NamesAccepted: 'True NoConflicts: no conflicts found',
      Established: 'True InitialNamesAccepted: the initial names have been accepted',
    });
    const acceptedNames = {
      plural: 'things',
      singular: 'thing',
      shortNames: ['th'],
      kind: 'Thing',
      listKind: 'ThingList',
      categories: ['every'],
    };
    expect(statusOf(answer)).toMatchObject({ acceptedNames, storedVersions: ['v1'] });
    expect(partOf(answer, 'metadata')).toMatchObject({ generation: 1 });
  });

  test('its type appears in discovery', async () => {
    const subresources = { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } };
    const properties = { spec: { type: 'object', properties: { replicas: { type: 'integer' } } } };
    const crd = await installed({
      names: { shortNames: ['th'], categories: ['every'] },
      scope: 'Namespaced',
      properties,
      version: { subresources },
    });
    await expect.poll(() => apiResources(crd)).toHaveLength(3);
    expect(await apiResources(crd)).toMatchObject([
      { name: 'things', singularName: 'thing', namespaced: true, kind: 'Thing', shortNames: ['th'], categories: ['every'] },
      { name: 'things/status', singularName: '', namespaced: true, kind: 'Thing', verbs: ['get', 'patch', 'update'] },
      {
        name: 'things/scale',
        singularName: '',
        namespaced: true,
        group: 'autoscaling',
        version: 'v1',
        kind: 'Scale',
        verbs: ['get', 'patch', 'update'],
      },
    ]);
  });

  test('names that another definition of the group has are not given again', async () => {
    const first = await installed({ names: { shortNames: ['th'] } });
    const second = testCrd({ names: { plural: 'widgets', singular: 'widget', kind: 'Thing', shortNames: ['th'] } }, first.group);
    made.push(second.name);
    await postCrd(client, second);
    await expect
      .poll(async () => conditionsOf(await getCrd(client, second.name)))
      .toEqual({
        NamesAccepted: 'False ListKindConflict: "ThingList" is already in use',
        Established: 'False NotAccepted: not all names are accepted',
      });
    expect(statusOf(await getCrd(client, second.name))).toMatchObject({
      acceptedNames: { plural: 'widgets', singular: 'widget', kind: '' },
    });
    expect((await client.request('GET', second.path)).status).toBe(404);
  });

  test('names that become free are given', async () => {
    const first = await installed();
    const second = testCrd({ names: { plural: 'widgets', singular: 'widget', kind: 'Thing' } }, first.group);
    made.push(second.name);
    await postCrd(client, second);
    await expect.poll(async () => conditionsOf(await getCrd(client, second.name))['NamesAccepted']).toContain('False');
    await deleteCrd(client, first.name);
    await expect.poll(async () => conditionsOf(await getCrd(client, second.name))['Established']).toContain('True');
  });

  test('scope, kind, plural and group do not change once it is established', async () => {
    const crd = await installed();
    const answer = await patchCrd(client, crd.name, {
      spec: { scope: 'Namespaced', group: 'x.y', names: { kind: 'Other', plural: 'others' } },
    });
    expect(causesOf(answer)).toEqual([
      'FieldValueInvalid | spec.scope | Invalid value: "Namespaced": field is immutable',
      'FieldValueInvalid | spec.names.kind | Invalid value: "Other": field is immutable',
      'FieldValueInvalid | spec.group | Invalid value: "x.y": field is immutable',
      'FieldValueInvalid | spec.names.plural | Invalid value: "others": field is immutable',
    ]);
  });

  test('a new storage version is remembered as stored', async () => {
    const crd = await installed();
    const schema = { openAPIV3Schema: { type: 'object' } };
    const versions = [
      { name: 'v1', served: true, storage: false, schema },
      { name: 'v2', served: true, storage: true, schema },
    ];
    const answer = await patchCrd(client, crd.name, { spec: { versions } });
    expect(statusOf(answer)).toMatchObject({ storedVersions: ['v1', 'v2'] });
  });

  test('a stored version cannot be taken away', async () => {
    const crd = await installed();
    const versions = [{ name: 'v2', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
    expect(causesOf(await patchCrd(client, crd.name, { spec: { versions } }))).toEqual([
      'FieldValueInvalid | status.storedVersions[0] | Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions',
    ]);
  });

  test('a change of its schema counts as a generation, one of its metadata does not', async () => {
    const crd = await installed();
    const labelled = await patchCrd(client, crd.name, { metadata: { labels: { a: 'b' } } });
    expect(partOf(labelled, 'metadata')).toMatchObject({ generation: 1 });
    const changed = await patchCrd(client, crd.name, { spec: { names: { shortNames: ['tt'] } } });
    expect(partOf(changed, 'metadata')).toMatchObject({ generation: 2 });
  });

  test('it goes with its objects and its type', async () => {
    const crd = await installed();
    await client.request('POST', crd.path, { body: crd.thing('a') });
    const answer = await deleteCrd(client, crd.name);
    expect(answer.status).toBe(200);
    expect(partOf(answer, 'metadata')).toMatchObject({ finalizers: [CLEANUP], generation: 1 });
    expect(conditionsOf(answer)['Terminating']).toBe(
      'True InstanceDeletionPending: CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    );
    await expect.poll(async () => (await getCrd(client, crd.name)).status).toBe(404);
    await expect.poll(async () => (await client.request('GET', crd.path)).status).toBe(404);
    await installCrd(client, crd);
    const { json } = await client.request('GET', crd.path);
    expect(json).toMatchObject({ kind: 'ThingList', items: [] });
  });

  test('it waits for the finalizers of its objects, and takes no new ones meanwhile', async () => {
    const crd = await installed();
    await client.request('POST', crd.path, { body: crd.thing('held', {}, { finalizers: ['conformance.dev/hold'] }) });
    await deleteCrd(client, crd.name);
    await expect
      .poll(async () => conditionsOf(await getCrd(client, crd.name))['Terminating'])
      .toBe('True InstanceDeletionInProgress: CustomResource deletion is in progress');
    await expect.poll(async () => partOf(await client.request('GET', `${crd.path}/held`), 'metadata')).toHaveProperty('deletionTimestamp');
    const created = await client.request('POST', crd.path, { body: crd.thing('late') });
    expect(created.json).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message: `${crd.name} "late" is forbidden: create not allowed while custom resource definition is terminating`,
    });
    await client.request('PATCH', `${crd.path}/held`, { body: { metadata: { finalizers: null } }, type: MERGE });
    await expect.poll(async () => (await getCrd(client, crd.name)).status).toBe(404);
  });
});
