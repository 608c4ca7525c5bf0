import { EXIT } from '../../../output/exit-codes.ts';
import type { LiveSource } from '../../../ui/live-source.ts';
import { dispatch } from '../dispatch.ts';
import { connectionFlags, type GlobalFlags } from '../flags.ts';
import type { Runtime } from '../runtime.ts';
import { oneLine } from './one-line.ts';

/** The flags that say which cluster and as whom, as they were given: `--context=dev`. */
export function connectionWords(flags: GlobalFlags): readonly string[] {
  return Object.keys(connectionFlags).flatMap((name) => {
    const value: unknown = flags[name as keyof typeof connectionFlags];
    if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) return [];
    if (name === 'request-timeout' && value === connectionFlags[name].default) return [];
    if (value === true) return [`--${name}`];
    return (Array.isArray(value) ? value : [value]).map((one) => `--${name}=${String(one)}`);
  });
}

/** How a command line that is shown begins: the program, and the flags that were given for the cluster, without a token. */
export function shownBin(bin: string, flags: GlobalFlags): string {
  return [bin, ...connectionWords(flags).map((word) => (word.startsWith('--token=') ? '--token=***' : word))].join(' ');
}

const NAMES_NAMESPACE = /^(-n.*|--namespace(=.*)?|-A|--all-namespaces)$/;

/** Cuts what is written into lines; the rest comes with `end`. */
function lineCutter(onLine: (line: string) => void): { write(text: string): void; end(): void } {
  let rest = '';
  return {
    write: (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(shown(line));
    },
    end: () => {
      if (rest !== '') onLine(shown(rest));
      rest = '';
    },
  };
}

/** As it may stand on a screen; what is in columns stays in them. */
function shown(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return indent + oneLine(line.replaceAll('\t', '    '));
}

/**
 * Runs commands of this program in this process, on the cluster and as the user of the given flags, with what they write caught. Nobody is asked
 * anything: a command that needs a yes is given `--yes`.
 */
export function wordsRunner(runtime: Runtime, flags: GlobalFlags): LiveSource['run'] {
  return async (words, signal, onLine) => {
    const lines: string[] = [];
    const take = (line: string): void => {
      lines.push(line);
      onLine?.(line);
    };
    const [out, err] = [lineCutter(take), lineCutter(take)];
    const ends = AbortSignal.any([runtime.signal, signal]);
    const { columns: _, readLine: _asks, terminal: _terminal, warned: _warned, ...rest } = runtime;
    const own = words.some((word) => NAMES_NAMESPACE.test(word)) || flags.namespace === undefined ? [] : [`--namespace=${flags.namespace}`];
    const { FORCE_COLOR: _color, ...env } = runtime.env;
    const running = dispatch([...connectionWords(flags), ...own, ...words], {
      ...rest,
      env,
      stdout: out.write,
      stderr: err.write,
      readStdin: () => Promise.resolve(''),
      stderrIsTerminal: false,
      paintsStderr: false,
      interactive: false,
      signal: ends,
    });
    const stopped = new Promise<number>((resolve) => {
      const stop = (): void => resolve(EXIT.interrupt);
      if (ends.aborted) stop();
      else ends.addEventListener('abort', stop, { once: true });
    });
    const exit = await Promise.race([running, stopped]);
    out.end();
    err.end();
    return { exit, lines };
  };
}
