import type { ProgressView, ShownStep } from './progress-view.ts';

/** How a list is drawn. */
export interface TerminalViewOptions {
  readonly terminal: NodeJS.WriteStream;
  /** The list stays when it is over; else it is wiped away. */
  readonly keep: boolean;
  /** Whether signs are coloured. */
  readonly paints: boolean;
}

/** SGR codes by the words in listr2's names of states: the first that is in a name counts. */
const CODES: readonly (readonly [word: string, code: number])[] = [
  ['FAILED', 31],
  ['ROLL', 31],
  ['CANCELLED', 31],
  ['COMPLETED', 32],
  ['WAITING', 2],
];
const OTHER_CODE = 33;

/** Painters for every state: listr2's own ask the environment and stdout, while this list goes to stderr and `--color` decides. */
function painters(states: readonly string[], paints: boolean): Record<string, (text?: string) => string> {
  return Object.fromEntries(
    states.map((state) => {
      const code = CODES.find(([word]) => state.includes(word))?.[1] ?? OTHER_CODE;
      return [state, (text = ''): string => (paints ? `\u001B[${code}m${text}\u001B[0m` : text)];
    }),
  );
}

function titleOf({ name, text, result }: ShownStep): string {
  const tail = result ?? text;
  // A line break would tear the list apart: what comes after it is told elsewhere.
  return tail === undefined ? name : `${name}: ${tail.split('\n', 1)[0]}`;
}

/** Resolves once the step is not open any more, or the view is closed. */
async function ended(step: ShownStep, closed: Promise<void>, onText: () => void): Promise<void> {
  const end = new Promise<void>((resolve) => {
    const look = (): void => {
      onText();
      if (step.state !== 'open') resolve();
    };
    step.onChange(look);
    look();
  });
  await Promise.race([end, closed]);
}

/** Draws these steps until all have ended or the view is closed. The cursor and the terminal's `write` are put back on every path. */
async function draw(steps: readonly ShownStep[], options: TerminalViewOptions, closed: Promise<void>): Promise<void> {
  const { DefaultRenderer, Listr, ListrLogger, LISTR_DEFAULT_RENDERER_STYLE, ProcessOutput, createWritable } = await import('listr2');
  /** Listr would not draw where stdout is no terminal; ours is stderr, and it is one. */
  class Renderer extends DefaultRenderer {
    static override nonTTY = true;
  }
  // What is written to the terminal meanwhile (warnings) is held back and comes out below the list. Stdout is data: it is left alone.
  const nowhere = createWritable(() => undefined) as NodeJS.WriteStream;
  const processOutput = new ProcessOutput(options.terminal, nowhere, { dump: ['stdout'], leaveEmptyLine: false });
  const list = new Listr(
    steps.map((step) => ({
      title: titleOf(step),
      task: async (_context, task): Promise<void> => {
        await ended(step, closed, () => {
          task.title = titleOf(step);
        });
        if (step.state === 'open') task.skip(titleOf(step));
        if (step.state === 'failed') throw new Error(titleOf(step));
      },
    })),
    {
      concurrent: true,
      exitOnError: false,
      // Signals are the command's: listr would end the process.
      registerSignalListeners: false,
      renderer: Renderer,
      rendererOptions: {
        formatOutput: 'truncate',
        clearOutput: !options.keep,
        color: painters(Object.keys(LISTR_DEFAULT_RENDERER_STYLE.color ?? {}), options.paints),
        logger: new ListrLogger({ useIcons: true, toStderr: [], processOutput }),
      },
    },
  );
  try {
    await list.run();
  } catch (error) {
    processOutput.release();
    throw error;
  }
}

/**
 * Steps as a list that moves, drawn by listr2. A list's tasks are fixed when it starts: steps that come later make the next list, below the
 * first, once that has ended.
 */
export function terminalView(options: TerminalViewOptions): ProgressView {
  let waiting: ShownStep[] = [];
  let drawing: Promise<void> | undefined;
  let close = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });

  const drawAll = async (): Promise<void> => {
    // Steps that are made together belong into one list.
    await Promise.resolve();
    while (waiting.length > 0) {
      const steps = waiting;
      waiting = [];
      await draw(steps, options, closed);
    }
  };

  return {
    add: (step) => {
      waiting.push(step);
      drawing ??= drawAll()
        // Progress is for show: where it cannot be drawn, the work goes on without.
        .catch(() => undefined)
        .finally(() => {
          drawing = undefined;
        });
    },
    close: async () => {
      close();
      await drawing;
    },
  };
}
