import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Moment } from '../../src/commands/shared/timeline/moment.ts';
import type { TreeNode } from '../../src/commands/shared/tree/tree-node.ts';
import type { TreeReport } from '../../src/commands/shared/tree/tree-report.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import type { CliResult } from '../support/run-cli.ts';
import { reconcilePlane } from '../support/reconcile-plane.ts';
import { runHere, type HereOptions } from '../support/run-here.ts';
import { tempDir } from '../support/temp-dir.ts';
import { untilAllowed } from '../support/until-allowed.ts';

function every(node: TreeNode): readonly TreeNode[] {
  return [node, ...node.children.flatMap(every)];
}

describeCluster(
  'tree and timeline',
  (plane) => {
    const { kubectl, namespace } = reconcilePlane(plane);
    const ns = `tree-${Math.random().toString(36).slice(2, 8)}`;
    const here = (args: string, options: HereOptions = {}): Promise<CliResult> =>
      runHere([...args.split(' '), '-n', ns], { kubeconfig: plane.kubeconfig, ...options });
    const treeOf = async (args: string): Promise<TreeReport> => JSON.parse((await here(`${args} -o json`)).stdout) as TreeReport;

    beforeAll(async () => {
      const installed = await runHere(['install', '--systems', 'abi,maia'], { kubeconfig: plane.kubeconfig });
      if (installed.code !== 0) throw new Error(installed.stderr);
      await namespace(ns, { name: 'memory', spec: 'replicas: 1' });
      await kubectl(
        `apply -n ${ns} -f -`,
        `apiVersion: abi.io/v1
kind: AbiInstance
metadata: {name: vision}
spec: {replicas: 2, secrets: {openaiApiKeySecret: {name: nowhere}}}
---
apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaTenant
metadata: {name: acme}
spec: {instanceRef: {name: memory}}
`,
      );
      await here('reconcile abiinstance/vision --once');
    });

    test('all that belongs to it down to the pods, equal ones as one, and what it uses, missing or not', async () => {
      await expect
        .poll(async () => every((await treeOf('tree abiinstance vision')).root).filter(({ kind }) => kind === 'Pod').length)
        .toBe(2);
      const { root, counts, ...head } = await treeOf('tree abiinstance/vision --deps');
      expect(head).toEqual({ apiVersion: 'cli.aistack.dev/v1', kind: 'Tree', unread: [] });
      const pods = every(root).filter(({ kind }) => kind === 'Pod');
      expect(pods.map(({ relation, ownership }) => [relation, ownership])).toEqual([
        ['child', 'controlled'],
        ['child', 'controlled'],
      ]);
      expect(counts.find(({ kind }) => kind === 'Pod')?.count).toBe(2);
      expect(root.children.find(({ relation }) => relation === 'uses')).toMatchObject({
        kind: 'Secret',
        name: 'nowhere',
        presence: 'absent',
        health: 'failed',
        state: 'missing',
        field: 'spec.secrets.openaiApiKeySecret',
      });
      await expect
        .poll(async () => (await here('tree abiinstance/vision --deps')).stdout)
        .toMatch(
          /\n│ {5}└─ Pod\/vision-\w+-\{\w+,\w+\} ×2 same +\S Running, ready\n[^]*\n╰╌ uses Secret\/nowhere +✖ missing \(spec\.secrets\.openaiApiKeySecret\)\n$/,
        );
      const expanded = await here('tree abiinstance/vision --expand --no-icons --show-conditions Pod');
      expect(expanded.stdout.match(/-- Pod\/vision-/g)).toHaveLength(2);
      expect(expanded.stdout.match(/ {4}Ready=True/g)).toHaveLength(2);
      expect((await here('tree abiinstance/vision --compact')).stdout).toMatch(/\n {2}Pod +×2 +✔ Running, ready\n/);
      expect((await here('tree abiinstance/vision --depth 1')).stdout).toMatch(/Deployment\/vision .*\(3 more below\)\n/);
      expect((await here('tree abiinstance/vision -o name')).stdout).toMatch(/^abiinstance\.abi\.io\/vision\n[^]*\npod\/vision-/);
      expect((await here('tree abiinstance/vision --deps -o mermaid')).stdout).toMatch(/^flowchart LR\n[^]* -\.->\|uses\| /);
      expect((await here('tree abiinstance/vision --deps -o dot')).stdout).toContain(
        '[label="uses",style=dashed,color=red,tooltip="missing"]',
      );
    });

    test('who uses an object, from another namespace too; who may not list that far sees the nearer ones', async () => {
      const far = `${ns}-far`;
      await namespace(far);
      const tenant = `apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaTenant\nmetadata: {name: globex}\n`;
      await kubectl(`apply -n ${far} -f -`, `${tenant}spec: {instanceRef: {name: memory, namespace: ${ns}}}\n`);
      const users = async (as = ''): Promise<readonly (string | undefined)[]> => {
        const { stdout } = await here(`tree maiainstance memory --deps -o json${as}`);
        const { root } = JSON.parse(stdout) as TreeReport;
        return root.children.filter(({ relation }) => relation === 'usedBy').map(({ name, field }) => `${name} ${field ?? ''}`);
      };
      expect(await users()).toEqual(['acme spec.instanceRef', 'globex spec.instanceRef']);
      expect((await here('tree maiainstance memory --deps')).stdout).toContain(`\n╰╌ used by MaiaTenant/${far}/globex  `);
      await kubectl(`create role ${far} -n ${ns} --verb=get,list --resource=maiainstances.maia.cuemby.com,maiatenants.maia.cuemby.com`);
      await kubectl(`create rolebinding ${far} -n ${ns} --role=${far} --user=${far}`);
      await untilAllowed(kubectl, `list maiatenants.maia.cuemby.com -n ${ns} --as ${far}`);
      expect(await users(` --as ${far}`)).toEqual(['acme spec.instanceRef']);
    });

    test('half the rights show half the tree and half the timeline, and end with 10; a missing object with 4, wrong words with 2', async () => {
      const user = `${ns}-reader`;
      await kubectl(`create role ${user} -n ${ns} --verb=get,list --resource=abiinstances.abi.io,deployments.apps`);
      await kubectl(`create rolebinding ${user} -n ${ns} --role=${user} --user=${user}`);
      await untilAllowed(kubectl, `get abiinstances.abi.io -n ${ns} --as ${user}`, `list deployments.apps -n ${ns} --as ${user}`);
      const half = await here(`tree abiinstance vision --deps --as ${user}`);
      expect([half.code, half.stderr.split('\n').filter((line) => line.includes('list pods'))]).toEqual([
        10,
        [`warning: you may not list pods in namespace ${ns}: the tree is not complete`],
      ]);
      expect(half.stdout).toMatch(/─ Deployment\/vision [^]*\n╰╌ uses Secret\/nowhere +· may not be read/);
      expect(half.stdout).not.toContain('Pod/');
      expect(half.stderr).not.toContain('list events');
      const past = await here(`timeline abiinstance vision --as ${user}`);
      expect([past.code, past.stderr]).toEqual([10, expect.stringContaining(`warning: you may not list events in namespace ${ns}: `)]);
      expect(past.stdout).toContain('  deployment/vision ');
      const nothing = await here('tree abiinstance nope');
      expect([nothing.code, nothing.stdout]).toEqual([4, '']);
      expect((await here('timeline abiinstance nope')).code).toBe(4);
      expect((await here(`tree abiinstance vision --as nobody`)).code).toBe(5);
      expect((await here('timeline abiinstances')).code).toBe(2);
      expect((await here('timeline abiinstance vision --types nonsense')).stderr).toContain('use any of: event,condition,reconcile,spec');
    });

    test('changes, conditions, events and passes of it and of what belongs to it, the oldest first', async () => {
      const trace = path.join(tempDir(), 'trace.ndjson');
      const pass = { kind: 'ReconcileTrace', id: '8c1f', durationMs: 12, outcome: 'waits', wokenBy: ['change'], writes: [] };
      const record = { ...pass, at: new Date().toISOString(), target: 'abiinstances.abi.io/vision', namespace: ns };
      await writeFile(trace, `${JSON.stringify(record)}\n${JSON.stringify({ ...record, target: 'abiinstances.abi.io/other' })}\n`);
      const { code, stdout, stderr } = await here(`timeline abiinstance vision --trace ${trace} -o ndjson`);
      expect([code, stderr]).toEqual([0, '']);
      const moments = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Moment);
      const times = moments.map(({ at }) => Date.parse(at));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(moments.filter(({ what }) => what === 'reconcile')).toHaveLength(1);
      const made = moments.find(({ what, object }) => what === 'spec' && object.kind === 'AbiInstance');
      expect(made).toMatchObject({
        change: 'created',
        managers: expect.arrayContaining(['kubectl-client-side-apply']) as unknown,
        fields: expect.arrayContaining(['.spec.replicas', '.spec.secrets']) as unknown,
      });
      const kinds = (what: Moment['what']): ReadonlySet<string> =>
        new Set(moments.filter((moment) => moment.what === what).map(({ object }) => object.kind));
      expect(kinds('condition')).toEqual(new Set(['AbiInstance', 'Deployment', 'Pod']));
      expect([...kinds('event')]).toEqual(expect.arrayContaining(['Deployment', 'ReplicaSet']));
      const own = await here('timeline abiinstance vision --no-recursive --types condition');
      expect(own.stdout).toMatch(/^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}condition {2}abiinstance\/vision {2}\S.*\n)+$/);
      expect(own.stdout).toContain('SecretsResolved=False (SecretNotFound): ');
      const report: unknown = JSON.parse((await here('timeline abiinstance vision --since 0s -o json')).stdout);
      expect(report).toMatchObject({
        apiVersion: 'cli.aistack.dev/v1',
        kind: 'Timeline',
        objects: [{ name: 'vision' }],
        items: [],
        unread: [],
      });
    });

    test('-w goes on: a change of the spec, of a pod made later, the end of the object; a signal ends it with 0, --timeout with 124', async () => {
      const stop = new AbortController();
      let seen = '';
      const watching = here('timeline abiinstance vision -w', { signal: stop.signal, onStdout: (text) => (seen = text) });
      await expect.poll(() => seen).toContain('created by kubectl-client-side-apply');
      await kubectl(`patch deployment vision -n ${ns} --type merge -p {"spec":{"replicas":3}}`);
      await expect.poll(() => seen).toContain('from 2 to 3');
      await kubectl(`delete abiinstance vision -n ${ns} --wait=false`);
      await expect.poll(() => seen).toMatch(/spec {7}abiinstance\/vision +(?:deletion started|gone)\n/);
      stop.abort(new Error('SIGINT'));
      const { code, stdout } = await watching;
      expect(code).toBe(0);
      const lines = stdout.trimEnd().split('\n');
      expect(new Set(lines).size).toBe(lines.length);
      expect((await here('timeline maiainstance memory -w --timeout 1s')).code).toBe(124);
    });
  },
  { needs: 'controllers' },
);
