import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { inProcessCli } from '../support/in-process-cli.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import { reconcilePlane } from '../support/reconcile-plane.ts';
import type { CliResult } from '../support/run-cli.ts';
import { withoutStillWaiting } from '../support/without-still-waiting.ts';

const TENANT = 'tenant.neurallog.io';

describeCluster(
  'Tenant on a real cluster',
  (plane) => {
    const { kubectl, namespace } = reconcilePlane(plane);
    const suffix = randomUUID().slice(0, 6);
    const leases = `n1-leases-${suffix}`;
    const neurallog = async (line: string): Promise<CliResult> =>
      withoutStillWaiting(await inProcessCli('kubectl-neurallog', line.split(' '), plane.kubeconfig));

    /** One run over these tenants only. The lease is this file's own: others may be at work on the same server. */
    const reconcile = async (...names: readonly string[]): Promise<CliResult> =>
      neurallog(`reconcile tenant ${names.join(' ')} -A --lease-namespace=${leases} --timeout=3m`);

    const changes = ({ stdout }: CliResult, name: string): readonly string[] =>
      stdout
        .split('\n')
        .filter((line) => line.startsWith(`${TENANT}/${name}: `))
        .map((line) => line.slice(line.indexOf(': ') + 2).replaceAll(`tenant-${name}/`, ''));

    const field = async (object: string, jsonPath: string): Promise<string> => kubectl(`get ${object} -o jsonpath={${jsonPath}}`);

    const apply = async (name: string, spec: string, more = ''): Promise<void> => {
      await kubectl('apply -f -', `apiVersion: neurallog.io/v1\nkind: Tenant\nmetadata: {name: ${name}${more}}\nspec: {${spec}}\n`);
    };

    beforeAll(async () => {
      // A run of another file that was killed holds the lease of the whole cluster for a while.
      await kubectl('delete leases -A --field-selector=metadata.name=neurallog-operator.neurallog.io');
      await namespace(leases);
      const installed = await neurallog('install');
      if (installed.code !== 0) throw new Error(installed.stderr);
    });

    afterAll(async () => {
      await reconcile(`edit-${suffix}`);
    });

    test('the guide’s sample tenant: it waits for its Secret, runs, is shown as in the guide, and goes with everything', async () => {
      const name = `sample-${suffix}`;
      const text = await readFile(path.join(PROJECT_ROOT, 'examples', 'neurallog', 'quick-start.yaml'), 'utf8');
      await kubectl('apply -f -', text.replace('name: sample-tenant', `name: ${name}`));
      const waiting = await reconcile(name);
      expect([waiting.code, waiting.stderr]).toEqual([1, expect.stringContaining(`is blocked (SecretNotFound)\n`)]);
      const fix = /fix: kubectl (.*)\n/.exec(waiting.stderr)?.[1] ?? '';
      expect(fix).toBe(`create secret generic tenant-secrets -n tenant-${name} --from-literal=api-key=VALUE`);
      await kubectl(fix);
      expect(await reconcile(name)).toMatchObject({ code: 0, stderr: '' });
      expect(await kubectl(`get tenants ${name}`)).toMatch(
        new RegExp(`^NAME +STATUS +NAMESPACE +AGE\n${name} +Running +tenant-${name} +\\S+\n$`),
      );
      const status = JSON.parse(await field(`tenant ${name}`, '.status')) as object;
      expect(status).toMatchObject({
        phase: 'Running',
        namespace: `tenant-${name}`,
        serverStatus: { phase: 'Running', readyReplicas: 2, totalReplicas: 2, message: 'Server is running' },
        redisStatus: { phase: 'Running', readyReplicas: 1, totalReplicas: 1, message: 'Redis is running' },
      });
      expect(await kubectl(`get pods -n tenant-${name} -l app=redis -o name`)).toBe('pod/redis-0\n');
      expect((await kubectl(`get networkpolicies -n tenant-${name} -o name`)).split('\n')).toHaveLength(7);
      expect(changes(await reconcile(name), name)).toEqual([]);
      await kubectl(`delete tenant ${name} --wait=false`);
      expect((await reconcile(name)).stdout).toContain(`${TENANT}/${name} gone\n`);
      await expect(kubectl(`get tenant ${name}`)).rejects.toThrow('not found');
      await expect(kubectl(`get namespace tenant-${name}`)).rejects.toThrow('not found');
    }, 400_000);

    test('one directive rolls Redis only, rules come and go, a bad value reaches no pod, a volume grows, and suspended it rests with its data', async () => {
      const name = `edit-${suffix}`;
      await apply(name, 'networkPolicy: {ingressRules: [{from: {app: a}}, {from: {app: b}}]}, resources: {cpu: {limit: 4}}');
      expect(await reconcile(name)).toMatchObject({ code: 0, stderr: '' });
      await apply(
        name,
        'redis: {config: {hz: "20"}}, networkPolicy: {ingressRules: [{from: {app: a}}, {from: {app: b}}]}, resources: {cpu: {limit: 4}}',
      );
      expect(changes(await reconcile(name), name)).toEqual(['configmap/redis-config configured', 'statefulset.apps/redis configured']);
      await apply(name, 'redis: {config: {hz: "20"}}, networkPolicy: {ingressRules: [{from: {app: a}}]}');
      expect(changes(await reconcile(name), name)).toEqual([
        'networkpolicy.networking.k8s.io/custom-ingress-1 deleted',
        'resourcequota/tenant-quota deleted',
        'limitrange/tenant-limits deleted',
      ]);
      await apply(name, 'redis: {config: {maxmemory: 1Gi}}, networkPolicy: {enabled: false}');
      const wrong = await reconcile(name);
      expect([wrong.code, changes(wrong, name)]).toEqual([9, []]);
      expect(wrong.stderr).toContain('spec.redis.config: maxmemory must be a size as Redis writes it');
      expect(await field(`tenant ${name}`, '.status.serverStatus.phase')).toBe('Running');
      await apply(name, 'redis: {storage: 2Gi}, networkPolicy: {enabled: false}');
      expect(await reconcile(name)).toMatchObject({ code: 0, stderr: '' });
      expect(await kubectl(`get networkpolicies -n tenant-${name} -o name`)).toBe('');
      const template = '.spec.volumeClaimTemplates[0].spec.resources.requests.storage';
      expect(await field(`statefulset redis -n tenant-${name}`, template)).toBe('2Gi');
      expect(await field(`pvc redis-data-redis-0 -n tenant-${name}`, '.spec.resources.requests.storage')).toBe('2Gi');
      const uid = await field(`pvc redis-data-redis-0 -n tenant-${name}`, '.metadata.uid');
      expect((await neurallog(`suspend tenant ${name}`)).code).toBe(0);
      expect(await reconcile(name)).toMatchObject({ code: 0, stderr: '' });
      expect(await field(`tenant ${name}`, '.status.phase')).toBe('Suspended');
      await expect.poll(() => kubectl(`get pods -n tenant-${name} -o name`)).toBe('');
      expect(await field(`tenant ${name}`, '.spec.server.replicas')).toBe('1');
      expect((await neurallog(`resume tenant ${name}`)).code).toBe(0);
      expect(await reconcile(name)).toMatchObject({ code: 0, stderr: '' });
      expect(await field(`tenant ${name}`, '.status.phase')).toBe('Running');
      expect(await field(`pvc redis-data-redis-0 -n tenant-${name}`, '.metadata.uid')).toBe(uid);
      await kubectl(`delete tenant ${name} --wait=false`);
    }, 400_000);

    test('a namespace that was there before survives, untouched, the Tenant of its name', async () => {
      const name = `theirs-${suffix}`;
      await namespace(`tenant-${name}`);
      await kubectl(`label namespace tenant-${name} neurallog.io/tenant=${name} neurallog.io/managed-by=tenant-operator`);
      const before = await field(`namespace tenant-${name}`, '.metadata.resourceVersion');
      await apply(name, '');
      const refused = await reconcile(name);
      expect([refused.code, refused.stderr]).toEqual([9, expect.stringContaining('(NamespaceConflict)')]);
      expect(await field(`tenant ${name}`, '.status.phase')).toBe('Failed');
      await kubectl(`delete tenant ${name} --wait=false`);
      await reconcile(name);
      await expect(kubectl(`get tenant ${name}`)).rejects.toThrow('not found');
      expect(await field(`namespace tenant-${name}`, '.metadata.resourceVersion')).toBe(before);
      await kubectl(`delete namespace tenant-${name} --wait=false`);
    }, 300_000);

    test('with the policy Retain the namespace and all that runs in it outlive the Tenant, and are nobody’s', async () => {
      const name = `kept-${suffix}`;
      await apply(name, '', ', annotations: {neurallog.io/deletion-policy: Retain}');
      expect(await reconcile(name)).toMatchObject({ code: 0, stderr: '' });
      await kubectl(`delete tenant ${name} --wait=false`);
      await reconcile(name);
      await expect(kubectl(`get tenant ${name}`)).rejects.toThrow('not found');
      const owners = await kubectl(
        `get namespace/tenant-${name} deployment/neurallog-server statefulset/redis configmap/redis-config service/redis networkpolicy/default-deny-all -n tenant-${name} -o jsonpath={.items[*].metadata.ownerReferences}`,
      );
      expect(owners).toBe('');
      await apply(name, '');
      expect((await reconcile(name)).stderr).toContain('(NamespaceConflict)');
      await kubectl(`delete tenant ${name} --wait=false`);
      await reconcile(name);
      await kubectl(`delete namespace tenant-${name} --wait=false`);
    }, 400_000);

    test('beside another run over the cluster a run of one namespace steps back: no namespace keeps tenants apart', async () => {
      await kubectl('apply -f -', leaseOf(leases));
      const refused = await neurallog(`reconcile -n ${leases} --lease-namespace=${leases} --timeout=60s`);
      await kubectl(`delete lease neurallog-operator.neurallog.io -n ${leases}`);
      expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining('is already being reconciled by somebody')]);
    });
  },
  { needs: 'controllers' },
);

/** A live lease that somebody else holds over all namespaces. */
function leaseOf(namespace: string): string {
  const now = new Date().toISOString().replace('Z', '000Z');
  return JSON.stringify({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'neurallog-operator.neurallog.io', namespace },
    spec: { holderIdentity: 'somebody', leaseDurationSeconds: 3600, acquireTime: now, renewTime: now, leaseTransitions: 0 },
  });
}
