import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MANIFEST } from '../support/command-lines.ts';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import type { ControlPlane } from '../support/control-plane-types.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { forEachKubectl } from '../support/find-kubectl.ts';
import { inParallel } from '../support/in-parallel.ts';
import { outputComplaints } from '../support/output-complaints.ts';
import { startOwnPlane } from '../support/own-plane.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import { emptyHome, nodeFolder, type CliResult } from '../support/run-cli.ts';
import { startSilentServer, type SilentServer } from '../support/silent-server.ts';
import { writeWrongToken } from '../support/wrong-token.ts';

/** A command line of each situation as a person types it: the real kubectl finds the plugin on the PATH. `error-matrix.test.ts` has every command. */

interface Row {
  readonly name: string;
  /** Words behind `kubectl`; `SERVER`, `SILENT` and `NS` are put in. */
  readonly line: string;
  readonly user?: 'nobody' | 'wrong' | 'none' | 'bare';
  readonly code: number;
  readonly stdout?: string;
  /** Absent where nothing may stand there. */
  readonly stderr?: RegExp;
}

const ROWS: readonly Row[] = [
  { name: 'an administrator', line: 'maia get instances -o name -n NS', code: 0, stdout: 'maiainstance.maia.cuemby.com/one\n' },
  { name: 'flags before the verb', line: 'maia -n NS instance/one get -oname', code: 0, stdout: 'maiainstance.maia.cuemby.com/one\n' },
  { name: 'the umbrella', line: 'aistack get maiatenants -o name -n NS', code: 0, stdout: 'maiatenant.maia.cuemby.com/acme\n' },
  {
    name: 'the umbrella for one system',
    line: 'aistack maia tenants get -o name -n NS',
    code: 0,
    stdout: 'maiatenant.maia.cuemby.com/acme\n',
  },
  { name: 'another system', line: 'marie status -n NS', code: 0, stderr: /^No resources found in errors-\w+ namespace\.\n$/ },
  {
    name: 'no rights',
    line: 'maia get tenants -n NS',
    user: 'nobody',
    code: 5,
    stderr: /^error: you \(nobody\) may not list maiatenants in namespace errors-\w+\n/,
  },
  {
    name: 'no right to write',
    line: 'maia scale instance one --replicas 2 -n NS',
    user: 'nobody',
    code: 5,
    stderr: /^error: you \(nobody\) may not /m,
  },
  {
    name: 'half the rights',
    line: 'maia get all -o name -n NS --as half-of-it',
    code: 10,
    stdout: 'maiainstance.maia.cuemby.com/one\n',
    stderr: /^warning: [^\n]+\n$/,
  },
  { name: 'no server', line: 'maia status --server SERVER', code: 8, stderr: /^error: unable to connect to the server / },
  {
    name: 'a server that never answers',
    line: 'maia describe instance one --server SILENT --request-timeout 300ms',
    code: 8,
    stderr: /^error: the server \S+ \(context \S+\) did not answer in time\n/,
  },
  {
    name: 'a wrong token',
    line: 'maia why instance one',
    user: 'wrong',
    code: 5,
    stderr: /^error: the server \S+ \(context \S+\) does not accept your credentials/,
  },
  { name: 'no kubeconfig', line: 'maia events', user: 'none', code: 8, stderr: /^error: there is no cluster to talk to\n/ },
  {
    name: 'no definitions',
    line: 'maia get tenants',
    user: 'bare',
    code: 7,
    stderr: /^error: MaiaTenant is not known to this cluster\ncause: .*\nfix: kubectl maia install crds\n$/,
  },
  {
    name: 'a name that there is not',
    line: 'maia delete instance nope --yes -n NS',
    code: 4,
    stderr: /^error: MaiaInstance nope in namespace \S+ not found\n/,
  },
  { name: 'one there already', line: 'maia create instance one --replicas 3 -n NS', code: 6, stderr: /^error: / },
  {
    name: 'an invalid value',
    line: 'maia create instance two --replicas 99 -n NS',
    code: 2,
    stderr: /^error: [^\n]+\ncause: [^\n]*replicas/,
  },
  { name: 'a time that passes', line: 'maia wait instance/one --for=ready --timeout=5s -n NS', code: 124, stderr: /^error: [^\n]*one/m },
  { name: 'no terminal to ask at', line: 'maia delete instance one -n NS', code: 2, stderr: /^error: [^\n]+\nfix: say --yes\n$/ },
  {
    name: 'a verb that there is not',
    line: 'maia gett tenants',
    code: 2,
    stderr: /^error: unknown command "gett"\nfix: did you mean "get"\?\n$/,
  },
  {
    name: 'a flag that there is not',
    line: 'maia get tenants --selektor a=b',
    code: 2,
    stderr: /^error: unknown flag --selektor\nfix: did you mean --selector\?\n$/,
  },
];

/** A type of each other system: its word, its plural and its kind. */
const TYPES = {
  abi: ['instance', 'abiinstances', 'AbiInstance'],
  neurallog: ['tenant', 'tenants', 'Tenant'],
  kaos: ['agent', 'agents', 'Agent'],
  marie: ['cluster', 'marieclusters', 'MarieCluster'],
};

/** The same situations in every other system, by the commands that show most of it. */
const SYSTEM_ROWS = Object.entries(TYPES).flatMap(([system, [type = '', plural = '', kind = '']]): readonly Row[] => [
  {
    name: `${system}: no rights`,
    line: `${system} get ${type}s -n NS`,
    user: 'nobody',
    code: 5,
    stderr: new RegExp(`^error: you \\(nobody\\) may not list ${plural}`),
  },
  {
    name: `${system}: half the rights`,
    line: `${system} describe ${type} one -n NS --as half-of-it`,
    code: 5,
    stderr: new RegExp(`^error: you \\(half-of-it\\) may not get ${kind} one`),
  },
  {
    name: `${system}: a name that there is not`,
    line: `${system} tree ${type} nope -n NS`,
    code: 4,
    stderr: /^error: \w+ nope .*not found\n/,
  },
  { name: `${system}: no server`, line: `${system} doctor --server SERVER`, code: 8, stderr: /^error: unable to connect to the server / },
  {
    name: `${system}: a typo`,
    line: `${system} why ${type}z/one`,
    code: 2,
    stderr: new RegExp(`^error: "${type}z" is no type .*\nfix: did you mean "`),
  },
]);

/** Task commands, typed by somebody without any right. */
const TASK_ROWS = [
  'abi autoscale one',
  'neurallog storage grow one --size 9Gi',
  'kaos agent graph',
  'marie job list',
  'maia keys list acme',
  'maia backup list one',
  'maia timeline instance one',
  'maia top --timeout 60s',
  'maia reconcile --once',
  'aistack migrate plan maia',
  'aistack operator logs',
].map((line): Row => ({
  name: `no rights: ${line}`,
  line: `${line} -n NS`,
  user: 'nobody',
  code: 5,
  stderr: /^error: you \(nobody\) may not /m,
}));

const ALL_ROWS = [...ROWS, ...SYSTEM_ROWS, ...TASK_ROWS];

/** Of `why` and `check` the code is what they found, whoever reads it. */
const PIPED: readonly (readonly [line: string, code: number])[] = [
  ['get instances -o yaml -n NS', 0],
  ['status -o json -n NS', 0],
  ['describe instance one -n NS', 0],
  ['why instance one -n NS', 1],
  ['install --export', 0],
  ['auth rbac reconcile', 0],
  ['help', 0],
  ['help exit-codes', 0],
  ['check -n NS', 0],
];

const AT_ONCE = 4;

describeCluster('through kubectl', (plane) => {
  let scene: CommandScene;
  let silent: SilentServer;
  let bare: ControlPlane | undefined;
  let folder: string;
  let wrong: string;

  beforeAll(async () => {
    scene = await commandScene(plane, 'errors');
    await scene.kubectl('apply -f -', MANIFEST);
    await scene.kubectl('create role half --verb=get,list,watch --resource=maiainstances.maia.cuemby.com');
    await scene.kubectl('create rolebinding half --role=half --user=half-of-it');
    silent = await startSilentServer();
    bare = await startOwnPlane({ bare: true });
    folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-errors-'));
    wrong = path.join(folder, 'kubeconfig');
    await writeWrongToken(plane, wrong);
  }, 240_000);

  afterAll(async () => {
    silent.close();
    await bare?.close();
    await rm(folder, { recursive: true, force: true });
  });

  function kubeconfigOf(user: Row['user']): string {
    if (user === undefined) return plane.kubeconfig;
    return { nobody: plane.kubeconfigs.nobody, wrong, none: '/nonexistent/kubeconfig', bare: bare?.kubeconfig ?? '' }[user];
  }

  async function shell(script: string, kubectl: string, user?: Row['user']): Promise<CliResult> {
    const env = {
      PATH: [path.join(PROJECT_ROOT, 'bin'), path.dirname(kubectl), nodeFolder(), process.env['PATH']].join(path.delimiter),
      HOME: emptyHome(),
      TERM: 'dumb',
      KUBECONFIG: kubeconfigOf(user),
    };
    const text = script
      .replaceAll('NS', scene.namespace)
      .replaceAll('SERVER', 'https://127.0.0.1:1')
      .replaceAll('SILENT', `http://127.0.0.1:${String(silent.port)}`);
    return await new Promise((resolve) => {
      const child = execFile('bash', ['-c', text], { env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : undefined, stdout, stderr });
      });
      child.stdin?.end();
    });
  }

  forEachKubectl((kubectl) => {
    describe(`found at ${kubectl}`, () => {
      const results = new Map<string, CliResult>();

      beforeAll(async () => {
        await inParallel(AT_ONCE, ALL_ROWS, async ({ name, line, user }) => {
          results.set(name, await shell(`kubectl ${line}`, kubectl, user));
        });
        await inParallel(AT_ONCE, PIPED, async ([line]) => {
          results.set(line, await shell(`kubectl maia ${line} | true; echo "\${PIPESTATUS[0]}"`, kubectl));
        });
      }, 400_000);

      test.each(ALL_ROWS)('$name: $line', ({ name, code, stdout, stderr }) => {
        const result = results.get(name) ?? { code: undefined, stdout: '', stderr: '' };
        expect([result.code, result.stdout], result.stderr).toEqual([code, stdout ?? '']);
        expect(result.stderr).toMatch(stderr ?? /^$/);
        if (code !== 0 && code !== 10) expect(outputComplaints(result)).toEqual([]);
      });

      test.each(PIPED)('nobody reads what %s prints: no error, and not a word', (line, code) => {
        const { stdout, stderr } = results.get(line) ?? { stdout: '', stderr: '' };
        expect([stdout, stderr]).toEqual([`${String(code)}\n`, '']);
      });
    });
  });
});
