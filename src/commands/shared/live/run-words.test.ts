import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../../../test/support/project-root.ts';
import { entryPointOf } from '../entry-point.ts';
import type { GlobalFlags } from '../flags.ts';
import type { Runtime } from '../runtime.ts';
import { connectionWords, shownBin, wordsRunner } from './run-words.ts';

const FLAGS: GlobalFlags = {
  namespace: undefined,
  kubeconfig: '/none such',
  context: 'dev',
  cluster: undefined,
  user: undefined,
  server: undefined,
  'tls-server-name': undefined,
  'certificate-authority': undefined,
  'insecure-skip-tls-verify': false,
  token: 'sesame',
  as: undefined,
  'as-group': ['a', 'b'],
  'as-uid': undefined,
  'request-timeout': '30s',
  verbosity: 0,
  color: 'auto',
  'cache-dir': undefined,
  'no-input': false,
  'warnings-as-errors': false,
  quiet: false,
};

function runtime(signal = new AbortController().signal): Runtime {
  return {
    entry: entryPointOf('kubectl-aistack'),
    version: '0.0.0',
    root: PROJECT_ROOT,
    env: { FORCE_COLOR: '1' },
    now: () => 0,
    stdout: () => expect.unreachable(),
    stderr: () => expect.unreachable(),
    readStdin: () => Promise.reject(new Error('nothing may be read')),
    stderrIsTerminal: true,
    interactive: true,
    signal,
  };
}

test('the cluster and the user are those of the screen; a token is not shown', () => {
  expect(connectionWords(FLAGS)).toEqual(['--kubeconfig=/none such', '--context=dev', '--token=sesame', '--as-group=a', '--as-group=b']);
  expect(shownBin('kubectl maia', FLAGS)).toBe('kubectl maia --kubeconfig=/none such --context=dev --token=*** --as-group=a --as-group=b');
});

test('a command that works and one that fails: their lines and exit codes', async () => {
  const run = wordsRunner(runtime(), FLAGS);
  const lines: string[] = [];
  const good = await run(['version', '--client'], new AbortController().signal, (line) => lines.push(line));
  expect(good.exit).toBe(0);
  expect(good.lines.join('\n')).toContain('0.0.0');
  expect(lines).toEqual(good.lines);
  const bad = await run(['get', 'maiatenants'], new AbortController().signal);
  expect(bad.exit).toBe(8);
  expect(bad.lines[0]).toBe('error: there is no cluster to talk to');
  expect(bad.lines.join('')).not.toContain('\u001B');
});

test('one that is stopped ends at once', async () => {
  const stop = new AbortController();
  stop.abort();
  expect(await wordsRunner(runtime(), FLAGS)(['get', 'maiatenants'], stop.signal)).toMatchObject({ exit: 130 });
});
