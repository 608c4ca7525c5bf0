import { createInterface } from 'node:readline';

/** The streams of a terminal. */
export interface LineStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks and reads one line. Gives undefined where the input ends instead; rejects with the signal's reason when that is aborted.
 *
 * The terminal itself edits the line (`terminal: false`): so Ctrl-C stays a signal to the process, as everywhere else in the program, and
 * Ctrl-D ends the input. Node's own line editor would swallow the first and leave the question open at the second.
 */
export async function readLine({ input, output }: LineStreams, question: string, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  const lines = createInterface({ input, terminal: false });
  const done = new AbortController();
  output.write(question);
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      lines.once('line', (text) => {
        lines.removeAllListeners('close');
        resolve(text);
      });
      // Nobody pressed Enter: what is written next begins its own line.
      lines.once('close', () => {
        output.write('\n');
        resolve(undefined);
      });
      signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: done.signal });
    });
  } finally {
    done.abort();
    lines.close();
  }
}
