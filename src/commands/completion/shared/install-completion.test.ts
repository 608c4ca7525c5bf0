import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../../../test/support/project-root.ts';
import type { CliResult } from '../../../../test/support/run-cli.ts';
import { runHere } from '../../../../test/support/run-here.ts';
import { tempDir } from '../../../../test/support/temp-dir.ts';
import { EXIT } from '../../../output/exit-codes.ts';

/** A home whose PATH has one folder, in which kubectl-maia stands. */
function scene(): {
  readonly home: string;
  readonly bin: string;
  install(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
} {
  const home = tempDir();
  const bin = path.join(home, 'bin');
  mkdirSync(bin);
  symlinkSync(path.join(PROJECT_ROOT, 'bin', 'kubectl-maia'), path.join(bin, 'kubectl-maia'));
  return {
    home,
    bin,
    install: async (args = [], env = {}) =>
      await runHere(['completion', 'install', ...args], {
        executable: 'kubectl-maia',
        env: { HOME: home, PATH: bin, SHELL: '/bin/bash', ...env },
      }),
  };
}

test('links the program beside the executable, writes the script, and names both; again: nothing to do', async () => {
  const { home, bin, install } = scene();
  const link = path.join(bin, 'kubectl_complete-maia');
  const script = path.join(home, '.local/share/bash-completion/completions/kubectl-maia');
  expect(await install()).toMatchObject({ code: EXIT.ok, stdout: `${link} created\n${script} created\n` });
  expect(readlinkSync(link)).toBe(path.join(PROJECT_ROOT, 'bin', 'kubectl_complete-maia'));
  expect(readFileSync(script, 'utf8')).toContain('complete -F __aistack_complete kubectl-maia\n');
  expect(await install()).toMatchObject({ code: EXIT.ok, stdout: `${link} unchanged\n${script} unchanged\n` });
  writeFileSync(script, '# Made by: aistack completion bash\n# of an older version\n');
  expect((await install(['--quiet'])).stdout).toContain(`${script} updated\n`);
  expect(readdirSync(path.dirname(script))).toEqual(['kubectl-maia']);
});

test('a dry run names the files and writes none', async () => {
  const { home, bin, install } = scene();
  const { code, stdout } = await install(['--dry-run', '--shell', 'fish']);
  expect(code).toBe(EXIT.ok);
  expect(stdout).toBe(
    `${path.join(bin, 'kubectl_complete-maia')} created (dry run)\n${path.join(home, '.config/fish/completions/kubectl-maia.fish')} created (dry run)\n`,
  );
  expect([readdirSync(home), readdirSync(bin)]).toEqual([['bin'], ['kubectl-maia']]);
});

test.each([
  ['the program', 'bin/kubectl_complete-maia'],
  ['the script', '.local/share/bash-completion/completions/kubectl-maia'],
])("somebody else's file where %s should be: nothing is written", async (_, file) => {
  const { home, install } = scene();
  mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
  writeFileSync(path.join(home, file), 'mine');
  const { code, stdout, stderr } = await install();
  expect({ code, stdout }).toEqual({ code: EXIT.conflict, stdout: '' });
  expect(stderr).toContain(path.join(home, file));
  expect(readFileSync(path.join(home, file), 'utf8')).toBe('mine');
  expect(readdirSync(path.join(home, 'bin')).filter((name) => name.startsWith('kubectl_') && file !== `bin/${name}`)).toEqual([]);
});

test('a folder is named where it is not on the PATH, and made', async () => {
  const { home, install } = scene();
  const folder = path.join(home, 'other');
  const { code, stderr } = await install(['--dir', folder, '--shell', 'none']);
  expect(code).toBe(EXIT.ok);
  expect(stderr).toContain(`warning: ${folder} is not on the PATH`);
  expect(lstatSync(path.join(folder, 'kubectl_complete-maia')).isSymbolicLink()).toBe(true);
});

test('a shell that there is no script for gets none, and is told so', async () => {
  const { stdout, stderr } = await scene().install([], { SHELL: '/bin/dash' });
  expect(stdout.split('\n')).toHaveLength(2);
  expect(stderr).toContain('note: no script was written');
});

test.each([
  [['--dir', ''], EXIT.usage],
  [['--shell', 'tcsh'], EXIT.usage],
])('%j ends with %i and writes nothing', async (args, code) => {
  const { bin, install } = scene();
  expect(await install(args)).toMatchObject({ code, stdout: '' });
  expect(readdirSync(bin)).toEqual(['kubectl-maia']);
});

test('a folder that cannot be written is named', async () => {
  const { home, install } = scene();
  writeFileSync(path.join(home, 'file'), '');
  const { code, stderr } = await install(['--dir', path.join(home, 'file', 'below')]);
  expect(code).toBe(EXIT.general);
  expect(stderr).toContain(`${path.join(home, 'file', 'below', 'kubectl_complete-maia')} cannot be written (ENOTDIR)`);
});
