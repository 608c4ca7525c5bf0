import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { rawClient, type RawAnswer, type RawClient } from '../support/raw-client.ts';
import type { Body } from './support/builtin-case.ts';
import { minimal } from './support/builtin-objects.ts';
import { builtinNamespace, mergePatch, messageOf, until, type BuiltinNamespace } from './support/builtin-namespace.ts';

interface Loose {
  readonly metadata: { readonly generation?: number; readonly resourceVersion: string };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

const named = (object: Body, name: string): Body => ({ ...object, metadata: { name } });
const object = ({ json }: RawAnswer): Loose => json as Loose;

describeCluster('types of Kubernetes itself', (plane) => {
  let client: RawClient;
  let home: BuiltinNamespace;

  beforeAll(async () => {
    client = await rawClient(plane.kubeconfig);
    home = await builtinNamespace(client);
  });
  afterAll(() => client.close());

  test('annotations of a Deployment are a new generation, its labels are not', async () => {
    const path = home.inside('deployments', 'apps/v1');
    await client.request('POST', path, { body: minimal.deployment({ replicas: 0 }) });
    const labelled = await mergePatch(client, `${path}/x?dryRun=All`, { metadata: { labels: { a: 'b' } } });
    const annotated = await mergePatch(client, `${path}/x?dryRun=All`, { metadata: { annotations: { a: 'b' } } });
    expect(object(labelled).metadata.generation).toBe(1);
    expect(object(annotated).metadata.generation).toBe(2);
  });

  test('annotations of a StatefulSet are no new generation, its spec is', async () => {
    const path = home.inside('statefulsets', 'apps/v1');
    await client.request('POST', path, { body: minimal.statefulSet({ replicas: 0 }) });
    const annotated = await mergePatch(client, `${path}/x?dryRun=All`, { metadata: { annotations: { a: 'b' } } });
    const changed = await mergePatch(client, `${path}/x?dryRun=All`, { spec: { minReadySeconds: 3 } });
    expect(object(annotated).metadata.generation).toBe(1);
    expect(object(changed).metadata.generation).toBe(2);
  });

  test('labels of an EndpointSlice are a new generation', async () => {
    const path = home.inside('endpointslices', 'discovery.k8s.io/v1');
    await client.request('POST', path, { body: minimal.endpointSlice() });
    expect(object(await mergePatch(client, `${path}/x?dryRun=All`, { metadata: { labels: { a: 'b' } } })).metadata.generation).toBe(2);
  });

  test('labels of a Deployment do not change with its status', async () => {
    const path = home.inside('deployments', 'apps/v1');
    await client.request('POST', path, { body: named(minimal.deployment({ replicas: 0 }), 'status') });
    const answer = await mergePatch(client, `${path}/status/status?dryRun=All`, {
      metadata: { labels: { a: 'b' } },
      status: { replicas: 3 },
    });
    expect(answer.json).toMatchObject({ status: { replicas: 3 }, spec: { replicas: 0 } });
    expect((answer.json as { metadata: object }).metadata).not.toHaveProperty('labels');
  });

  test('the quality of a pod does not change with its status', async () => {
    await client.request('POST', home.inside('pods'), { body: minimal.pod({}, { schedulerName: 'none' }) });
    const answer = await mergePatch(client, home.inside('pods/x/status?dryRun=All'), { status: { qosClass: 'Guaranteed' } });
    expect(messageOf(answer)).toBe('Pod "x" is invalid: status.qosClass: Invalid value: "Guaranteed": field is immutable');
  });

  test('a put of a Service that leaves its address out keeps it', async () => {
    const path = home.inside('services');
    const made = object(await client.request('POST', path, { body: named(minimal.service(), 'kept') }));
    const body = { ...named(minimal.service({ ports: [{ port: 81 }] }), 'kept') };
    const put = await client.request('PUT', `${path}/kept`, { body });
    expect(put.status).toBe(200);
    expect(object(put).spec).toMatchObject({
      clusterIP: made.spec['clusterIP'],
      clusterIPs: made.spec['clusterIPs'],
      ports: [{ port: 81 }],
    });
  });

  test('a Service keeps its node port and loses it with its type', async () => {
    const path = home.inside('services');
    const made = object(await client.request('POST', path, { body: named(minimal.service({ type: 'NodePort' }), 'nodes') }));
    const [port] = made.spec['ports'] as readonly { nodePort: number }[];
    expect(port?.nodePort).toBeGreaterThanOrEqual(30_000);
    expect(port?.nodePort).toBeLessThanOrEqual(32_767);
    const patched = object(await mergePatch(client, `${path}/nodes`, { spec: { ports: [{ port: 80, targetPort: 8080 }] } }));
    expect(patched.spec['ports']).toEqual([{ port: 80, targetPort: 8080, protocol: 'TCP', nodePort: port?.nodePort }]);
    const plain = object(await mergePatch(client, `${path}/nodes`, { spec: { type: 'ClusterIP' } }));
    expect(plain.spec['ports']).toEqual([{ port: 80, targetPort: 8080, protocol: 'TCP' }]);
  });

  test('a node port is given once', async () => {
    const path = home.inside('services');
    const made = object(await client.request('POST', path, { body: named(minimal.service({ type: 'NodePort' }), 'first') }));
    const [port] = made.spec['ports'] as readonly { nodePort: number }[];
    const body = named(minimal.service({ type: 'NodePort', ports: [{ port: 80, nodePort: port?.nodePort }] }), 'second');
    expect(messageOf(await client.request('POST', path, { body }))).toBe(
      `Service "second" is invalid: spec.ports[0].nodePort: Invalid value: ${String(port?.nodePort)}: provided port is already allocated`,
    );
  });

  test('an external name takes the address away', async () => {
    const path = home.inside('services');
    await client.request('POST', path, { body: named(minimal.service(), 'leaves') });
    const answer = await mergePatch(client, `${path}/leaves`, { spec: { type: 'ExternalName', externalName: 'example.org' } });
    expect(answer.status).toBe(200);
    expect(object(answer).spec).not.toHaveProperty('clusterIP');
    expect(object(answer).spec).not.toHaveProperty('internalTrafficPolicy');
  });

  test.each([
    ['Lease', 'leases', 'coordination.k8s.io/v1', minimal.lease(), 201],
    ['Event', 'events', 'v1', undefined, 201],
    ['Role', 'roles', 'rbac.authorization.k8s.io/v1', minimal.role(), 201],
    ['Service', 'services', 'v1', minimal.service(), 201],
    ['ConfigMap', 'configmaps', 'v1', minimal.configMap(), 404],
    ['Deployment', 'deployments', 'apps/v1', minimal.deployment({ replicas: 0 }), 404],
  ] as const)('a put of a %s that is not there', async (_, plural, apiVersion, body, status) => {
    const event = minimal.event({ involvedObject: { kind: 'Pod', namespace: home.name, name: 'p' } });
    const answer = await client.request('PUT', home.inside(`${plural}/put`, apiVersion), { body: named(body ?? event, 'put') });
    expect(answer.status).toBe(status);
  });

  test('a budget and a lease are updated only at a version', async () => {
    const budgets = home.inside('poddisruptionbudgets', 'policy/v1');
    await client.request('POST', budgets, { body: minimal.budget({ minAvailable: 1 }) });
    const answer = await client.request('PUT', `${budgets}/x`, { body: minimal.budget({ minAvailable: 2 }) });
    expect(messageOf(answer)).toContain('metadata.resourceVersion: Invalid value: 0: must be specified for an update');
  });

  test('a delete of a ConfigMap answers with a status, one of a Service with the service', async () => {
    await client.request('POST', home.inside('configmaps'), { body: named(minimal.configMap(), 'gone') });
    await client.request('POST', home.inside('services'), { body: named(minimal.service(), 'gone') });
    const plain = await client.request('DELETE', home.inside('configmaps/gone'));
    const whole = await client.request('DELETE', home.inside('services/gone'));
    expect(plain.json).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'gone', kind: 'configmaps' } });
    expect(whole.json).toMatchObject({ kind: 'Service', metadata: { name: 'gone' } });
  });

  test.each([
    ['pods', 'v1', 'spec.schedulerName=none', 200],
    ['pods', 'v1', 'spec.foo=a', 400],
    ['secrets', 'v1', 'type=Opaque', 200],
    ['events', 'v1', 'involvedObject.name=p,reason=Tested', 200],
    ['jobs', 'batch/v1', 'status.successful=0', 200],
    ['services', 'v1', 'spec.type=ClusterIP', 200],
    ['configmaps', 'v1', 'data.a=b', 400],
  ] as const)('%s of %s selected by %s', async (plural, apiVersion, selector, status) => {
    const answer = await client.request('GET', home.inside(`${plural}?fieldSelector=${encodeURIComponent(selector)}`, apiVersion));
    expect(answer.status).toBe(status);
  });

  test('values in a secret are data only when they are read', async () => {
    const path = home.inside('secrets');
    await client.request('POST', path, { body: named(minimal.secret({ stringData: { a: 'b' } }), 'text') });
    const { json } = await client.request('GET', `${path}/text`);
    expect(json).toMatchObject({ data: { a: 'Yg==' }, type: 'Opaque' });
    expect(json).not.toHaveProperty('stringData');
  });

  test('what is stored does not tell an empty list from none', async () => {
    const path = home.inside('roles', 'rbac.authorization.k8s.io/v1');
    const answer = await client.request('POST', path, { body: named(minimal.role({ rules: [] }), 'empty') });
    expect(answer.json).toMatchObject({ rules: null });
  });
});

describeCluster(
  'the size of claims',
  (plane) => {
    let client: RawClient;
    let home: BuiltinNamespace;

    const grow = async (name: string, storage: string): Promise<RawAnswer> =>
      mergePatch(client, home.inside(`persistentvolumeclaims/${name}?dryRun=All`), { spec: { resources: { requests: { storage } } } });

    beforeAll(async () => {
      client = await rawClient(plane.kubeconfig);
      home = await builtinNamespace(client);
      await client.request('POST', home.inside('persistentvolumeclaims'), { body: minimal.claim() });
      const claim = async (): Promise<Loose> => object(await client.request('GET', home.inside('persistentvolumeclaims/x')));
      await until(async () => (await claim()).status?.['phase'] === 'Bound');
    });
    afterAll(() => client.close());

    test('grows where the class allows it', async () => {
      expect(object(await grow('x', '2048Mi')).spec).toMatchObject({ resources: { requests: { storage: '2Gi' } } });
    });

    test('does not shrink', async () => {
      expect(messageOf(await grow('x', '500Mi'))).toBe(
        'PersistentVolumeClaim "x" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
      );
    });

    test('the rest of a bound claim stays', async () => {
      const answer = await mergePatch(client, home.inside('persistentvolumeclaims/x?dryRun=All'), {
        spec: { accessModes: ['ReadWriteMany'] },
      });
      expect(messageOf(answer)).toMatch(
        /^PersistentVolumeClaim "x" is invalid: spec: Forbidden: spec is immutable after creation except resources\.requests and volumeAttributesClassName for bound claims\n@@ -1,6 \+1,6 @@\n/,
      );
    });
  },
  { needs: 'controllers' },
);
