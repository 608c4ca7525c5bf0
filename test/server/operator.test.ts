import { afterAll, beforeAll, expect } from 'vitest';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import { planOperator } from '../../src/commands/shared/install-operator/operator-plan.ts';
import type { ControlPlane } from '../support/control-plane-types.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import { startOwnPlane } from '../support/own-plane.ts';
import { playPod, podGround, type PlayedPod, type PodGround } from '../support/played-pod.ts';
import { instanceYaml, reconcilePlane, type ReconcilePlane } from '../support/reconcile-plane.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';
import { withoutStillWaiting } from '../support/without-still-waiting.ts';

/** An operator in the cluster would keep the loops of other tests away, so this has a server of its own. */
let plane: ControlPlane | undefined;

beforeAll(async () => {
  plane = await startOwnPlane();
  return plane?.close;
}, 120_000);

interface Own extends Pick<ReconcilePlane, 'kubectl' | 'namespace'> {
  readonly plane: ControlPlane;
  aistack(args: string): Promise<CliResult>;
  maia(args: string): Promise<CliResult>;
}

function own(): Own {
  if (plane === undefined) throw new Error('no control plane');
  const { kubeconfig } = plane;
  const { kubectl, namespace } = reconcilePlane(plane);
  const runAs = (executable: string) => async (args: string) =>
    withoutStillWaiting(await runHere(args.split(' '), { executable, kubeconfig }));
  return { plane, kubectl, namespace, aistack: runAs('kubectl-aistack'), maia: runAs('kubectl-maia') };
}

const NEEDS = { needs: 'controllers' } as const;

clusterTest(
  'an operator alone is refused while the definitions are missing; a dry run stores nothing; all of it comes in one go, twice the same',
  async () => {
    const { maia, aistack, kubectl } = own();
    expect(await maia('install operator')).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(/MaiaInstance is not known to this cluster/),
    });
    const dry = await aistack('install all --dry-run=server');
    expect(dry.stderr).toBe('');
    expect(dry.stdout).toMatch(/^namespace\/aistack-system created \(server dry run\)$/m);
    expect(await kubectl('get namespaces -o name')).not.toContain('aistack-system');

    const first = await aistack('install all --replicas 2');
    expect([first.code, first.stderr]).toEqual([0, '']);
    const order = first.stdout.split('\n').map((line) => line.split(/[./ ]/)[0]);
    expect(order.indexOf('namespace')).toBe(0);
    expect(order.indexOf('serviceaccount')).toBeGreaterThan(order.lastIndexOf('customresourcedefinition'));
    expect(order.indexOf('deployment')).toBeGreaterThan(order.lastIndexOf('rolebinding'));
    const again = await aistack('install all --replicas 2');
    expect(again.code).toBe(0);
    expect(again.stdout.split('\n').filter((line) => line !== '' && !line.endsWith(' unchanged'))).toEqual([]);
    const pods = await kubectl('get pods -n aistack-system --field-selector=status.phase=Running -o name');
    expect(pods.trim().split('\n')).toHaveLength(2);
  },
  NEEDS,
);

clusterTest(
  'what is exported is what was applied',
  async () => {
    const { aistack, kubectl } = own();
    const { stdout } = await aistack('install operator --replicas 2 --export');
    // kubectl ends with 1 where something would change.
    await expect(kubectl('diff --server-side --field-manager=aistack-cli -f -', stdout)).resolves.toBe('');
  },
  NEEDS,
);

clusterTest(
  'operator status names Deployment, version and rights; a right that was taken away is told',
  async () => {
    const { aistack, maia, kubectl } = own();
    const report = JSON.parse((await aistack('operator status -o json')).stdout) as { readonly items: readonly Record<string, unknown>[] };
    expect(report.items.map(({ system, state, missingRights }) => [system, state, missingRights])).toEqual(
      ['maia', 'abi', 'neurallog', 'kaos', 'marie'].map((system) => [system, 'Running', []]),
    );
    expect(report.items[0]).toMatchObject({
      manager: { namespace: 'aistack-system', name: 'aistack-operator', ready: 2, wanted: 2, scope: '*' },
    });
    await kubectl('delete rolebinding -n aistack-system aistack-operator-leader-election-rolebinding');
    // Rights take a moment to leave the authorizer of a real server.
    await expect.poll(async () => (await maia('operator status')).stderr).toContain('update leases');
    const after = await maia('operator status');
    expect(after.stdout, after.stderr).toMatch(/^maia +Running +aistack-system\/aistack-operator +2\/2 .* \d missing/m);
    expect(after.stderr).toMatch(
      /^maia: the operator may not .*create leases\.coordination\.k8s\.io, update leases\.coordination\.k8s\.io\n$/,
    );
    expect((await aistack('install operator --replicas 2')).stdout).toContain('aistack-operator-leader-election-rolebinding created');
  },
  NEEDS,
);

clusterTest(
  'in shards: a Deployment for each, told which part is its; those of another number go, and so does the one that had everything',
  async () => {
    const { aistack, kubectl } = own();
    const workload = async (): Promise<readonly string[]> => {
      const text = await kubectl('get deployments,poddisruptionbudgets -n aistack-system -o json');
      const { items } = JSON.parse(text) as {
        readonly items: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
      };
      return items.map((item) => [item.kind, item.metadata.name, ...(JSON.stringify(item).match(/--shard=\d+\/\d+/) ?? [])].join(' '));
    };
    const two = await aistack('install operator --shards 2');
    expect([two.code, two.stderr]).toEqual([0, '']);
    expect(two.stdout).toContain('deployment.apps/aistack-operator deleted\n');
    expect(await workload()).toEqual(['Deployment aistack-operator-1-of-2 --shard=1/2', 'Deployment aistack-operator-2-of-2 --shard=2/2']);
    const report = JSON.parse((await aistack('operator status --systems maia -o json')).stdout) as {
      readonly items: readonly { readonly state: string; readonly manager: { readonly name: string; readonly scope: string } }[];
    };
    expect(report.items.map(({ state, manager }) => [state, manager.name, manager.scope])).toEqual([
      ['Running', 'aistack-operator-1-of-2', '* shard 1/2'],
      ['Running', 'aistack-operator-2-of-2', '* shard 2/2'],
    ]);
    expect((await aistack('install operator --shards 2')).stdout).not.toMatch(/created|deleted|configured/);
    const one = await aistack('install operator --replicas 2');
    expect([one.code, one.stderr]).toEqual([0, '']);
    expect(await workload()).toEqual(['Deployment aistack-operator', 'PodDisruptionBudget aistack-operator']);
  },
  NEEDS,
);

clusterTest(
  'a foreign Deployment is not taken over unasked; a second operator for the same objects is told; a namespace that was there stays',
  async () => {
    const { maia, kubectl } = own();
    await kubectl('create namespace maia-system');
    await kubectl('create deployment maia-operator --image=example.com/maia-operator:v1 -n maia-system');
    const refused = await maia('install operator');
    expect([refused.code, refused.stdout]).toEqual([6, '']);
    expect(refused.stderr).toMatch(/^error: Deployment maia-operator in namespace maia-system was put there by someone else/);
    // As a migration leaves it.
    await kubectl('annotate deployment maia-operator -n maia-system aistack.dev/migrated-replicas=1');
    const adopted = await maia('install operator --adopt');
    // That there is no way back, and two operators for the same objects: both is told.
    expect([
      adopted.code,
      adopted.stderr.replace(/^warning: deployment\/maia-operator [^\n]* migrate rollback [^\n]*\n/, 'NO WAY BACK\n'),
    ]).toEqual([
      0,
      'NO WAY BACK\nwarning: MAIA is reconciled by deployment/aistack-operator in namespace aistack-system too: one of the two will only stand by\n',
    ]);
    expect(adopted.stdout).toContain('deployment.apps/maia-operator replaced\n');
    const uninstalled = await maia('uninstall operator');
    expect([uninstalled.code, uninstalled.stderr]).toEqual([0, '']);
    // It was there before: it is not ours to delete.
    expect(await kubectl('get namespace maia-system -o name')).toBe('namespace/maia-system\n');
    expect(await kubectl('get deployments -n maia-system -o name')).toBe('');
  },
  NEEDS,
);

clusterTest(
  'an operator for one namespace gets a Role there and no right in the cluster; Tenants of NeuralLog cannot be limited',
  async () => {
    const { kubectl, aistack } = own();
    await kubectl('create namespace team-a');
    expect((await aistack('install operator --systems maia,neurallog -n team-a --watch-namespaces team-a')).code).toBe(2);
    const installed = await aistack('install operator --systems maia -n team-a --watch-namespaces team-a');
    expect([installed.code, installed.stderr]).toEqual([0, expect.stringMatching(/^warning: MAIA is reconciled by [^\n]*\n$/)]);
    expect(installed.stdout).not.toMatch(/clusterrole/);
    const may = async (what: string): Promise<string> =>
      kubectl(`auth can-i ${what} --as system:serviceaccount:team-a:maia-operator`).catch(() => 'no\n');
    await expect.poll(async () => [await may('create deployments -n team-a'), await may('list deployments -A')]).toEqual(['yes\n', 'no\n']);
    // What it does not work on does not keep it.
    await kubectl('apply -n default -f -', instanceYaml('elsewhere', ''));
    await kubectl('apply -n team-a -f -', instanceYaml('here', ''));
    expect(await aistack('uninstall operator --systems maia -n team-a')).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/^error: there are still objects: 1 maiainstance\n/),
    });
    const gone = await aistack('uninstall operator --systems maia -n team-a --delete-resources --yes');
    expect([gone.code, gone.stderr]).toEqual([0, '']);
    expect(await kubectl('get maiainstances -A -o name')).toBe('maiainstance.maia.cuemby.com/elsewhere\n');
    expect(await kubectl('get roles,rolebindings,serviceaccounts -n team-a -o name')).toBe('serviceaccount/default\n');
  },
  NEEDS,
);

let ground: PodGround | undefined;
const pods: PlayedPod[] = [];
afterAll(async () => {
  for (const pod of pods) await pod.end('SIGKILL');
  await ground?.close();
});

clusterTest(
  'as pods: one works and the other stands by, ready; a handover waits for no lease to run out, the death of a leader no longer than its lease lasts',
  async () => {
    const { kubectl, namespace } = own();
    const { manifests } = await planOperator({ entry: entryPointOf('kubectl-aistack'), version: '0.0.0' });
    const deployment = manifests.workload.find(({ kind }) => kind === 'Deployment') as unknown as {
      readonly spec: { readonly template: { readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] } } };
    };
    const args = deployment.spec.template.spec.containers[0]?.args ?? [];
    ground = await podGround(own().plane, 'aistack-operator', 'aistack-system');
    const start = async (): Promise<PlayedPod> => {
      const pod = await playPod(ground ?? { env: {}, token: '', close: () => Promise.resolve() }, args);
      pods.push(pod);
      return pod;
    };
    const isMade = async (name: string): Promise<string> => kubectl(`get deployment ${name} -n worked -o name`).catch(() => '');
    const first = await start();
    await expect.poll(async () => [await first.leads(), first.log()]).toEqual([true, expect.any(String)]);
    const second = await start();
    await expect.poll(second.readyz).toBe(200);
    expect(await second.leads()).toBe(false);
    await expect.poll(second.log).toContain('standing by');

    await namespace('worked', { name: 'one', spec: '' });
    await expect.poll(() => isMade('one')).toBe('deployment.apps/one\n');
    await expect.poll(first.log).toContain('maiainstance.maia.cuemby.com/one');

    const holders = async (): Promise<readonly string[]> => {
      const text = await kubectl('get leases -n aistack-system -o jsonpath={.items[*].spec.holderIdentity}');
      return text.split(' ').filter(Boolean);
    };
    const [held = ''] = await holders();
    expect(held).not.toBe('');
    expect(await first.end('SIGTERM')).toBe(0);
    // It gave them back: nobody waits until they have run out.
    expect(await holders()).not.toContain(held);
    await expect.poll(second.leads).toBe(true);
    for (const line of [...first.log().trim().split('\n'), ...second.log().trim().split('\n')])
      expect(JSON.parse(line)).toHaveProperty('msg');

    // A lease lasts 15 s on either server: it is waited for where it is a real one.
    if (sandboxPlane() !== undefined) {
      expect(await second.end('SIGTERM')).toBe(0);
      return;
    }
    const third = await start();
    await expect.poll(third.readyz).toBe(200);
    await second.end('SIGKILL');
    await kubectl('apply -n worked -f -', instanceYaml('two', ''));
    await expect.poll(() => isMade('two'), { timeout: 120_000 }).toBe('deployment.apps/two\n');
    expect(await third.leads()).toBe(true);
    expect(await third.end('SIGTERM')).toBe(0);
  },
  NEEDS,
);

clusterTest(
  'uninstall refuses while there are objects; then everything goes, the namespace that install made too',
  async () => {
    const { aistack, kubectl } = own();
    const refused = await aistack('uninstall operator');
    expect([refused.code, refused.stdout]).toEqual([6, '']);
    expect(refused.stderr).toMatch(
      /^error: there are still objects: \d maiainstances?\ncause: without the operator nothing acts on them\n/,
    );
    expect(await aistack('uninstall crds --keep-crds')).toMatchObject({ code: 2 });
    const gone = await aistack('uninstall all --delete-resources --yes');
    expect([gone.code, gone.stderr]).toEqual([0, '']);
    expect(gone.stdout).toMatch(/namespace\/aistack-system deleted\n$/);
    expect(await kubectl('get clusterroles,clusterrolebindings -l app.kubernetes.io/part-of=aistack -o name')).toBe('');
    expect(await kubectl('get crds -o name')).not.toMatch(/maia|kaos|abi|neurallog|marie/);
    await kubectl('wait --for=delete namespace/aistack-system --timeout=120s');
    expect(await aistack('uninstall all')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Nothing to uninstall: there is no aistack-operator in namespace aistack-system.\n',
    });
  },
  NEEDS,
);
