import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, TestRunner } from 'vitest';
import { tempDir } from '../../../../test/support/temp-dir.ts';
import { entryPointOf } from '../../shared/entry-point.ts';
import { kubectlProgram } from './kubectl-program.ts';
import { executablesOf, SHELLS, shellScript } from './shell-scripts.ts';
import type { Shell } from './shell-scripts.ts';

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, program)));
}

function needs(shell: Shell): void {
  if (!onPath(shell)) TestRunner.getCurrentTest()?.context.skip(`needs ${shell}, and there is none on the PATH`);
}

test('the program that kubectl asks passes the question on, as it is', () => {
  const folder = tempDir();
  fakeProgram(folder, 'tenants\n:4\n');
  const file = path.join(folder, 'kubectl_complete-maia');
  writeFileSync(file, kubectlProgram('kubectl-maia'));
  chmodSync(file, 0o755);
  const env = { PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` };
  expect(execFileSync(file, ['get', 'ten*', ''], { cwd: folder, encoding: 'utf8', env })).toBe('tenants\n:4\n');
  expect(readFileSync(path.join(folder, 'asked'), 'utf8')).toBe('[__complete][get][ten*][]');
});

/** As Bash makes COMP_WORDS from a line (`COMP_WORDBREAKS`): blanks part words, = and : are words of their own. */
function bashWords(line: string): readonly string[] {
  const words = line.match(/[=:]+|[^\s=:]+/g) ?? [];
  return /\s$/.test(line) || /[=:]$/.test(line) ? [...words, ''] : words;
}

/** The program that bash asks: it writes down what it was asked, and answers with `answer`. */
function fakeProgram(folder: string, answer: string): void {
  const file = path.join(folder, 'kubectl-maia');
  writeFileSync(file, `#!/bin/sh\nprintf '[%s]' "$@" > asked\nprintf '%s' '${answer}'\n`);
  chmodSync(file, 0o755);
}

/** Presses Tab at the end of a line, in a bash without anything of the user's. Gives what was asked, and what bash is offered. */
function tab(line: string, answer: string): { readonly asked: string; readonly offered: readonly string[] } {
  needs('bash');
  const folder = tempDir();
  fakeProgram(folder, answer);
  for (const file of ['a.yaml', 'b.txt', 'c d.json']) writeFileSync(path.join(folder, file), '');
  mkdirSync(path.join(folder, 'manifests'));
  writeFileSync(path.join(folder, 'script'), shellScript('bash', ['kubectl-maia']));
  const words = bashWords(line);
  const quoted = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const run = `source ./script
COMP_LINE='${line.replaceAll("'", String.raw`'\''`)}' COMP_POINT=${String(line.length)} COMP_CWORD=${String(words.length - 1)}
COMP_WORDS=(${quoted})
__aistack_complete
printf '%s\\n' "\${COMPREPLY[@]}"
echo --- ; cat asked`;
  const output = execFileSync('bash', ['--norc', '--noprofile', '-c', run], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`, HOME: folder, COMP_WORDBREAKS: ' \t\n"\'><=;|&(:' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [offered = '', asked = ''] = output.split('---\n');
  return { asked, offered: offered.split('\n').filter((word) => word !== '') };
}

/** The line, what the program answers, what it was asked, and what bash is offered. */
const LINES: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['kubectl-maia ', 'get\nstatus\n:4\n', '[__completeNoDesc][]', ['get', 'status']],
  ['kubectl-maia get tenants ac', 'acme\n:4\n', '[__completeNoDesc][get][tenants][ac]', ['acme']],
  ['kubectl-maia get tenant/', 'tenant/acme\n:4\n', '[__completeNoDesc][get][tenant/]', ['tenant/acme']],
  ['kubectl-maia get --namespace=ku', 'kube-system\n:4\n', '[__completeNoDesc][get][--namespace=ku]', ['kube-system']],
  ['kubectl-maia get -n=', 'default\n:4\n', '[__completeNoDesc][get][-n=]', ['default']],
  ['kubectl-maia wait --for condition=Re', 'condition=Ready\n:4\n', '[__completeNoDesc][wait][--for][condition=Re]', ['Ready']],
  ['kubectl-maia wait --for=condition=Re', 'condition=Ready\n:4\n', '[__completeNoDesc][wait][--for=condition=Re]', ['Ready']],
  ['kubectl-maia netpol test ns:mo', 'ns:monitoring\n:4\n', '[__completeNoDesc][netpol][test][ns:mo]', ['monitoring']],
  ['kubectl-maia --context ', 'arn:aws:eks/one two\n:4\n', '[__completeNoDesc][--context][]', [String.raw`arn:aws:eks/one\ two`]],
  ["kubectl-maia get 'tenants' a", 'acme\n:4\n', '[__completeNoDesc][get][tenants][a]', ['acme']],
  ['kubectl-maia apply -f ', 'yaml\njson\n:8\n', '[__completeNoDesc][apply][-f][]', ['a.yaml', 'c d.json', 'manifests']],
  ['kubectl-maia apply --filename=a', 'yaml\njson\n:8\n', '[__completeNoDesc][apply][--filename=a]', ['a.yaml']],
  ['kubectl-maia apply -k ', ':16\n', '[__completeNoDesc][apply][-k][]', ['manifests']],
  ['kubectl-maia get --kubeconfig b', ':0\n', '[__completeNoDesc][get][--kubeconfig][b]', ['b.txt']],
  ['kubectl-maia get --token ', ':4\n', '[__completeNoDesc][get][--token][]', []],
  ['kubectl-maia get ', '', '[__completeNoDesc][get][]', []],
];

test.each(LINES)('bash: %j', (line, answer, asked, offered) => {
  const found = tab(line, answer);
  expect(found.asked).toBe(asked);
  expect(found.offered.toSorted()).toEqual(offered.toSorted());
});

test('what a server might name is not run by bash', () => {
  const { offered } = tab('kubectl-maia get ', '$(touch here)\n`touch here`\n:4\n');
  expect(offered).toEqual([String.raw`\$\(touch\ here\)`, '\\`touch\\ here\\`']);
});

test.each(SHELLS)('%s reads its script without a complaint', (shell) => {
  needs(shell);
  const file = path.join(tempDir(), 'script');
  writeFileSync(file, shellScript(shell, executablesOf(entryPointOf('kubectl-aistack'))));
  expect(execFileSync(shell, ['-n', file], { encoding: 'utf8' })).toBe('');
});

test.each(SHELLS)('the script for %s names each executable, and says where it is from', (shell) => {
  const script = shellScript(shell, executablesOf(entryPointOf('kubectl-aistack')));
  for (const name of ['maia', 'abi', 'neurallog', 'kaos', 'marie', 'aistack']) expect(script).toContain(`kubectl-${name}`);
  expect(script).toContain(`# Made by: aistack completion ${shell}`);
  expect(shellScript(shell, executablesOf(entryPointOf('kubectl-kaos')))).not.toContain('kubectl-maia');
  if (shell === 'zsh') expect(script).toMatch(/^#compdef kubectl-maia /);
});
