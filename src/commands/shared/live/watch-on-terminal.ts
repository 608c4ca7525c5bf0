import type { GlobalFlags } from '../flags.ts';
import type { Runtime, Terminal } from '../runtime.ts';
import type { Target } from '../targets.ts';
import { themeOf } from './live-flags.ts';
import { runLive } from './run-live.ts';

/** The flags of a command that say which objects. */
interface Selection extends GlobalFlags {
  readonly 'all-namespaces': boolean;
  readonly selector: string | undefined;
  readonly 'field-selector': string | undefined;
}

const REFRESH_MS = 1_000;

/** `--watch` of a command on a terminal: the live screen over its targets, in which nothing can be changed. Gives the exit code. */
export async function watchOnTerminal(
  flags: Selection,
  runtime: Runtime,
  terminal: Terminal,
  targets: readonly Target[],
  timeoutMs: number,
): Promise<number> {
  return await runLive(flags, runtime, {
    targets,
    allNamespaces: flags['all-namespaces'],
    selector: flags.selector,
    fieldSelector: flags['field-selector'],
    timeoutMs,
    screen: { terminal, icons: true, allowActions: false, refreshMs: REFRESH_MS, theme: themeOf(undefined, flags.color, runtime.env) },
    format: 'text',
    record: undefined,
    fresh: true,
  });
}
