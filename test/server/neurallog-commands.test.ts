import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Interruption } from '../../src/commands/shared/interruption.ts';
import { EXIT } from '../../src/output/exit-codes.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { inProcessCli } from '../support/in-process-cli.ts';
import { reconcilePlane } from '../support/reconcile-plane.ts';
import type { CliResult } from '../support/run-cli.ts';

describeCluster(
  "commands about NeuralLog's tenants",
  (plane) => {
    const { kubectl, namespace } = reconcilePlane(plane);
    const suffix = randomUUID().slice(0, 6);
    const [acme, beta, leases, outside] = [`acme-${suffix}`, `beta-${suffix}`, `n2-leases-${suffix}`, `n2-outside-${suffix}`];
    const lease = `-A --lease-namespace=${leases}`;
    const neurallog = async (line: string, kubeconfig = plane.kubeconfig, signal?: AbortSignal): Promise<CliResult> =>
      inProcessCli('kubectl-neurallog', line.split(' '), kubeconfig, signal);
    const manifest = (name: string): string =>
      [
        `---\napiVersion: neurallog.io/v1\nkind: Tenant\nmetadata: {name: ${name}}\n`,
        `spec: {networkPolicy: {allowedNamespaces: [${outside}], ingressRules: [{from: {app: redis}, ports: [{port: 3030}]}]}}\n`,
      ].join('');
    const stop = new AbortController();
    let folder: string;
    let loop: Promise<CliResult>;

    const must = async (line: string): Promise<void> => {
      const { code, stderr } = await neurallog(line);
      if (code !== 0) throw new Error(`${line}: ${stderr}`);
    };
    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-neurallog-'));
      await writeFile(path.join(folder, 'tenants.yaml'), manifest(acme) + manifest(beta));
      // A run of another file that was killed holds the lease of the whole cluster for a while.
      await kubectl('delete leases -A --field-selector=metadata.name=neurallog-operator.neurallog.io');
      await namespace(leases);
      await namespace(outside);
      await must('install');
      await kubectl(`apply -f ${folder}/tenants.yaml`);
      await must(`reconcile tenant ${acme} ${beta} ${lease} --timeout=3m`);
      loop = neurallog(`reconcile tenant ${acme} ${beta} ${lease} --watch`, plane.kubeconfig, stop.signal);
    }, 300_000);

    afterAll(async () => {
      // So the tenants go at once, and nobody waits for their namespaces.
      await kubectl(`annotate tenants ${acme} ${beta} neurallog.io/deletion-policy=Retain`);
      await kubectl(`delete tenants ${acme} ${beta} --wait=false`);
      await kubectl(`wait --for=delete tenant/${acme} tenant/${beta} --timeout=120s`);
      await kubectl(`delete namespace tenant-${acme} tenant-${beta} ${leases} ${outside} --wait=false`);
      stop.abort(new Interruption('SIGINT', EXIT.interrupt));
      await loop;
      await rm(folder, { recursive: true, force: true });
    }, 300_000);

    test('the matrix of the live policies is that of the manifests: equal labels, and neither tenant reaches the other', async () => {
      const pairs = async (line: string): Promise<readonly { from: string; to: string; verdict: string; egress: string[] }[]> => {
        const { code, stdout, stderr } = await neurallog(line);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        return (JSON.parse(stdout) as { pairs: [] }).pairs;
      };
      const live = await pairs(`netpol matrix ${acme} ${beta} -o json`);
      expect(live).toEqual(await pairs(`netpol matrix -f ${folder}/tenants.yaml -o json`));
      expect(live).toHaveLength(16);
      for (const { from, to, verdict } of live)
        expect([from, to, verdict]).toEqual([from, to, from.split('/')[0] === to.split('/')[0] ? 'allowed' : 'denied']);
      const all = await pairs('netpol matrix -A -o json');
      for (const pair of live) expect(all).toContainEqual(pair);
      const table = await neurallog(`netpol matrix ${acme} --with ns:${outside} --port 3030 --only allowed`);
      expect(table.stdout).toMatch(/^FROM +TO +VERDICT +PORTS +EGRESS +INGRESS\n/);
      expect(table.stdout).toMatch(
        new RegExp(`\nns:${outside} +${acme}/server +allowed +TCP 3030 +not isolated +allow-api-access\\[0\\]\n`),
      );
    });

    test('netpol test says which rule decides, and ends as expected', async () => {
      const inside = await neurallog(`netpol test ${acme}/server ${acme}/redis --port 6379 --expect allowed`);
      expect({ code: inside.code, stderr: inside.stderr }).toEqual({ code: 0, stderr: '' });
      expect(inside.stdout).toContain('allowed by policy allow-internal-traffic, rule 0: all (traffic inside the tenant)');
      expect(await neurallog(`netpol test ${beta}/server tenant-${acme}/redis-0 --port 6379 --expect allowed`)).toMatchObject({
        code: 1,
        stderr: 'expected allowed, and it is denied\n',
      });
      const json = await neurallog(`netpol test ns:${outside} tenant/${acme}/server --port 3030 -o json`);
      expect(JSON.parse(json.stdout)).toMatchObject({
        apiVersion: 'cli.neurallog.io/v1',
        kind: 'NetworkPolicyTest',
        port: '3030/TCP',
        verdict: 'allowed',
        answers: [{ ingress: { decidedBy: [{ policy: 'allow-api-access', rule: 0, source: 'spec.networkPolicy.allowedNamespaces' }] } }],
      });
      expect(await neurallog(`netpol test ns:${outside} ${acme}/nothing`)).toMatchObject({ code: 4, stdout: '' });
      expect(await neurallog(`netpol test ns:no-${suffix} ${acme}/redis`)).toMatchObject({ code: 4 });
      expect(await neurallog(`netpol test ${acme}/redis`)).toMatchObject({ code: 2 });
      expect(await neurallog(`netpol test ip:1.2.3.4 ${acme}/redis --port 0`)).toMatchObject({ code: 2 });
      expect(await neurallog(`netpol test ${acme}/redis ns:${outside} --as nobody-at-all`)).toMatchObject({ code: 5, stdout: '' });
    });

    test('netpol show: every rule with what it comes from, also one that the operator did not make', async () => {
      const foreign = {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'foreign', namespace: `tenant-${acme}` },
        spec: { podSelector: {}, ingress: [{ ports: [{ port: 9999, endPort: 10_001 }] }] },
      };
      await kubectl('apply -f -', JSON.stringify(foreign));
      const { code, stdout } = await neurallog(`netpol show ${acme}`);
      expect(code).toBe(0);
      expect(stdout).toMatch(/\nforeign +0 +all pods +ingress +anybody +TCP 9999-10001 +not made by the operator\n/);
      expect(stdout).toMatch(/\ncustom-ingress-0 +0 +app=neurallog-server +ingress +.*spec\.networkPolicy\.ingressRules\[0\]\n/);
      expect((await neurallog(`netpol test ${beta}/server ${acme}/redis --port 10000 -o json`)).stdout).toContain('"foreign"');
      await kubectl(`delete networkpolicy foreign -n tenant-${acme}`);
      expect(await neurallog(`netpol show gone-${suffix}`)).toMatchObject({ code: 4, stdout: '' });
    });

    test('storage grows where its class lets it, and never shrinks', async () => {
      const claim = `get pvc redis-data-redis-0 -n tenant-${acme} -o jsonpath=`;
      const grow = async (more: string): Promise<CliResult> => neurallog(`tenant storage grow ${acme} --size ${more} -q`);
      const className = await kubectl(`${claim}{.spec.storageClassName}`);
      const line = `tenant.neurallog.io/${acme}`;
      expect(await grow('2Gi --dry-run=server')).toEqual({ code: 0, stdout: `${line} storage grown (server dry run)\n`, stderr: '' });
      expect(await grow('1Gi --error-unchanged')).toMatchObject({ code: 3, stdout: `${line} unchanged\n` });
      expect(await grow('900Mi')).toMatchObject({ code: 2, stdout: '' });
      expect(await grow('nonsense')).toMatchObject({ code: 2, stdout: '' });
      expect(await neurallog(`storage grow gone-${suffix} --size 2Gi`)).toMatchObject({ code: 4, stdout: '' });
      expect(className).not.toBe('');
      const grown = grow('2Gi --wait --timeout 100s');
      await expect.poll(async () => kubectl(`${claim}{.spec.resources.requests.storage}`)).toBe('2Gi');
      // On the real control plane nobody provides volumes, nor makes them larger: this is what would be said then.
      const larger = JSON.stringify({ status: { capacity: { storage: '2Gi' } } });
      await kubectl(`patch pvc redis-data-redis-0 -n tenant-${acme} --subresource=status --type=merge -p ${larger}`);
      expect(await grown).toMatchObject({ code: 0, stdout: `${line} storage grown\n` });
    }, 300_000);

    test('a tenant is suspended and resumed with words of the noun first, and its spec stays', async () => {
      const spec = `get tenant ${beta} -o jsonpath={.spec}`;
      const before = await kubectl(spec);
      expect(await neurallog(`tenant suspend ${beta} --reason holiday --wait --timeout 100s -q`)).toMatchObject({ code: 0, stderr: '' });
      expect(await kubectl(`get tenants ${beta}`)).toMatch(new RegExp(`\n${beta} +Suspended +tenant-${beta} +`));
      await expect.poll(() => kubectl(`get pods -n tenant-${beta} -o name`)).toBe('');
      expect((await neurallog(`netpol test ${beta}/server ${beta}/redis --expect allowed`)).code).toBe(0);
      expect(await neurallog(`tenant logs ${beta} server`)).toMatchObject({ code: 0, stdout: '' });
      expect(await neurallog(`tenant resume ${beta} --wait --timeout 100s -q`)).toMatchObject({ code: 0, stderr: '' });
      expect(await kubectl(spec)).toBe(before);
    }, 300_000);

    test('create builds what validate checks', async () => {
      const made = await neurallog(
        `create tenant new-${suffix} --image a/b:1 --quota cpu=4,memory=8Gi --allow-namespace ${outside} --server-replicas 2 --redis-storage 3Gi --dry-run=server -q`,
      );
      expect(made).toEqual({ code: 0, stdout: `tenant.neurallog.io/new-${suffix} created (server dry run)\n`, stderr: '' });
      expect(await neurallog(`create tenant new-${suffix} --quota gpus=1`)).toMatchObject({ code: 2 });
    });
  },
  { needs: 'controllers' },
);
