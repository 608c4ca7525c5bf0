import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect } from 'vitest';
import { startOwnPlane } from '../support/own-plane.ts';
import type { ControlPlane } from '../support/control-plane-types.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import { reconcilePlane, type ReconcilePlane } from '../support/reconcile-plane.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';
import { untilAllowed, untilForbidden } from '../support/until-allowed.ts';

/** Loops over all namespaces and a ready operator would disturb other tests, so these have a server of their own. */
let plane: ControlPlane | undefined;

beforeAll(async () => {
  plane = await startOwnPlane();
  return plane?.close;
}, 120_000);

function own(): Pick<ControlPlane, 'kubeconfigs'> & ReconcilePlane {
  if (plane === undefined) throw new Error('no control plane');
  return { kubeconfigs: plane.kubeconfigs, ...reconcilePlane(plane) };
}

const NEEDS = { needs: 'controllers' } as const;
const LEASE = 'maia-operator.cuemby.com';
const INSTANCE = 'maiainstance.maia.cuemby.com';
/** No provisioner answers to this class: the claim stays unbound and the pod is never scheduled. */
const NEVER_BOUND = 'storage: {storageClassName: never}';
const READY_LINE = /reconciling until a signal comes/;

/** What the loop needs in one namespace, and nothing else. */
const ROLE = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: loop}
rules:
- {apiGroups: [maia.cuemby.com], resources: [maiainstances, maiatenants], verbs: [get, list, watch, patch]}
- {apiGroups: [maia.cuemby.com], resources: [maiainstances/status, maiatenants/status], verbs: [get, patch]}
- {apiGroups: [''], resources: [configmaps, services, persistentvolumeclaims], verbs: [get, list, watch, create, patch, delete]}
- {apiGroups: [''], resources: [secrets], verbs: [get, list, watch, create, patch, delete]}
- {apiGroups: [apps], resources: [deployments], verbs: [get, list, watch, create, patch, delete]}
- {apiGroups: [batch], resources: [cronjobs], verbs: [get, list, watch, create, patch, delete]}
- {apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [get, list, watch, create, patch, delete]}
- {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}
- {apiGroups: ['', events.k8s.io], resources: [events], verbs: [create, patch]}
`;

clusterTest('before the definitions are there, it says how to get them', async () => {
  expect(await own().maia('reconcile')).toEqual({
    code: 7,
    stdout: '',
    stderr:
      'error: MaiaInstance is not known to this cluster\ncause: the CRD maiainstances.maia.cuemby.com is not installed\nfix: kubectl maia install crds\n',
  });
  expect((await own().maia('install')).code).toBe(0);
});

clusterTest('a selector that the server cannot read ends it at once, as it ends get', async () => {
  for (const command of ['reconcile', 'get instances']) {
    const { code, stdout, stderr } = await own().maia(`${command} -l a=(`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: cannot list maiainstances in namespace default: the selector is not valid\ncause: .*\nfix: .*\n$/);
  }
});

clusterTest('wrong usage is exit 2, no server exit 8, and neither leaves a lease', async () => {
  const { maia, kubectl } = own();
  expect(await maia('reconcile -n default -A')).toMatchObject({
    code: 2,
    stderr: 'error: --all-namespaces contradicts --namespace\nfix: give one of -A and -n\n',
  });
  for (const args of ['--resync soon', '--max-requeue soon', '--timeout soon', '--once -w', '-w --timeout 9s', 'nonsense', 'agents']) {
    const result = await maia(`reconcile ${args}`);
    expect([args, result.code, result.stdout]).toEqual([args, 2, '']);
    expect(result.stderr).toMatch(/^error: .*\nfix: .*\n$/s);
  }
  expect(await maia('reconcile --watch --metrics-bind-address nonsense')).toMatchObject({ code: 2 });
  const refused = await maia('reconcile -s https://127.0.0.1:1');
  expect(refused).toMatchObject({ code: 8, stdout: '' });
  expect(refused.stderr).toMatch(/^error: unable to connect to the server https:\/\/127\.0\.0\.1:1 .*\ncause: connection refused.*\nfix: /);
  const nowhere = await maia('reconcile -n nowhere');
  expect(nowhere).toMatchObject({ code: 4, stdout: '' });
  expect(nowhere.stderr).toMatch(/^error: namespace nowhere not found\ncause: .*\nfix: kubectl get namespaces\n$/);
  expect(await maia('reconcile --output-file package.json/steps')).toMatchObject({ code: 1, stdout: '' });
  expect(await kubectl(`get leases -A -o jsonpath={.items[?(@.metadata.name=="${LEASE}")].spec.holderIdentity}`)).toBe('');
});

clusterTest(
  "the guide's quick start ends with Running, and a second run has nothing to change",
  async () => {
    const { maia, kubectl, namespace } = own();
    await namespace('quick');
    await kubectl('apply -n quick -f examples/maia/quick-start.yaml');
    const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'aistack-reconcile-')), 'steps.ndjson');
    const first = await maia(`reconcile -n quick --output-file ${file}`);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const lines = first.stdout.trimEnd().split('\n');
    const created = lines.filter((line) => line.endsWith(' created')).map((line) => line.slice(`${INSTANCE}/maia: `.length));
    expect(created.toSorted()).toEqual([
      'configmap/maia-config created',
      'deployment.apps/maia created',
      'persistentvolumeclaim/maia-data created',
      'service/maia created',
      'service/maia-headless created',
    ]);
    expect(lines.at(-1)).toBe(`${INSTANCE}/maia ready`);
    const records = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(records.map(({ result }) => result)).toEqual(lines);
    expect(new Set(records.map(({ step, object }) => `${step} ${object}`))).toEqual(
      new Set(['reconcile maiainstances.maia.cuemby.com/quick/maia']),
    );
    expect(await kubectl('get maiainstances -n quick')).toMatch(/^NAME +STATUS +TENANTS +MEMORIES +AGE\nmaia +Running +0 +0 +\S+\n$/);
    expect(await maia('reconcile -n quick')).toEqual({ code: 0, stdout: `${INSTANCE}/maia ready\n`, stderr: '' });
    expect(await kubectl(`get lease ${LEASE} -n quick -o jsonpath={.spec.holderIdentity}`)).toBe('');
  },
  NEEDS,
);

clusterTest(
  'a loop goes on until a signal comes, then gives its lease back and ends with 0',
  async () => {
    const { start, kubectl, namespace } = own();
    await namespace('loop');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const loop = start('reconcile -n loop --watch');
      await loop.until(READY_LINE);
      await kubectl('apply -n loop -f examples/maia/quick-start.yaml');
      await loop.until(/ maiainstance\.maia\.cuemby\.com\/maia ready\n/);
      expect(await kubectl(`get lease ${LEASE} -n loop -o jsonpath={.spec.holderIdentity}`)).not.toBe('');
      loop.signal(signal);
      const ended = await loop.done;
      expect([signal, ended.code]).toEqual([signal, 0]);
      expect(ended.stdout).toMatch(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ maiainstance\.maia\.cuemby\.com\/maia.*\n)+$/);
      expect(ended.stderr).toMatch(/^reconciling until a signal comes \(server https:.*\)\n$/);
      expect(await kubectl(`get lease ${LEASE} -n loop -o jsonpath={.spec.holderIdentity}`)).toBe('');
    }
  },
  NEEDS,
);

clusterTest('a second loop over the same objects is refused and names the holder; elsewhere it may run', async () => {
  const { maia, start, kubectl, namespace } = own();
  await namespace('taken');
  await namespace('free');
  const loop = start('reconcile -n taken --watch');
  await loop.until(READY_LINE);
  const holder = await kubectl(`get lease ${LEASE} -n taken -o jsonpath={.spec.holderIdentity}`);
  for (const args of ['-n taken', '-n taken --once', '-A', '-A --watch']) {
    const refused = await maia(`reconcile ${args}`);
    expect([args, refused.code, refused.stdout]).toEqual([args, 6, '']);
    expect(refused.stderr).toMatch(/^error: MAIA is already being reconciled by .*\ncause: .* holds lease taken\/.*\nfix: .*\n$/);
    expect(refused.stderr).toContain(holder);
  }
  expect(await maia('reconcile -n free')).toEqual({ code: 0, stdout: '', stderr: 'No resources found in free namespace.\n' });
  loop.signal('SIGINT');
  expect((await loop.done).code).toBe(0);
  expect((await maia('reconcile -n taken')).code).toBe(0);
});

clusterTest('a missing Secret blocks, and is named with what to do', async () => {
  const { maia, namespace } = own();
  await namespace('secretless', { name: 'maia', spec: `${NEVER_BOUND}, security: {apiKeySecretRef: {name: admin-key}}` });
  const result = await maia('reconcile -n secretless');
  expect(result.code).toBe(1);
  expect(result.stdout.trimEnd().split('\n').at(-1)).toBe(`${INSTANCE}/maia blocked`);
  expect(result.stderr).toMatch(
    /^error: maiainstance\.maia\.cuemby\.com\/maia is blocked \(SecretNotFound\)\ncause: Secret\/secretless\/admin-key \(spec\.security\.apiKeySecretRef\) does not exist\nfix: .+\n$/,
  );
});

clusterTest('a Deployment of the same name that is not ours is left untouched', async () => {
  const { maia, kubectl, namespace } = own();
  await namespace('foreign', { name: 'maia', spec: 'replicas: 1' });
  await kubectl('create deployment maia -n foreign --image=theirs --replicas=0');
  const look = async (): Promise<string> =>
    kubectl('get deployment maia -n foreign -o jsonpath={.spec}{.metadata.labels}{.metadata.generation}');
  const before = await look();
  const result = await maia('reconcile -n foreign');
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(
    /is blocked \(NameConflict\)\ncause: Deployment\/foreign\/maia exists and does not belong to .*\nfix: .+\n$/,
  );
  expect(await look()).toBe(before);
});

clusterTest('what never becomes ready ends with 124 and what was waited for; --once does not wait', async () => {
  const { maia, namespace } = own();
  await namespace('pending', { name: 'slow', spec: NEVER_BOUND });
  const once = await maia('reconcile -n pending --once');
  expect(once).toMatchObject({ code: 0, stderr: '' });
  expect(once.stdout).toContain(`${INSTANCE}/slow: deployment.apps/slow created\n`);
  const { time, ...late } = await withEnoughTime(
    async (given) => ({ time: given, ...(await maia(`reconcile -n pending --timeout ${given}`)) }),
    ({ stderr }) => stderr.includes('has no volume yet'),
  );
  expect(late).toMatchObject({
    code: 124,
    stderr: `error: ${INSTANCE}/slow is not ready after ${time}
cause: PersistentVolumeClaim/pending/slow-data has no volume yet
fix: wait longer with --timeout, or look: kubectl describe maiainstances.maia.cuemby.com slow -n pending
`,
  });
  expect((await maia('reconcile -n pending --timeout 0')).code).toBe(124);
});

clusterTest('a signal before the work is done is 130', async () => {
  const { start, namespace } = own();
  await namespace('broken-off', { name: 'slow', spec: NEVER_BOUND });
  const running = start('reconcile -n broken-off');
  await running.until(/has no volume yet/);
  running.signal('SIGINT');
  expect(await running.done).toMatchObject({ code: 130, stderr: 'error: stopped by SIGINT\n' });
});

clusterTest('only what is named is worked on, and what is named and not there is exit 4', async () => {
  const { maia, kubectl, namespace } = own();
  await namespace('chosen', { name: 'one', spec: NEVER_BOUND });
  for (const name of ['two', 'three']) {
    const spec = { storage: { storageClassName: 'never' } };
    const metadata = { name };
    await kubectl('apply -n chosen -f -', JSON.stringify({ apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaInstance', metadata, spec }));
  }
  const made = async (): Promise<readonly string[]> => (await kubectl('get deployments -n chosen -o name')).split('\n').filter(Boolean);
  expect((await maia('reconcile instance/one -n chosen --once')).code).toBe(0);
  expect(await made()).toEqual(['deployment.apps/one']);
  expect((await maia('reconcile --only instance/one --only mi/two -n chosen --once')).code).toBe(0);
  expect((await made()).toSorted()).toEqual(['deployment.apps/one', 'deployment.apps/two']);
  const missing = await maia('reconcile instance nope two -n chosen --once');
  expect(missing.code).toBe(4);
  expect(missing.stderr).toBe('error: MaiaInstance nope not found in namespace chosen\nfix: kubectl maia get all -n chosen\n');
  expect(await maia('reconcile mi/nope -A --once')).toMatchObject({ code: 4, stdout: '' });
  expect((await maia('reconcile -n chosen -l nobody=has')).stderr).toBe('No resources found in chosen namespace.\n');
});

clusterTest('a user without rights is told which one is missing', async () => {
  const { maia, kubeconfigs, namespace } = own();
  await namespace('closed');
  const result = await maia('reconcile -n closed -v', kubeconfigs.nobody);
  expect(result).toMatchObject({ code: 5, stdout: '' });
  expect(result.stderr).toMatch(
    /error: you \(nobody\) may not get Lease maia-operator\.cuemby\.com in namespace closed\ncause: .*\nfix: .*\nrules:\n- apiGroups: \[coordination\.k8s\.io\]\n {2}resources: \[leases\]\n {2}verbs: \[get\]\n$/,
  );
});

clusterTest(
  'the rights of one namespace are enough for that namespace, and only there',
  async () => {
    const { maia, kubectl, kubeconfigs, namespace } = own();
    await namespace('mine', { name: 'maia', spec: 'replicas: 1' });
    await kubectl('apply -n mine -f -', ROLE);
    await kubectl('create rolebinding loop -n mine --role=loop --user=developer');
    await untilAllowed(kubectl, 'list maiainstances.maia.cuemby.com -n mine --as developer', 'create events -n mine --as developer');
    const result = await maia('reconcile -n mine', kubeconfigs.developer);
    expect(result.stderr).toBe(
      ['deployments in namespace maia-system: a running maia-operator', 'leases in namespace maia-system: another loop over these objects']
        .map((text) => `warning: you may not read ${text} would go unnoticed\n`)
        .join(''),
    );
    expect(result.code).toBe(0);
    expect(result.stdout.trimEnd().split('\n').at(-1)).toBe(`${INSTANCE}/maia ready`);
    const everywhere = await maia('reconcile -A', kubeconfigs.developer);
    expect(everywhere.code).toBe(5);
    expect(everywhere.stderr).toMatch(/error: you \(developer\) may not .*\ncause: .*\nfix: .*\n$/);
    await kubectl('delete deployment maia -n mine');
    await kubectl('patch role loop -n mine --type=json -p [{"op":"remove","path":"/rules/4"}]');
    await untilForbidden(kubectl, 'list deployments.apps -n mine --as developer');
    const without = await maia('reconcile -n mine --timeout 60s', kubeconfigs.developer);
    expect(without.code).toBe(5);
    expect(without.stderr).toMatch(/error: you \(developer\) may not (list|watch) deployments in namespace mine\ncause: .*\nfix: /);
  },
  NEEDS,
);

clusterTest(
  'a ready operator in the cluster is a refusal',
  async () => {
    const { maia, kubectl, namespace } = own();
    await namespace('maia-system');
    await namespace('beside');
    await kubectl('create deployment maia-operator -n maia-system --image=maia-operator');
    await kubectl('rollout status deployment/maia-operator -n maia-system');
    const refused = await maia('reconcile -n beside');
    expect(refused).toMatchObject({ code: 6, stdout: '' });
    expect(refused.stderr).toMatch(
      /^error: MAIA is already being reconciled by deployment\/maia-operator\ncause: .* is ready in namespace maia-system .*\nfix: .*kubectl maia reconcile --take-over;/,
    );
    await kubectl('delete deployment maia-operator -n maia-system');
    expect((await maia('reconcile -n beside')).code).toBe(0);
  },
  NEEDS,
);
