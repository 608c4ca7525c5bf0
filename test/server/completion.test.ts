import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { kubectlOrSkip } from '../support/find-kubectl.ts';
import { emptyHome, nodeFolder, runCli } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';

const run = promisify(execFile);

const OBJECTS = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaTenant
metadata: {name: acme}
spec: {instanceRef: {name: one}, apiKeys: [{name: web, secretRef: {name: acme-web}}, {name: ci, secretRef: {name: acme-ci}}]}
---
apiVersion: abi.io/v1
kind: AbiInstance
metadata: {name: brain}
spec: {}
---
apiVersion: kaos.tools/v1alpha1
kind: ModelAPI
metadata: {name: llm}
spec: {mode: Proxy, proxyConfig: {models: ["*"]}}
`;

/** A line of each entry point as kubectl's own script asks for it, and the words that must be among the answers. */
const LINES: readonly (readonly [string, readonly string[], string])[] = [
  ['maia get tenants ', ['acme'], ':4'],
  ['abi autoscale ', ['brain'], ':4'],
  ['kaos modelapi models ', ['llm'], ':4'],
  ['neurallog apply -f ', ['yaml', 'json'], ':8'],
  ['marie job ', ['submit', 'cancel'], ':4'],
  ['aistack maia tenant keys rotate acme ', ['web', 'ci'], ':4'],
];

const PATIENT = { timeout: 60_000 };

describeCluster('completion', (plane) => {
  let scene: CommandScene;
  const cache = mkdtempSync(path.join(os.tmpdir(), 'aistack-completion-'));
  afterAll(() => rmSync(cache, { recursive: true, force: true }));

  beforeAll(async () => {
    scene = await commandScene(plane, 'completion');
    await scene.kubectl('apply -f -', OBJECTS);
  });

  /** Looks without what was remembered: also that nothing came in the two seconds that somebody who pressed a key waits, as on a slow machine. */
  async function forgetful<T>(look: () => Promise<T>): Promise<T> {
    rmSync(path.join(cache, 'names'), { recursive: true, force: true });
    return await look();
  }

  async function complete(line: string, kubeconfig = plane.kubeconfig): Promise<readonly string[]> {
    const [system = '', ...args] = line.split(' ');
    const { code, stdout, stderr } = await runCli(['__completeNoDesc', '-n', scene.namespace, ...args], {
      entry: `kubectl-${system}`,
      kubeconfig,
      env: { AISTACK_CACHE_DIR: cache },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout.trimEnd().split('\n');
  }

  test.each(LINES)('kubectl completes: %s', async (line, words, directive) => {
    const kubectl = kubectlOrSkip();
    const [system = '', ...args] = line.split(' ');
    const answers = async (): Promise<readonly (string | undefined)[]> => {
      const { stdout } = await run(kubectl, ['__complete', system, '-n', scene.namespace, ...args], {
        env: {
          PATH: [path.join(PROJECT_ROOT, 'bin'), nodeFolder(), process.env['PATH'] ?? ''].join(path.delimiter),
          HOME: emptyHome(),
          KUBECONFIG: plane.kubeconfig,
          AISTACK_CACHE_DIR: cache,
        },
      });
      return stdout
        .trimEnd()
        .split('\n')
        .map((answer) => answer.split('\t', 1)[0]);
    };
    await expect.poll(async () => forgetful(answers), PATIENT).toEqual(expect.arrayContaining([...words]));
    expect((await answers()).at(-1)).toBe(directive);
  });

  test('names are remembered in files of this user, and for whoever was told them', async () => {
    await expect.poll(async () => forgetful(async () => complete('maia get tenants ')), PATIENT).toEqual(['acme', ':4']);
    const folder = path.join(cache, 'names');
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(0);
    expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
    for (const file of files) {
      expect((statSync(path.join(folder, file)).mode & 0o777).toString(8)).toBe('600');
      expect(Object.keys(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as object)).toEqual(['at', 'value']);
    }
    // Without rights there are no names, whatever another user saw a moment ago.
    expect(await complete('maia get tenants ', plane.kubeconfigs.nobody)).toEqual([':4']);
    await expect.poll(async () => forgetful(async () => complete('maia get tenants ')), PATIENT).toEqual(['acme', ':4']);
  });

  test('what the server serves is remembered by commands, until types are changed', async () => {
    const folder = path.join(cache, 'discovery');
    const apply = async (env: Readonly<Record<string, string>>, ...more: readonly string[]): Promise<string> => {
      const args = ['apply', '-f', '-', '--dry-run=server', '-n', scene.namespace, '-v', '6', ...more];
      const { code, stderr } = await runHere(args, { kubeconfig: plane.kubeconfig, env, stdin: OBJECTS });
      expect(code).toBe(0);
      return stderr;
    };
    // The flag wins over the environment.
    expect(await apply({ AISTACK_CACHE_DIR: path.join(cache, 'other') }, '--cache-dir', cache)).toMatch(/\/apis\b \d/);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(await apply({ AISTACK_CACHE_DIR: cache })).not.toMatch(/\/apis\b \d/);
    await runCli(['install', '--dry-run=server'], {
      entry: 'kubectl-maia',
      kubeconfig: plane.kubeconfig,
      env: { AISTACK_CACHE_DIR: cache },
    });
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });
});
