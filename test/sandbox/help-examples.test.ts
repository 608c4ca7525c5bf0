import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_RIGHTS, type CommandRights } from '../../src/commands/shared/auth/command-rights.ts';
import { Interruption } from '../../src/commands/shared/interruption.ts';
import { EXIT } from '../../src/output/exit-codes.ts';
import { requestSort } from '../../src/sandbox/faults/journal.ts';
import { commandExamples, type CommandExample } from '../support/command-examples.ts';
import { startExamplesSandbox } from '../support/examples-sandbox.ts';
import { inParallel } from '../support/in-parallel.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';
import type { StartedSandbox } from '../support/start-sandbox-plane.ts';

/**
 * Every example of every command, run as it stands (in the umbrella, one of a system in that system's entry point), on a sandbox
 * where everything of `examples/` was applied and reconciled. Only the program's name is substituted. The examples of a command that write run in
 * their order on a sandbox of its own, beside an operator. On standard input stands `examples/maia/quick-start.yaml`.
 */

const AT_ONCE = 3;
/** What has not ended by then is taken to run until a signal. */
const PATIENCE_MS = 60_000;

const examples = await commandExamples();

let quickStart: string;
let shared: StartedSandbox;
/** What was changed there, as `verb type`. */
let changes: readonly string[];
const results = new Map<CommandExample, CliResult>();

/** Commands that are an operator themselves, or take it the definitions away. */
const ALONE: ReadonlySet<string> = new Set(['reconcile', 'uninstall']);

const READING = new Set(['get', 'list', 'watch']);

function onlyReads(rights: CommandRights | undefined, command: string): boolean {
  if (rights === undefined) return ['version', 'render', 'auth can-i', 'auth rbac', 'sandbox run', 'sandbox up'].includes(command);
  const { own = [], status = [], scale = [], children = [], others = [], reconciles } = rights;
  const verbs = [...own, ...status, ...scale, ...children, ...others.flatMap((other) => other.verbs)];
  return reconciles !== true && verbs.every((verb) => READING.has(verb));
}

/** Whether an example may share its sandbox: it stores nothing. */
function isHarmless({ command, args }: CommandExample): boolean {
  const stores = !args.some((word) => word.startsWith('--dry-run') || word === '--export');
  return !stores || onlyReads(COMMAND_RIGHTS[command], command);
}

function runsUntilEnded({ command, args }: CommandExample): boolean {
  return ['sandbox up', 'top'].includes(command) || args.some((word) => ['-w', '--watch', '--watch-only', '--follow'].includes(word));
}

/** The JSON documents of an output: `top` off a terminal prints one on each line, and how many until it is ended is chance. */
function documentsOf({ command }: CommandExample, stdout: string): readonly string[] {
  return command === 'top' ? stdout.trimEnd().split('\n') : [stdout];
}

/** Runs it in this process; what runs until a signal gets one as soon as it has printed something. */
async function runExample(example: CommandExample, kubeconfig: string): Promise<CliResult> {
  const ends = new AbortController();
  const end = (): void => ends.abort(new Interruption('SIGINT', EXIT.interrupt));
  const timer = setTimeout(end, PATIENCE_MS);
  try {
    return await runHere(example.args, {
      executable: example.executable,
      signal: ends.signal,
      stdin: quickStart,
      ...(runsUntilEnded(example) && { onStdout: end }),
      ...(example.command.startsWith('sandbox ') ? {} : { kubeconfig }),
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The requests that changed something. A review of rights is a question; whether a deletion is tried only, stands in its body. */
function changesOf({ sandbox }: StartedSandbox): readonly string[] {
  const changing = sandbox.journal.entries().filter(({ info, code }) => {
    const { method, query, resource } = info;
    // A question to a server behind the proxy changes none of the API's objects.
    if (resource?.subresource === 'proxy') return false;
    return !['GET', 'DELETE'].includes(method) && code < 300 && !query.has('dryRun') && resource?.plural.endsWith('reviews') === false;
  });
  return changing.map(requestSort);
}

/** Runs the operator beside the commands, so that what they change is acted on. Call what it gives to end it. */
function startLoop(plane: StartedSandbox): () => Promise<void> {
  const ends = new AbortController();
  const done = runHere(['reconcile', '--all-namespaces', '--watch'], { kubeconfig: plane.kubeconfig, signal: ends.signal });
  return async () => {
    ends.abort(new Interruption('SIGTERM', EXIT.terminated));
    await done;
  };
}

beforeAll(async () => {
  quickStart = await readFile(path.join(PROJECT_ROOT, 'examples/maia/quick-start.yaml'), 'utf8');
  shared = await startExamplesSandbox();
  shared.sandbox.journal.clear();
  const deleted: string[] = [];
  const endWatch = shared.sandbox.storage.subscribe(({ type, resource }) => {
    if (type === 'DELETED') deleted.push(`delete ${resource}`);
  });
  await inParallel(AT_ONCE, [...examples.values()], async (own) => {
    for (const example of own.filter(isHarmless)) results.set(example, await runExample(example, shared.kubeconfig));
    const writing = own.filter((example) => !isHarmless(example));
    if (writing.length === 0) return;
    // A command of one system needs no other: that saves most of the time.
    const [executable] = new Set(own.map((example) => example.executable));
    const plane = await startExamplesSandbox(executable === 'kubectl-aistack' ? undefined : executable?.replace('kubectl-', ''));
    const endLoop = ALONE.has(own[0]?.command ?? '') ? async () => Promise.resolve() : startLoop(plane);
    try {
      for (const example of writing) results.set(example, await runExample(example, plane.kubeconfig));
    } finally {
      await endLoop();
      await plane.close();
    }
  });
  endWatch();
  changes = [...changesOf(shared), ...deleted];
}, 900_000);

afterAll(async () => {
  await shared.close();
});

test('what reads, and what only tries, stores nothing', () => {
  expect(changes).toEqual([]);
});

describe.each([...examples])('%s', (command, own) => {
  test('has three examples or more, each once', () => {
    expect(own.length).toBeGreaterThanOrEqual(3);
    expect(new Set(own.map(({ line }) => line)).size).toBe(own.length);
  });

  test.each(own)('$line', (example) => {
    const { code, stdout, stderr } = results.get(example) ?? { code: undefined, stdout: '', stderr: '' };
    const allowed = command === 'diff' ? [0, 1] : [0];
    expect(allowed, `${stdout}${stderr}`).toContain(code);
    expect(stderr).not.toMatch(/^error:/m);
    if (/-o[ =]?json( |$)/.test(example.args.join(' '))) for (const text of documentsOf(example, stdout)) JSON.parse(text);
  });
});
