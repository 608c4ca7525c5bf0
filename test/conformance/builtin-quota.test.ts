import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { rawClient, type RawClient } from '../support/raw-client.ts';
import type { Body } from './support/builtin-case.ts';
import { minimal } from './support/builtin-objects.ts';
import { builtinNamespace, mergePatch, messageOf, until, type BuiltinNamespace } from './support/builtin-namespace.ts';

const DRY = '?dryRun=All';
const FITS = { resources: { requests: { cpu: '500m' }, limits: { memory: '100Mi' } } };
const HARD = {
  pods: '1',
  'requests.cpu': '1',
  'limits.memory': '1Gi',
  services: '1',
  'services.nodeports': '0',
  'requests.storage': '5Gi',
  'count/deployments.apps': '1',
  'requests.example.org/gpu': '1',
};

const named = (object: Body, name: string): Body => ({ ...object, metadata: { name } });

// The server goes by the status that a controller writes.
describeCluster(
  'resource quotas',
  (plane) => {
    let client: RawClient;
    let home: BuiltinNamespace;

    const used = async (): Promise<Readonly<Record<string, string>>> => {
      const { json } = await client.request('GET', home.inside('resourcequotas/q'));
      return (json as { status: { used?: Record<string, string> } }).status.used ?? {};
    };
    const refusal = async (path: string, body: Body): Promise<string> =>
      messageOf(await client.request('POST', `${path}${DRY}`, { body: named(body, 'y') }));

    beforeAll(async () => {
      client = await rawClient(plane.kubeconfig);
      home = await builtinNamespace(client);
      await client.request('POST', home.inside('resourcequotas'), { body: named(minimal.quota({ hard: HARD }), 'q') });
      await until(async () => Object.keys(await used()).length === Object.keys(HARD).length);
      await client.request('POST', home.inside('pods'), { body: minimal.pod(FITS, { schedulerName: 'none' }) });
      await client.request('POST', home.inside('services'), { body: minimal.service() });
      await client.request('POST', home.inside('deployments', 'apps/v1'), { body: minimal.deployment({ replicas: 0 }) });
      await until(async () => {
        const counted = await used();
        return ['pods', 'services', 'count/deployments.apps'].every((name) => counted[name] === '1');
      });
    });
    afterAll(() => client.close());

    test('count what is used', async () => {
      expect(await used()).toEqual({
        pods: '1',
        'requests.cpu': '500m',
        'limits.memory': '100Mi',
        services: '1',
        'services.nodeports': '0',
        'requests.storage': '0',
        'count/deployments.apps': '1',
        'requests.example.org/gpu': '0',
      });
    });

    test('want every container to say what it takes', async () => {
      const pod = minimal.pod({}, { initContainers: [{ name: 'i', image: 'i' }] });
      expect(await refusal(home.inside('pods'), pod)).toBe(
        'pods "y" is forbidden: failed quota: q: must specify limits.memory for: c,i; requests.cpu for: c,i',
      );
    });

    test('refuse one pod too many', async () => {
      expect(await refusal(home.inside('pods'), minimal.pod(FITS))).toBe(
        'pods "y" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
      );
    });

    test('name all that is exceeded', async () => {
      const pod = minimal.pod({ resources: { requests: { cpu: '1500m' }, limits: { memory: '2Gi' } } });
      expect(await refusal(home.inside('pods'), pod)).toBe(
        'pods "y" is forbidden: exceeded quota: q, requested: limits.memory=2Gi,pods=1,requests.cpu=1500m, used: limits.memory=100Mi,pods=1,requests.cpu=500m, limited: limits.memory=1Gi,pods=1,requests.cpu=1',
      );
    });

    test('refuse one service too many', async () => {
      expect(await refusal(home.inside('services'), minimal.service())).toBe(
        'services "y" is forbidden: exceeded quota: q, requested: services=1, used: services=1, limited: services=1',
      );
    });

    test('refuse a change that takes more', async () => {
      const answer = await mergePatch(client, `${home.inside('services/x')}${DRY}`, { spec: { type: 'NodePort' } });
      expect(messageOf(answer)).toBe(
        'services "x" is forbidden: exceeded quota: q, requested: services.nodeports=1, used: services.nodeports=0, limited: services.nodeports=0',
      );
    });

    test('bound the storage of all claims', async () => {
      const claim = minimal.claim({ resources: { requests: { storage: '6Gi' } } });
      expect(await refusal(home.inside('persistentvolumeclaims'), claim)).toBe(
        'persistentvolumeclaims "y" is forbidden: exceeded quota: q, requested: requests.storage=6Gi, used: requests.storage=0, limited: requests.storage=5Gi',
      );
    });

    test('count objects of any type', async () => {
      expect(await refusal(home.inside('deployments', 'apps/v1'), minimal.deployment({ replicas: 0 }))).toBe(
        'deployments.apps "y" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=1, limited: count/deployments.apps=1',
      );
    });
  },
  { needs: 'controllers' },
);
