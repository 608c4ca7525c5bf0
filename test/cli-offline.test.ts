import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { CliResult } from './support/run-cli.ts';
import { runCli } from './support/run-cli.ts';
import { PROJECT_ROOT } from './support/project-root.ts';

/** What the built program does without a cluster: no test here may reach one. */

const run = promisify(execFile);

async function maia(args: string): Promise<CliResult> {
  return runCli(args.split(' ').filter(Boolean), { kubeconfig: '/nonexistent' });
}

test('install --export prints what is applied, and needs no cluster', async () => {
  const exported = await maia('install --export');
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  const files = await Promise.all(
    ['maiainstances', 'maiatenants'].map(async (name) => readFile(path.join(PROJECT_ROOT, 'crds', `${name}.maia.cuemby.com.yaml`), 'utf8')),
  );
  expect(exported.stdout).toBe(files.join('---\n'));
  expect((await maia('install -o yaml')).stdout).toBe(exported.stdout);
});

test('the words of the operators that this program stands in for', async () => {
  expect((await maia('generate crds')).stdout).toBe((await maia('install --export')).stdout);
  expect((await maia('generate rbac')).stdout).toBe((await maia('auth rbac reconcile')).stdout);
  expect(await maia('run')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('run needs --local') as string });
  expect((await maia('run --local')).stderr).toMatch(/^error: there is no cluster to talk to\n/);
});

test('wrong usage is exit 2 and says what is right', async () => {
  const cases: readonly (readonly [args: string, stderr: RegExp])[] = [
    ['get', /error: get needs a type/],
    ['get tenats', /"tenats" is no type of kubectl maia\nfix: did you mean "tenants"/],
    ['get tenants -o nope', /unknown output format "nope"\nfix: use one of: table, wide, json, yaml, name/],
    ['get tenants --nope', /unknown flag --nope/],
    ['get tenants -A -n x', /--all-namespaces contradicts --namespace/],
    ['gett tenants', /unknown command "gett"\nfix: did you mean "get"/],
    ['install operatr', /Expected operatr to be one of: crds, operator, all/],
    ['install --timeout soon', /invalid duration "soon" for --timeout/],
    ['install --dry-run=maybe', /none, client, server/],
    ['render', /render needs manifests/],
    ['version x', /Unexpected argument: x/],
    ['-v 12 version', /verbosity/],
  ];
  for (const [args, stderr] of cases) {
    const result = await maia(args);
    expect([args, result.code, result.stdout]).toEqual([args, 2, '']);
    expect(result.stderr).toMatch(stderr);
    expect(result.stderr).toMatch(/^error: /);
  }
});

test('help is always exit 0, on stdout, in the name of the entry point', async () => {
  for (const args of ['', 'help', '-h', '--help', 'help get', 'get -h', 'get tenants --help', 'help exit-codes']) {
    const result = await maia(args);
    expect([args, result.code, result.stderr]).toEqual([args, 0, '']);
    expect(result.stdout).toMatch(/kubectl maia|CODE/);
  }
  for (const args of ['help env', 'help fields', 'help fields tenant', 'auth -h', 'help auth', 'instance -h', 'run -h', 'help generate']) {
    expect([args, (await maia(args)).code]).toEqual([args, 0]);
  }
  for (const args of ['maia -h', 'help maia', 'maia help', 'maia auth -h', 'help maia get', 'maia get -h']) {
    const result = await runCli(args.split(' '), { entry: 'kubectl-aistack' });
    expect([args, result.code, result.stderr]).toEqual([args, 0, '']);
    expect(result.stdout).toMatch(/\$ kubectl aistack maia /);
  }
  expect((await maia('help nope')).code).toBe(2);
  expect((await runCli(['get', '-h'], { entry: 'kubectl-abi' })).stdout).toContain('$ kubectl abi get');
});

test('a closed pipe is no failure', async () => {
  const program = path.join(PROJECT_ROOT, 'bin', 'kubectl-maia');
  const { stdout, stderr } = await run('bash', ['-c', `"${program}" install --export | head -1; echo "\${PIPESTATUS[0]}"`]);
  expect(stdout.split('\n').slice(1)).toEqual(['0', '']);
  expect(stderr).toBe('');
});

test('an old Node is refused in one line that says what to do', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-old-'));
  await mkdir(path.join(folder, 'bin'));
  await cp(path.join(PROJECT_ROOT, 'bin', 'run.js'), path.join(folder, 'bin', 'run.js'));
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}');
  const fake = path.join(folder, 'fake.mjs');
  await writeFile(fake, "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });");
  const failed = await run(process.execPath, ['--import', fake, path.join(folder, 'bin', 'run.js'), 'version']).catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  expect((failed as { stderr: string }).stderr).toMatch(/^error: aistack needs Node 22\.13 or newer, this is 20\.20\.2: [^\n]+\n$/);
});
