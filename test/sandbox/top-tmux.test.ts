import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inProcessCli } from '../support/in-process-cli.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import { emptyHome, nodeFolder } from '../support/run-cli.ts';
import { startSandboxPlane } from '../support/start-sandbox-plane.ts';
import { hasTmux, tmuxPane, type TmuxPane } from '../support/tmux-pane.ts';

const TOP = path.join(PROJECT_ROOT, 'bin', 'kubectl-maia');
const IN_VIEW = { timeout: 60_000 };

/** A sandbox with one instance that runs, and one that waits for its secret. */
async function scene(): Promise<string> {
  const plane = await startSandboxPlane();
  onTestFinished(async () => plane.close());
  const run = async (...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await inProcessCli('kubectl-maia', args, plane.kubeconfig);
    if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  };
  await run('install');
  await run('apply', `--filename=${path.join(PROJECT_ROOT, 'examples', 'maia', 'quick-start.yaml')}`);
  await run('reconcile', '--once', '-A');
  return plane.kubeconfig;
}

async function begin(pane: TmuxPane, ...flags: readonly string[]): Promise<void> {
  await pane.keys([TOP, 'top', '-A', '--fresh', ...flags].join(' '), 'Enter');
  await expect.poll(pane.text, IN_VIEW).toMatch(/NOT READY FIRST[^]*MaiaInstance/);
}

/**
 * The shell has the terminal again, as it was: lines are edited and echoed. Nothing that an earlier question left on the
 * screen is taken for this answer, because each one is marked.
 */
async function expectShell(pane: TmuxPane, mark: string): Promise<void> {
  await expect.poll(pane.state, IN_VIEW).toEqual({ program: 'bash', alternate: false, cursor: true });
  const settings = 'stty -a | tr " " "\\n" | grep -c -x -e icanon -e echo -e "icanon;" -e "echo;"';
  await pane.keys(`clear; ${settings}; echo "${mark} $?"`, 'Enter');
  await expect.poll(pane.text, IN_VIEW).toMatch(new RegExp(`^2\n${mark} 0$`, 'm'));
}

/** Escape, and what it does: a key right behind it would be taken for the same key with Alt. */
async function leave(pane: TmuxPane): Promise<void> {
  await pane.keys('Escape');
  await expect.poll(pane.text, IN_VIEW).toMatch(/NOT READY FIRST ─── filter: all[^]*MaiaInstance/);
}

/** The process below the shell. */
async function programBelow(pane: TmuxPane): Promise<number> {
  const shell = await pane.shell();
  const children = readFileSync(`/proc/${String(shell)}/task/${String(shell)}/children`, 'utf8').trim();
  return Number(children.split(' ')[0]);
}

test('top in a real terminal: pictures, keys, sizes, and the terminal as it was afterwards', { timeout: 600_000 }, async ({ skip }) => {
  if (process.platform !== 'linux' || !(await hasTmux())) skip('this needs Linux with tmux');
  const kubeconfig = await scene();
  const env = {
    HOME: emptyHome(),
    KUBECONFIG: kubeconfig,
    PATH: `${nodeFolder()}:${process.env['PATH'] ?? ''}`,
    LANG: 'C.UTF-8',
    TERM: 'screen-256color',
  };
  const pane = await tmuxPane(120, 32, env);
  await pane.keys('echo this stays', 'Enter');
  await expect.poll(pane.text, IN_VIEW).toMatch(/^this stays$/m);

  await begin(pane);
  // A picture may be looked at while it is drawn.
  const lines = async (): Promise<readonly string[]> => (await pane.text()).split('\n');
  await expect.poll(lines, IN_VIEW).toHaveLength(31);
  const header = / maia top │ ctx .* │ api (–|\d+ms) ✔ watches \d+\/\d+ age \S+ │ .*\d\d:\d\d:\d\d/;
  const table = / {3}SYSTEM +OPERATOR +LEASE +READY +PEND +FAIL +SUSP.*/;
  await expect.poll(pane.text, IN_VIEW).toMatch(new RegExp(`^${header.source}\n${table.source}\n[^]*\\? help q quit[^\n]*$`));
  await expect.poll(pane.state, IN_VIEW).toMatchObject({ alternate: true, cursor: false });

  await pane.keys('w');
  await expect.poll(pane.text, IN_VIEW).toMatch(/─ why MaiaInstance default\/maia ─── (done|ended)/);
  await leave(pane);
  await pane.keys('/', 'nothing-like-it', 'Enter');
  await expect.poll(pane.text, IN_VIEW).toContain('matches nothing-like-it');
  await leave(pane);
  // Without leave nothing is changed.
  await pane.keys('C-d');
  await expect.poll(pane.text, IN_VIEW).toMatch(/kubectl maia delete maiainstance\/maia[^]*--allow-actions/);
  await pane.keys('y');
  await expect.poll(pane.text, IN_VIEW).toContain('NOT READY FIRST');

  await pane.resize(80, 24);
  await expect.poll(pane.text, IN_VIEW).toMatch(/^ {2}\S MAIA \d\/\d/m);
  await expect.poll(lines, IN_VIEW).toHaveLength(23);
  await pane.resize(50, 12);
  await expect.poll(pane.text, IN_VIEW).toContain('needs 60x16, has 50x12');
  await pane.resize(120, 32);
  await expect.poll(pane.text, IN_VIEW).toMatch(/SYSTEM +OPERATOR/);

  await pane.keys('C-z');
  await expect.poll(pane.text, IN_VIEW).toMatch(/Stopped/);
  await expect.poll(pane.state, IN_VIEW).toMatchObject({ program: 'bash', alternate: false });
  await pane.keys('fg', 'Enter');
  await expect.poll(pane.text, IN_VIEW).toContain('NOT READY FIRST');

  await pane.keys('q');
  await expect.poll(pane.text, IN_VIEW).toMatch(/^watched for /m);
  await expectShell(pane, 'first');

  await begin(pane);
  process.kill(await programBelow(pane), 'SIGTERM');
  await expect.poll(pane.text, IN_VIEW).toMatch(/^watched for /m);
  await expectShell(pane, 'second');

  await begin(pane, '--no-icons', '--theme', 'mono');
  expect(await pane.text()).toMatch(/^[\n -~]*$/);
  await pane.keys('C-c');
  await expect.poll(pane.text, IN_VIEW).toMatch(/^watched for /m);
  await expectShell(pane, 'third');
});
