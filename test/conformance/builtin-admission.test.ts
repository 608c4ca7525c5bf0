import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { rawClient, type RawClient } from '../support/raw-client.ts';
import { minimal } from './support/builtin-objects.ts';
import { builtinNamespace, mergePatch, messageOf, until, type BuiltinNamespace } from './support/builtin-namespace.ts';

const DRY = '?dryRun=All';
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount';

interface Pod {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly { readonly resources: unknown; readonly volumeMounts?: readonly { mountPath: string; name: string }[] }[];
    readonly tolerations?: readonly { key?: string }[];
    readonly volumes?: readonly unknown[];
    readonly imagePullSecrets?: unknown;
    readonly serviceAccount?: string;
    readonly serviceAccountName?: string;
  };
}

describeCluster('admission of a default server', (plane) => {
  let client: RawClient;
  let home: BuiltinNamespace;

  const tryPod = async (container = {}, spec = {}): Promise<Pod> => {
    const { json } = await client.request('POST', home.inside('pods') + DRY, { body: minimal.pod(container, spec) });
    return json as Pod;
  };

  beforeAll(async () => {
    client = await rawClient(plane.kubeconfig);
    home = await builtinNamespace(client);
  });
  afterAll(() => client.close());

  test('a namespace that is not there is told before anything else', async () => {
    const answer = await client.request('POST', `/api/v1/namespaces/no-such-namespace/pods${DRY}`, { body: minimal.pod({ image: '' }) });
    expect(answer.json).toMatchObject({
      code: 404,
      message: 'namespaces "no-such-namespace" not found',
      details: { name: 'no-such-namespace', kind: 'namespaces' },
    });
  });

  test.each(['default', 'kube-system', 'kube-public'])('namespace %s stays for ever', async (name) => {
    const answer = await client.request('DELETE', `/api/v1/namespaces/${name}${DRY}`);
    expect(messageOf(answer)).toBe(`namespaces "${name}" is forbidden: this namespace may not be deleted`);
  });

  test('nothing new is made in a namespace on its way out, but what is there may change', async () => {
    const leaving = await builtinNamespace(client);
    const guard = { ...minimal.configMap(), metadata: { name: 'guard', finalizers: ['example.org/guard'] } };
    await client.request('POST', leaving.inside('configmaps'), { body: guard });
    await client.request('DELETE', `/api/v1/namespaces/${leaving.name}`);
    const refused = await client.request('POST', leaving.inside('configmaps'), { body: minimal.configMap() });
    const changed = await mergePatch(client, leaving.inside('configmaps/guard'), { data: { a: 'b' } });
    await mergePatch(client, leaving.inside('configmaps/guard'), { metadata: { finalizers: null } });
    expect(changed.status).toBe(200);
    expect(refused.json).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message: `configmaps "x" is forbidden: unable to create new content in namespace ${leaving.name} because it is being terminated`,
      details: {
        causes: [{ reason: 'NamespaceTerminating', message: `namespace ${leaving.name} is being terminated`, field: 'metadata.namespace' }],
      },
    });
  });

  test('a service account that wants no token gives none, but its pull secrets', async () => {
    const account = { ...minimal.serviceAccount({ automountServiceAccountToken: false, imagePullSecrets: [{ name: 'pull' }] }) };
    await client.request('POST', home.inside('serviceaccounts'), { body: { ...account, metadata: { name: 'quiet' } } });
    const { spec } = await tryPod({}, { serviceAccountName: 'quiet' });
    expect(spec.volumes).toBeUndefined();
    expect(spec.imagePullSecrets).toEqual([{ name: 'pull' }]);
  });

  test('the old name of the service account is the new one', async () => {
    const account = { ...minimal.serviceAccount(), metadata: { name: 'older' } };
    await client.request('POST', home.inside('serviceaccounts'), { body: account });
    expect((await tryPod({}, { serviceAccount: 'older' })).spec).toMatchObject({ serviceAccount: 'older', serviceAccountName: 'older' });
  });

  test('a mount at the place of the token is left alone', async () => {
    const { spec } = await tryPod({ volumeMounts: [{ name: 't', mountPath: TOKEN }] }, { volumes: [{ name: 't' }] });
    expect(spec.containers[0]?.volumeMounts).toEqual([{ name: 't', mountPath: TOKEN }]);
    expect(spec.volumes).toHaveLength(1);
  });

  test('init containers get the token too', async () => {
    const { spec } = await tryPod({}, { initContainers: [{ name: 'i', image: 'i' }] });
    const mount = [{ mountPath: TOKEN, readOnly: true, name: spec.containers[0]?.volumeMounts?.[0]?.name }];
    expect(spec).toMatchObject({ initContainers: [{ volumeMounts: mount }] });
  });

  test('a pod that tolerates everything gets no tolerations more', async () => {
    expect((await tryPod({}, { tolerations: [{ operator: 'Exists' }] })).spec.tolerations).toEqual([{ operator: 'Exists' }]);
  });

  test('a pod that tolerates other effects gets the default tolerations', async () => {
    const { spec } = await tryPod({}, { tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }] });
    expect(spec.tolerations?.map(({ key }) => key)).toEqual([undefined, 'node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']);
  });
});

describeCluster('limit ranges', (plane) => {
  let client: RawClient;
  let home: BuiltinNamespace;

  const tryPod = async (resources: unknown, spec = {}): Promise<Awaited<ReturnType<RawClient['request']>>> =>
    client.request('POST', home.inside('pods') + DRY, { body: minimal.pod({ resources }, spec) });
  const tryClaim = async (storage: string): Promise<string> =>
    messageOf(
      await client.request('POST', home.inside('persistentvolumeclaims') + DRY, {
        body: minimal.claim({ resources: { requests: { storage } } }),
      }),
    );

  beforeAll(async () => {
    client = await rawClient(plane.kubeconfig);
    home = await builtinNamespace(client);
    const body = minimal.limitRange(
      {
        type: 'Container',
        default: { cpu: '500m', memory: '256Mi' },
        defaultRequest: { cpu: '100m' },
        max: { cpu: '1' },
        min: { cpu: '50m' },
        maxLimitRequestRatio: { cpu: '8' },
      },
      { type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '10Gi' } },
      { type: 'Pod', max: { cpu: '1500m' } },
    );
    await client.request('POST', home.inside('limitranges'), { body });
    // The server looks at a cache of them.
    await until(async () => (await tryPod({ limits: { cpu: '1500m' } })).status === 403);
  });
  afterAll(() => client.close());

  test('fill in what containers leave out, and say so', async () => {
    const { json } = await tryPod({}, { initContainers: [{ name: 'i', image: 'i' }] });
    const resources = { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '256Mi' } };
    expect(json).toMatchObject({ spec: { containers: [{ resources }], initContainers: [{ resources }] } });
    expect((json as Pod).metadata.annotations?.['kubernetes.io/limit-ranger']).toBe(
      'LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c; cpu, memory request for init container i; cpu, memory limit for init container i',
    );
  });

  test('a limit of its own counts as request', async () => {
    const { json } = await tryPod({ limits: { cpu: '300m' } });
    expect((json as Pod).spec.containers[0]?.resources).toEqual({
      limits: { cpu: '300m', memory: '256Mi' },
      requests: { cpu: '300m', memory: '256Mi' },
    });
  });

  test('refuse more than the most, of containers and of pods', async () => {
    const answer = await tryPod({ limits: { cpu: '2' }, requests: { cpu: '1' } });
    expect(messageOf(answer)).toBe(
      'pods "x" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum cpu usage per Pod is 1500m, but limit is 2]',
    );
    expect((answer.json as { details: unknown }).details).toEqual({ name: 'x', kind: 'pods' });
  });

  test('refuse less than the least', async () => {
    const answer = await tryPod({ requests: { cpu: '10m' }, limits: { cpu: '60m' } });
    expect(messageOf(answer)).toBe('pods "x" is forbidden: minimum cpu usage per Container is 50m, but request is 10m');
  });

  test('refuse limits far from the requests', async () => {
    const answer = await tryPod({ requests: { cpu: '100m' }, limits: { cpu: '900m' } });
    expect(messageOf(answer)).toBe(
      'pods "x" is forbidden: cpu max limit to request ratio per Container is 8, but provided ratio is 9.000000',
    );
  });

  test('count the containers of a pod together', async () => {
    const containers = ['a', 'b', 'c', 'd'].map((name) => ({ name, image: 'i', resources: { limits: { cpu: '500m' } } }));
    const answer = await tryPod({}, { containers });
    expect(messageOf(answer)).toBe('pods "x" is forbidden: maximum cpu usage per Pod is 1500m, but limit is 2');
  });

  test('bound the size of claims', async () => {
    const head = 'persistentvolumeclaims "x" is forbidden:';
    expect(await tryClaim('500Mi')).toBe(`${head} minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 500Mi`);
    expect(await tryClaim('20480Mi')).toBe(`${head} maximum storage usage per PersistentVolumeClaim is 10Gi, but request is 20Gi`);
  });
});
