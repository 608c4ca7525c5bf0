import { expect, test } from 'vitest';
import { CliError } from '../../output/cli-error.ts';
import { entryPointOf } from './entry-point.ts';
import { jsonLines, tellAsJson } from './json-lines.ts';
import type { Runtime } from './runtime.ts';

function runtimeWith(written: string[]): Runtime {
  return {
    entry: entryPointOf('kubectl-maia'),
    version: '1.0.0',
    root: '/',
    env: {},
    now: () => Date.UTC(2026, 0, 1),
    stdout: (text) => void written.push(text),
    stderr: (text) => void written.push(text),
    readStdin: () => Promise.resolve(''),
    stderrIsTerminal: false,
    interactive: false,
    signal: new AbortController().signal,
  };
}

test('every line becomes one record; what is a record already stays as it is', () => {
  const written: string[] = [];
  const { stdout, stderr } = jsonLines(runtimeWith(written));
  stdout('2026-01-01T00:00:00Z default maiainstance.maia.cuemby.com/a created\n');
  stderr('warning: one\nerror: two\n');
  stderr('{"level":"debug","msg":"x"}\n');
  expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
    { level: 'info', ts: '2026-01-01T00:00:00Z', msg: 'default maiainstance.maia.cuemby.com/a created' },
    { level: 'warn', ts: '2026-01-01T00:00:00Z', msg: 'one' },
    { level: 'error', ts: '2026-01-01T00:00:00Z', msg: 'two' },
    { level: 'debug', msg: 'x' },
  ]);
  expect(written.every((line) => line.endsWith('\n'))).toBe(true);
});

test('the error that ends it is one record with cause, fix and exit code', () => {
  const written: string[] = [];
  const error = new CliError({ exit: 5, message: 'you may not', why: 'rights', fix: 'ask' });
  expect(tellAsJson(error, jsonLines(runtimeWith(written)))).toBe(5);
  expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
    { level: 'error', ts: '2026-01-01T00:00:00Z', msg: 'you may not', cause: 'rights', fix: 'ask', exit: 5 },
  ]);
});
