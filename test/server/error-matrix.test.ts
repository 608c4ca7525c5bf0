import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_RIGHTS } from '../../src/commands/shared/auth/command-rights.ts';
import { commandLines, MANIFEST, patientLine, patientWords, type CommandLine } from '../support/command-lines.ts';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import type { ControlPlane } from '../support/control-plane-types.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { inParallel } from '../support/in-parallel.ts';
import { outputComplaints } from '../support/output-complaints.ts';
import { startOwnPlane } from '../support/own-plane.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';
import { startSilentServer, type SilentServer } from '../support/silent-server.ts';
import { writeWrongToken } from '../support/wrong-token.ts';

/**
 * Every command in every situation that a cluster can put it into: its exit code, and whether it tells what failed, why, and what to do. Commands
 * that are not in the table of `command-lines.ts` take part with their first example, and may end with any code that fits the situation.
 */

interface Situation {
  /** The arguments that make it. */
  readonly args: readonly string[];
  /** Of a command that talks to a cluster. */
  readonly code: number;
  /** Of commands that do otherwise. */
  readonly but?: Readonly<Record<string, number>>;
  /** Of commands without a line of their own; default: {@link code} only. */
  readonly others?: readonly number[];
  readonly stderr: RegExp;
}

const lines = await commandLines();

test('the rights of every command that talks to a cluster are known to auth rbac', () => {
  const unknown = lines.filter(({ command, online }) => online && command !== 'auth can-i' && COMMAND_RIGHTS[command] === undefined);
  expect(unknown.map(({ command }) => command)).toEqual([]);
});

describeCluster('every command', (plane) => {
  let scene: CommandScene;
  let silent: SilentServer;
  let bare: ControlPlane | undefined;
  let folder: string;
  const half = `half-${randomUUID().slice(0, 8)}`;
  const results = new Map<string, CliResult>();

  const SITUATIONS: Readonly<Record<string, () => Situation>> = {
    'no server': () => ({
      args: ['--kubeconfig', plane.kubeconfig, '--server', 'https://127.0.0.1:1'],
      code: 8,
      stderr:
        /^error: unable to connect to the server https:\/\/127\.0\.0\.1:\d+ \(context \S+\)\ncause: connection refused \(ECONNREFUSED\)\n/,
    }),
    'a server that never answers': () => ({
      args: ['--kubeconfig', plane.kubeconfig, '--server', `http://127.0.0.1:${String(silent.port)}`, '--request-timeout', '200ms'],
      code: 8,
      stderr:
        /^error: the server http:\/\/127\.0\.0\.1:\d+ \(context \S+\) did not answer in time\ncause: [^\n]+\nfix: wait longer with --request-timeout\n/,
    }),
    'no kubeconfig': () => ({
      args: ['--kubeconfig', '/nonexistent/kubeconfig'],
      code: 8,
      stderr: /^error: there is no cluster to talk to\ncause: [^\n]*\/nonexistent\/kubeconfig[^\n]*\nfix: set KUBECONFIG/,
    }),
    'a wrong token': () => ({
      args: ['--kubeconfig', path.join(folder, 'kubeconfig')],
      code: 5,
      stderr: /^error: the server \S+ \(context \S+\) does not accept your credentials/,
    }),
    'a user without rights': () => ({
      args: ['--kubeconfig', plane.kubeconfigs.nobody, '-n', scene.namespace],
      code: 5,
      but: { check: 0, 'auth can-i': 1 },
      others: [5, 10],
      stderr: /^error: you \(nobody\) may not [a-z]+ \S+/m,
    }),
    'a user with half the rights': () => ({
      args: ['--kubeconfig', plane.kubeconfig, '--as', half, '-n', scene.namespace],
      code: 5,
      but: { get: 0, describe: 0, status: 0, wait: 0, why: 1, check: 0, doctor: 10, timeline: 10, top: 124, tree: 10, 'auth can-i': 0 },
      others: [0, 1, 4, 5, 7, 9, 10],
      stderr: /^error: you \(half-\w+\) may not [a-z]+ \S+/m,
    }),
    'no definitions': () => ({
      args: ['--kubeconfig', bare?.kubeconfig ?? '', '-n', 'default'],
      code: 7,
      but: {
        check: 1,
        install: 0,
        uninstall: 0,
        'migrate apply': 0,
        'migrate plan': 0,
        'migrate rollback': 0,
        'operator logs': 0,
        'operator status': 0,
        'auth can-i': 0,
      },
      others: [4, 7],
      stderr:
        /^error: [A-Z]\w+ is not known to this cluster\ncause: the CRD \w+\.[a-z.]+ is not installed\nfix: kubectl (aistack|maia) install crds\n/,
    }),
  };

  async function run(line: CommandLine, args: readonly string[], words: readonly string[]): Promise<CliResult> {
    // An example may say itself where it looks.
    const places = line.args.some((word) => ['-A', '--all-namespaces', '-n'].includes(word));
    const rest = args.filter((word, at) => !places || (word !== '-n' && args[at - 1] !== '-n'));
    return await runHere([...words, ...rest], { executable: line.executable, stdin: MANIFEST, columns: 80 });
  }

  beforeAll(async () => {
    scene = await commandScene(plane, 'errors');
    await scene.kubectl('apply -f -', MANIFEST);
    await scene.kubectl('create role half --verb=get,list,watch --resource=maiainstances.maia.cuemby.com');
    await scene.kubectl(`create rolebinding half --role=half --user=${half}`);
    silent = await startSilentServer();
    bare = await startOwnPlane({ bare: true });
    folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-errors-'));
    await writeWrongToken(plane, path.join(folder, 'kubeconfig'));
    const all = Object.keys(SITUATIONS).flatMap((name) => lines.map((line) => ({ name, line })));
    await inParallel(8, all, async ({ name, line }) => {
      const situation = SITUATIONS[name]?.();
      // What writes definitions would help the others out.
      if (situation === undefined || (name === 'no definitions' && line.command === 'install')) return;
      // `top` goes on where it may see something; elsewhere it must not be over before it is refused.
      const words = name === 'a user with half the rights' ? patientLine(line) : patientWords(line.args);
      results.set(`${name} ${line.command}`, await run(line, situation.args, words));
    });
  }, 400_000);

  afterAll(async () => {
    silent.close();
    await bare?.close();
    await rm(folder, { recursive: true, force: true });
  });

  describe.each(Object.keys(SITUATIONS))('%s', (name) => {
    test.each(lines)('$command', ({ command, online, known }) => {
      const situation = SITUATIONS[name]?.();
      const result = results.get(`${name} ${command}`);
      if (situation === undefined || result === undefined) return;
      const expected = online ? (situation.but?.[command] ?? situation.code) : 0;
      const allowed = known || !online ? [expected] : (situation.others ?? [expected]);
      expect(allowed, result.stdout + result.stderr).toContain(result.code);
      if (result.code === 0 || situation.but?.[command] !== undefined) return;
      expect([result.stdout, outputComplaints(result)]).toEqual(['', []]);
      if (known) expect(result.stderr.replaceAll(/^warning: .*\n/gm, '')).toMatch(situation.stderr);
    });
  });

  test('the exit codes are those that scripts know', async () => {
    const codes: Record<string, Record<string, number | undefined>> = {};
    for (const [key, { code }] of [...results].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
      const situation = Object.keys(SITUATIONS).find((name) => key.startsWith(`${name} `)) ?? '';
      const command = key.slice(situation.length + 1);
      codes[command] = { ...codes[command], [situation]: code };
    }
    await expect(`${JSON.stringify(codes, undefined, 2)}\n`).toMatchFileSnapshot('../fixtures/commands/exit-codes.json');
  });

  test.each([
    ['get maiainstances,maiatenants -o name', 10, 'maiainstance.maia.cuemby.com/one\n'],
    ['get all -o name', 10, 'maiainstance.maia.cuemby.com/one\n'],
    ['get maiatenants', 5, ''],
    ['get maiainstances -A', 5, ''],
    ['get maiainstance nope', 4, ''],
    ['status maiatenants', 5, ''],
    ['events', 5, ''],
    ['wait maiatenant/acme --for=ready --timeout=60s', 5, ''],
    ['why maiatenant acme', 5, ''],
    ['describe maiatenant acme', 5, ''],
  ])('with half the rights, %s ends with %i and prints what it may', async (line, code, stdout) => {
    const args = [...line.split(' '), '--as', half, ...(line.includes(' -A') ? [] : ['-n', scene.namespace])];
    const result = await runHere(args, { kubeconfig: plane.kubeconfig });
    expect([result.code, result.stdout], result.stderr).toEqual([code, stdout]);
    if (code !== 10) expect(outputComplaints(result)).toEqual([]);
    else expect(result.stderr).toMatch(/^warning: [^\n]*may not[^\n]*\n$/);
  });

  const LONG = `a-name-${'that-goes-on-'.repeat(18)}end`;

  test.each([
    'get maiainstance NAME',
    'describe maiainstance NAME',
    'status maiainstance NAME',
    'wait maiainstance/NAME --for=ready',
    'events --for maiainstance/NAME',
    'delete maiainstance NAME --yes',
    'scale maiainstance NAME --replicas 2',
    'suspend maiatenant NAME',
    'resume maiatenant NAME',
    'why maiainstance NAME',
    'reconcile maiainstance/NAME',
  ])('a name of 241 letters that there is not: %s ends with 4, on a terminal of 80 columns too, and does not cut it', async (line) => {
    const args = [...line.replace('NAME', LONG).split(' '), '-n', scene.namespace];
    for (const options of [{}, { columns: 80 }]) {
      const result = await runHere(args, { kubeconfig: plane.kubeconfig, ...options });
      expect([result.code, result.stdout, outputComplaints(result)], result.stderr).toEqual([4, '', []]);
      expect(result.stderr).toMatch(new RegExp(`^error: [^\\n]*${LONG} [^\\n]*$`, 'm'));
    }
  });
});
