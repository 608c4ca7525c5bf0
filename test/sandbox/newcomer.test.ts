import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { kubectlOrSkip } from '../support/find-kubectl.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import { emptyHome, nodeFolder, startCli } from '../support/run-cli.ts';
import { runShell } from '../support/run-shell.ts';

/** What README.md tells a newcomer to type is typed here, in a clone and in an empty folder with the packed package. */

const run = promisify(execFile);

/** The lines of the first shell block under a heading of README.md. */
async function linesUnder(heading: string): Promise<string> {
  const readme = await readFile(path.join(PROJECT_ROOT, 'README.md'), 'utf8');
  const [, block] = new RegExp(`^## ${heading}$[\\s\\S]*?^\`\`\`sh\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme) ?? [];
  if (block === undefined) throw new Error(`README.md has no shell block under "## ${heading}"`);
  return block;
}

/** A sandbox that `sandbox up` started, ended with the test. */
async function sandboxUp(): Promise<string> {
  const running = startCli(['sandbox', 'up'], { entry: 'kubectl-aistack', timeoutMs: 400_000 });
  onTestFinished(async () => {
    running.signal('SIGTERM');
    await running.done;
  });
  return /export KUBECONFIG=(.*)\n/.exec(await running.until(/export KUBECONFIG=.*\n/))?.[1] ?? '';
}

/** A key as MAIA makes it: the last line of the walk prints it, since that is what the user asked kubectl for. */
const KEY = /\n\S{20,}$/;

/** The walk from nothing to a key, as the README has it. Gives what it printed. */
async function walk(cwd: string, bin: string): Promise<string> {
  const kubectl = path.dirname(kubectlOrSkip());
  const env = { KUBECONFIG: await sandboxUp() };
  const { code, stdout, stderr } = await runShell(await linesUnder("A tenant's key, from nothing"), { cwd, path: [bin, kubectl], env });
  expect(code, stderr).toBe(0);
  return stdout;
}

test('in a clone', { timeout: 400_000 }, async () => {
  expect(await walk(PROJECT_ROOT, path.join(PROJECT_ROOT, 'bin'))).toMatch(KEY);
});

describe('the packed package, in an empty folder with nothing but Node', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'aistack-pack-'));
  const installed = path.join(folder, 'node_modules', 'aistack');
  const bin = path.join(folder, 'node_modules', '.bin');
  const env = {
    HOME: emptyHome(),
    PATH: [nodeFolder(), process.env['PATH'] ?? ''].join(':'),
    npm_config_cache: path.join(folder, 'cache'),
    npm_config_update_notifier: 'false',
  };

  beforeAll(async () => {
    await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: PROJECT_ROOT, env });
    const [tarball = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
    // Offline and with an empty cache: nothing else can come along.
    await run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', path.join(folder, tarball)], {
      cwd: folder,
      env,
    });
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is one package, small, without sources and tests, with the licences of what it carries', async () => {
    expect(readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['aistack']);
    const [tarball = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
    expect(statSync(path.join(folder, tarball)).size).toBeLessThan(2 << 20);
    for (const missing of ['src', 'test', 'tools', path.join('dist', 'graph.json')]) {
      expect(() => statSync(path.join(installed, missing)), missing).toThrow('ENOENT');
    }
    expect(await readFile(path.join(installed, 'dist', 'THIRD-PARTY.txt'), 'utf8')).toMatch(/^@oclif\/core [\d.]+ \(MIT\)$/m);
  });

  test('every entry point runs by the links that npm made', async () => {
    const { bin: entries } = JSON.parse(await readFile(path.join(PROJECT_ROOT, 'package.json'), 'utf8')) as { bin: Record<string, string> };
    const names = Object.keys(entries);
    expect(readdirSync(bin).toSorted()).toEqual(names.toSorted());
    for (const name of names.filter((each) => each.startsWith('kubectl-'))) {
      const { stdout } = await run(path.join(bin, name), ['version'], { cwd: folder, env });
      expect(stdout).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`));
    }
  });

  test('leads a newcomer to a key', { timeout: 400_000 }, async () => {
    expect(await walk(installed, bin)).toMatch(KEY);
  });
});
