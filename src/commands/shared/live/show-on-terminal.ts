import { formatAge } from '../../../output/age.ts';
import type { LiveSource } from '../../../ui/live-source.ts';
import type { ScreenMemory, ScreenOptions } from '../../../ui/screen/screen-options.ts';
import type { Runtime, Terminal } from '../runtime.ts';
import { oneLine } from './one-line.ts';
import { writeMemory } from './screen-memory.ts';

export interface ShowOptions extends Pick<ScreenOptions, 'theme' | 'icons' | 'allowActions' | 'refreshMs' | 'bin' | 'signal' | 'now'> {
  readonly terminal: Terminal;
  /** Where what is worth keeping is kept; absent: nowhere. */
  readonly file: string | undefined;
  readonly worthKeeping: (memory: ScreenMemory) => ScreenMemory;
  readonly initial: ScreenMemory;
  /** How many changes were seen so far. */
  readonly news: () => number;
  readonly quiet: boolean;
}

/** `INK_SCREEN_READER` of the library that draws: any value but these asks for plain lines. */
const OFF: readonly string[] = ['', '0', 'false'];

/** Keeps the newest only, one write after the other. What fails is told when the screen is closed. */
function keeperOf(file: string | undefined): { keep(memory: ScreenMemory): void; done(): Promise<unknown> } {
  let waiting: ScreenMemory | undefined;
  let failure: unknown;
  let writing: Promise<void> | undefined;
  const write = async (target: string): Promise<void> => {
    while (waiting !== undefined) {
      const memory = waiting;
      waiting = undefined;
      await writeMemory(target, memory).catch((error: unknown) => (failure = error));
    }
    writing = undefined;
  };
  return {
    keep: (memory) => {
      if (file === undefined) return;
      waiting = memory;
      writing ??= write(file);
    },
    done: async () => {
      await writing;
      return failure;
    },
  };
}

/** Shows a source on the terminal until it is left or the signal is aborted, and then says in one line how it was. */
export async function showOnTerminal(
  source: LiveSource,
  runtime: Pick<Runtime, 'env' | 'now' | 'stderr'>,
  options: ShowOptions,
): Promise<void> {
  const { terminal, file, initial, quiet, worthKeeping, news: count, ...screen } = options;
  const { env, now: clock, stderr } = runtime;
  const startedAt = clock();
  const memory = keeperOf(file);
  const { showScreen } = await import('../../../ui/screen/show-screen.ts');
  const end = await showScreen(source, {
    ...screen,
    ...terminal,
    initial,
    screenReader: !OFF.includes(env['INK_SCREEN_READER'] ?? ''),
    onMemory: (now) => memory.keep(worthKeeping(now)),
    console,
  });
  // A terminal that was listened to would keep the process.
  terminal.stdin.pause().unref();
  const failure = await memory.done();
  if (quiet) return;
  const changes = count();
  const problem = end.lastProblem === undefined ? '' : `; last problem: ${oneLine(end.lastProblem)}`;
  stderr(`watched for ${formatAge(clock() - startedAt)}, ${String(changes)} ${changes === 1 ? 'change' : 'changes'}${problem}\n`);
  if (failure !== undefined)
    stderr(`note: order and filter were not kept: ${failure instanceof Error ? failure.message : 'they cannot be written'}\n`);
}
