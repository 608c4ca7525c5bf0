import { beforeAll, describe, expect, test } from 'vitest';
import { Interruption } from '../../src/commands/shared/interruption.ts';
import { COLOR_MODES, shouldColor } from '../../src/output/color.ts';
import { rawClient, type RawClient } from '../support/raw-client.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere, type HereOptions } from '../support/run-here.ts';
import { startSandboxPlane } from '../support/start-sandbox-plane.ts';

/** What a person at a terminal sees and is asked. It is the same in front of every server, so the sandbox will do. */

const GROUP = '/apis/maia.cuemby.com/v1alpha1/namespaces/default/maiainstances';
let client: RawClient;
let kubeconfig = '';

beforeAll(async () => {
  const plane = await startSandboxPlane({});
  ({ kubeconfig } = plane);
  client = await rawClient(kubeconfig);
  return async () => {
    client.close();
    await plane.close();
  };
});

async function maia(args: string, options: Omit<HereOptions, 'kubeconfig'> = {}): Promise<CliResult> {
  return await runHere(args.split(' '), { executable: 'kubectl-maia', kubeconfig, ...options });
}

async function make(...wanted: readonly string[]): Promise<void> {
  expect((await maia('install')).code).toBe(0);
  for (const name of wanted) expect((await maia(`create instance ${name} --if-not-exists`)).code).toBe(0);
}

async function names(): Promise<readonly string[]> {
  const { stdout } = await maia('get instances -o name');
  return stdout.split('\n').flatMap((line) => line.split('/')[1] ?? []);
}

function pressCtrlC(): Pick<HereOptions, 'signal' | 'onQuestion'> {
  const controller = new AbortController();
  return { signal: controller.signal, onQuestion: () => controller.abort(new Interruption('SIGINT', 130)) };
}

describe('questions', () => {
  test.each([
    ['y', ['y'], 0],
    ['Yes', [' Yes '], 0],
    ['n', ['n'], 1],
    ['nothing', [''], 1],
    ['something else', ['yo'], 1],
    ['the end of the input', [], 1],
  ] as const)('delete, answered with %s', async (_, answers, code) => {
    await make('asked');
    const result = await maia('delete instance asked', { answers });
    expect(result.code).toBe(code);
    expect(result.stderr).toContain('This deletes 1 MaiaInstance: asked\n');
    expect(result.stderr).toContain('Delete? [y/N] ');
    if (code === 1) expect(result.stderr).toMatch(/error: nothing was done: not confirmed\n$/);
    expect(await names()).toEqual(code === 0 ? [] : ['asked']);
  });

  test('-i asks for each object, and what is not answered stays', async () => {
    await make('a', 'b', 'c');
    const result = await maia('delete instance a b c -i', { answers: ['n', 'y'] });
    expect(result).toMatchObject({ code: 0, stdout: 'maiainstance.maia.cuemby.com/b deleted\n' });
    expect(result.stderr.match(/Delete maiainstance\S+\? \[y\/N\] /g)).toHaveLength(3);
    expect(await names()).toEqual(expect.arrayContaining(['a', 'c']));
  });

  test('Ctrl-C at a question ends with 130, and nothing is done', async () => {
    await make('kept');
    for (const args of ['delete instance kept', 'delete instance kept -i', 'uninstall --delete-resources']) {
      const result = await maia(args, { answers: ['y'], ...pressCtrlC() });
      expect([args, result.code, result.stdout]).toEqual([args, 130, '']);
      expect(result.stderr).toMatch(/error: stopped by SIGINT\n$/);
    }
    expect(await names()).toContain('kept');
  });

  test('nobody to ask: a usage error at once, without a question; --yes asks nothing', async () => {
    await make('kept');
    const alone: readonly Omit<HereOptions, 'kubeconfig'>[] = [{}, { answers: ['y'], env: { AISTACK_NO_INPUT: '1' } }];
    for (const options of alone) {
      for (const args of ['delete instance kept', 'delete instance kept -i', 'uninstall --delete-resources']) {
        const result = await maia(args, options);
        expect([args, result.code, result.stdout]).toEqual([args, 2, '']);
        expect(result.stderr).toMatch(/^error: .*: this needs a yes, and there is no terminal to ask at\nfix: say --yes\n$/);
      }
    }
    expect((await maia('delete instance kept --no-input', { answers: ['y'] })).code).toBe(2);
    expect((await maia('delete instance kept --no-input=false', { answers: ['n'], env: { AISTACK_NO_INPUT: '1' } })).code).toBe(1);
    const asked = await maia('delete instance kept --yes', { answers: [] });
    expect(asked).toMatchObject({ code: 0, stderr: '' });
  });

  test('uninstall with objects: no keeps everything, yes takes all', async () => {
    await make('last');
    const kept = await maia('uninstall --delete-resources', { answers: ['n'] });
    expect(kept.code).toBe(1);
    expect(kept.stderr).toMatch(/Delete \d+ maiainstances? for good\? \[y\/N\] error: nothing was done: not confirmed\n$/);
    expect(await names()).toContain('last');
    const gone = await maia('uninstall --delete-resources', { answers: ['y'] });
    expect([gone.code, gone.stdout]).toEqual([0, expect.stringContaining('maiainstances.maia.cuemby.com deleted\n')]);
    await make();
  });
});

describe('colours', () => {
  const SGR = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;]*m`);
  const FILE = JSON.stringify({
    apiVersion: 'maia.cuemby.com/v1alpha1',
    kind: 'MaiaInstance',
    metadata: { name: 'red' },
    spec: { replicas: 2 },
  });

  /** Every combination of the flag, the environment and the two terminals. */
  const cases = COLOR_MODES.flatMap((mode) =>
    [true, false].flatMap((isTerminal) =>
      [undefined, '', '1'].flatMap((no) =>
        [undefined, '0', '1'].flatMap((force) =>
          [undefined, 'dumb'].map((term) => ({
            mode,
            isTerminal,
            env: {
              ...(no !== undefined && { NO_COLOR: no }),
              ...(force !== undefined && { FORCE_COLOR: force }),
              ...(term !== undefined && { TERM: term }),
            },
          })),
        ),
      ),
    ),
  );

  beforeAll(async () => {
    await make('red');
    const body = { status: { phase: 'Failed' } };
    const answer = await client.request('PATCH', `${GROUP}/red/status`, { body, type: 'application/merge-patch+json' });
    if (answer.status !== 200) throw new Error(answer.text);
  });

  test.each(['get instances', 'status', 'diff -f -'])('%s: as flag, environment and standard output say', async (args) => {
    const wrong: unknown[] = [];
    for (const { mode, isTerminal, env } of cases) {
      const { stdout } = await maia(`${args} --color=${mode}`, { env, stdin: FILE, ...(isTerminal && { columns: 80 }) });
      expect(stdout).toMatch(/red/);
      if (SGR.test(stdout) !== shouldColor(mode, env, isTerminal)) wrong.push({ mode, isTerminal, env, stdout });
    }
    expect(wrong).toEqual([]);
  });

  test('errors: as flag, environment and standard error say', async () => {
    const wrong: unknown[] = [];
    for (const { mode, isTerminal, env } of cases) {
      const { stderr } = await maia(`get nothing --color ${mode}`, { env, stderrIsTerminal: isTerminal });
      expect(stderr).toContain('"nothing" is no type');
      if (SGR.test(stderr) !== shouldColor(mode, env, isTerminal)) wrong.push({ mode, isTerminal, env, stderr });
    }
    expect(wrong).toEqual([]);
  });
});
