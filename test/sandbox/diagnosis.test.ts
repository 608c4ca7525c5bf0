import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ILL_SITUATIONS, type IllSituation } from '../support/ill-situations.ts';
import { startExamplesSandbox } from '../support/examples-sandbox.ts';
import { KIND_IDENTITIES } from '../../src/commands/shared/kind-identities.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';
import type { StartedSandbox } from '../support/start-sandbox-plane.ts';

/**
 * `describe` and `doctor` on everything of `examples/`, reconciled; then everything of the table of ill situations beside it, each in a namespace
 * of its own, and `why` and `doctor` about that.
 */

const MOST_ROUNDS = 30;

interface ToldItem {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly health: string;
  readonly chain: readonly { readonly object: { readonly kind: string }; readonly reason: string; readonly evidence: readonly unknown[] }[];
  readonly fix?: string;
}

let plane: StartedSandbox;

const run = async (line: string, stdin?: string): Promise<CliResult> =>
  runHere(line.split(' '), { kubeconfig: plane.kubeconfig, ...(stdin === undefined ? {} : { stdin }) });

beforeAll(async () => {
  plane = await startExamplesSandbox();
});
afterAll(async () => plane.close());

/** A Role of the user `developer` with one rule, and its binding. */
function roleOf(namespace: string, rule: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: ${namespace}}
rules: [${rule}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader, namespace: ${namespace}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: User, name: developer, apiGroup: rbac.authorization.k8s.io}]
`;
}

test('describe shows every part of all nine kinds, and no value of a Secret', async () => {
  const results = await Promise.all(
    KIND_IDENTITIES.map(async (kind) => ({ kind, told: await run(`describe ${kind.plural}.${kind.group} -A`) })),
  );
  expect(results).toHaveLength(9);
  for (const { kind, told } of results) {
    expect([kind.kind, told.code]).toEqual([kind.kind, 0]);
    for (const part of ['Name: ', `Kind: ${kind.kind} (`, 'Spec:', 'Conditions:', 'Children:', 'Dependencies:', 'Events:'])
      expect(told.stdout).toContain(part);
    expect(told.stdout).not.toMatch(/made-up-key|mas_change-me|REPLACE-ME|Not looked at/);
    const text = kind.kind === 'MarieJob' ? '' : told.stdout;
    if (text !== '') expect(text).toMatch(/\n {2}(?:Deployment|StatefulSet|Secret|Namespace) /);
  }
  const tenants = results.find(({ kind }) => kind.kind === 'Tenant')?.told.stdout ?? '';
  expect(tenants).toMatch(/PersistentVolumeClaim +\S+ +Bound/);
  expect(tenants).not.toContain('stays when it is deleted');
  expect(results.find(({ kind }) => kind.kind === 'MaiaInstance')?.told.stdout).toContain('stays when it is deleted');
});

test('doctor finds no error in the examples, in any format', async () => {
  const { code, stdout } = await run('doctor -A -o json');
  const report = JSON.parse(stdout) as {
    kind: string;
    summary: Record<string, number>;
    findings: readonly { id: string; severity: string }[];
    unread: readonly string[];
  };
  expect([code, report.kind, report.findings.filter(({ severity }) => severity === 'error'), report.unread]).toEqual([
    0,
    'DoctorReport',
    [],
    [],
  ]);
  expect((await run('doctor -A --fail-on warning')).code).toBe(1);
  const ignored = [...new Set(report.findings.filter(({ severity }) => severity === 'warning').map(({ id }) => id))];
  expect((await run(`doctor -A --fail-on warning --ignore ${ignored.join(',')}`)).code).toBe(0);
  expect((await run('doctor --systems abi -o junit')).stdout).toMatch(/^<\?xml[\s\S]*<testcase name="AIS101 [\s\S]*<\/testsuites>\n$/);
  expect((await run('doctor --systems kaos -n demo -o yaml')).stdout).not.toContain('MaiaInstance');
  expect((await run('doctor --ignore AIS999')).code).toBe(2);
  expect((await run('doctor --fix')).code).toBe(2);
});

test('who may read a part only is told what was left out', async () => {
  const role = roleOf('demo', '{apiGroups: [kaos.tools], resources: [agents], verbs: [get, list]}');
  expect((await run('apply -f - --wait=false', role)).code).toBe(0);
  const { code, stdout, stderr } = await runHere(['doctor', '-n', 'demo', '--systems', 'kaos'], {
    kubeconfig: plane.kubeconfigs.developer,
  });
  expect(code).toBe(10);
  expect(stdout).toMatch(/\d+ checks, 4 objects: 2 warnings\n$/);
  expect(stderr).toContain('warning: not looked at: you may not read modelapis\n');
  expect((await runHere(['doctor', '-n', 'demo'], { kubeconfig: plane.kubeconfigs.nobody })).code).toBe(5);
});

describe('with everything ill', () => {
  const namespaceOf = (situation: IllSituation): string => `ill-${String(ILL_SITUATIONS.indexOf(situation))}`;
  let items: readonly ToldItem[];
  const itemOf = (situation: IllSituation): ToldItem | undefined => {
    const ns = namespaceOf(situation);
    return items.find(
      ({ kind, namespace, name }) => kind === situation.kind && (namespace === undefined ? name === ns : namespace === ns && name === 'it'),
    );
  };

  const chainOf = (situation: IllSituation): readonly string[] =>
    (itemOf(situation)?.chain ?? []).map(({ object, reason }, index) =>
      situation.chain[index]?.endsWith(': *') === true ? `${object.kind}: *` : `${object.kind}: ${reason}`,
    );
  const isAsExpected = (situation: IllSituation): boolean => chainOf(situation).join() === situation.chain.join();

  beforeAll(async () => {
    const documents = ILL_SITUATIONS.map((situation) => {
      const ns = namespaceOf(situation);
      return `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${ns}}\n---\n${situation.yaml.replaceAll('NS', ns)}`;
    });
    const applied = await run('apply -f - --wait=false', documents.join('---\n'));
    if (applied.code !== 0) throw new Error(applied.stderr);
    // How long that takes depends on the machine.
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await run('reconcile -A --timeout 4s -q');
      const told = await run('why --all -A -o json');
      ({ items } = JSON.parse(told.stdout) as { items: readonly ToldItem[] });
      if (ILL_SITUATIONS.every((situation) => isAsExpected(situation))) break;
    }
  }, 400_000);

  test('each kind has three situations', () => {
    const counts = KIND_IDENTITIES.map(({ kind }) => ILL_SITUATIONS.filter((situation) => situation.kind === kind).length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(3);
  });

  test.each(ILL_SITUATIONS)('why of $kind: $title', (situation) => {
    expect(chainOf(situation)).toEqual(situation.chain);
    expect(itemOf(situation)?.fix).toBe(situation.fix.replaceAll('NS', namespaceOf(situation)));
  });

  test('whatever is not ready has a chain with evidence and a fix', () => {
    const open = items.filter(({ health }) => health === 'pending' || health === 'failed');
    expect(open.length).toBeGreaterThan(20);
    expect(
      open.filter(({ chain, fix }) => chain.length === 0 || fix === undefined || chain.some(({ evidence }) => evidence.length === 0)),
    ).toEqual([]);
  });

  test('who may not list Secrets still sees the chain through another object', async () => {
    const situation = ILL_SITUATIONS.find(({ kind, title }) => kind === 'MaiaTenant' && title.includes('image'));
    const ns = situation === undefined ? '' : namespaceOf(situation);
    const rule =
      '{apiGroups: [maia.cuemby.com, apps, ""], resources: [maiatenants, maiainstances, deployments, replicasets, pods], verbs: [get, list]}';
    await run('apply -f - --wait=false', roleOf(ns, rule));
    const { stdout, stderr } = await runHere(['why', 'maiatenant', 'it', '-n', ns], { kubeconfig: plane.kubeconfigs.developer });
    expect([...stdout.matchAll(/because (\w+)\//g)].map(([, kind]) => kind)).toEqual(['MaiaInstance', 'Deployment', 'ReplicaSet', 'Pod']);
    expect(stdout).toContain('(you may not list secrets in namespace');
    expect(stderr).toContain('warning: the chain may end too early: ');
  });

  test('where nobody acts, why says so', async () => {
    const [situation] = ILL_SITUATIONS;
    await run(
      'apply -f - --wait=false',
      (situation?.yaml ?? '')
        .replaceAll('NS', 'ill-0')
        .replace('name: it', 'name: unseen')
        .replace('{security: {apiKeySecretRef: {name: gone}}}', '{}'),
    );
    const { stdout, code } = await run('why maiainstance unseen -n ill-0');
    expect(code).toBe(1);
    expect(stdout).toMatch(/because Deployment\/maia-system\/maia-operator: OperatorNotRunning\n/);
    expect(stdout).toContain('root cause: Deployment/maia-system/maia-operator: nothing acts on the objects of MAIA');
    expect(stdout).toContain('fix: kubectl aistack reconcile maiainstance/unseen -n ill-0\n');
  });

  test('doctor names each of them', async () => {
    const { code, stdout } = await run('doctor -A -o json');
    const { findings } = JSON.parse(stdout) as {
      findings: readonly { id: string; object?: { kind: string; namespace?: string; name: string } }[];
    };
    expect(code).toBe(1);
    const told = new Set(findings.map(({ object }) => `${object?.kind ?? ''}/${object?.namespace ?? ''}/${object?.name ?? ''}`));
    const unnamed = ILL_SITUATIONS.filter((situation) => {
      const ns = namespaceOf(situation);
      return !told.has(situation.kind === 'Tenant' ? `Tenant//${ns}` : `${situation.kind}/${ns}/it`);
    });
    expect(unnamed).toEqual([]);
    const ids = new Set(findings.map(({ id }) => id));
    for (const id of ['AIS202', 'AIS303', 'AIS401', 'AIS607', 'AIS902', 'AIS903', 'AIS951', 'AIS952']) expect(ids).toContain(id);
  });

  test('doctor --fix asks, runs a command of this program and prints the others', async () => {
    const { code, stderr } = await runHere(['doctor', '--fix', '-n', 'ill-13', '--systems', 'kaos', '--ignore', 'AIS007'], {
      kubeconfig: plane.kubeconfig,
      answers: Array.from({ length: 20 }, () => 'n'),
      stderrIsTerminal: true,
    });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/fixes: 0 done, 0 failed, \d+ left to you\n$/)]);
    const peer = ILL_SITUATIONS.find(({ title }) => title === 'no peer');
    const ns = peer === undefined ? '' : namespaceOf(peer);
    const fixed = await runHere(['doctor', '--fix', '-n', ns, '--systems', 'kaos', '--ignore', 'AIS007'], {
      kubeconfig: plane.kubeconfig,
      answers: Array.from({ length: 20 }, () => 'y'),
      stderrIsTerminal: true,
    });
    expect(fixed.stderr).toMatch(/run kubectl kaos agent peers remove it gone -n ill-\d+\? \[y\/N\] /);
    expect(fixed.stderr).toMatch(/fixes: [1-9]\d* done, 0 failed/);
    const agent = await run(`get agents it -n ${ns} -o jsonpath={.spec.agentNetwork.access}`);
    expect(agent.stdout).not.toContain('gone');
  });
});
