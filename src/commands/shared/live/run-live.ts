import { hostname } from 'node:os';
import { createSystemClock } from '../../../cluster/system-clock.ts';
import type { CliError } from '../../../output/cli-error.ts';
import { EXIT, type ExitCode } from '../../../output/exit-codes.ts';
import { formatError } from '../../../output/format-error.ts';
import { SYSTEMS } from '../../../registry.ts';
import { deadline } from '../deadline.ts';
import { loadKnowledge } from '../describe-object/load-knowledge.ts';
import type { GlobalFlags } from '../flags.ts';
import type { Runtime } from '../runtime.ts';
import { openSession, type Session } from '../session.ts';
import type { Target } from '../targets.ts';
import { startLiveFeed, type LiveFeed } from './live-feed.ts';
import { inOrderAtFirst, linePrinter, tellTrouble } from './live-lines.ts';
import { openRecording, recordStates, type Recorder } from './record-states.ts';
import { shownBin, wordsRunner } from './run-words.ts';
import { EVERYWHERE, memoryFile, readMemory, worthKeeping } from './screen-memory.ts';
import { showOnTerminal, type ShowOptions } from './show-on-terminal.ts';

/** What is shown, and how. */
export interface LiveRequest {
  readonly targets: readonly Target[];
  readonly allNamespaces: boolean;
  readonly selector: string | undefined;
  readonly fieldSelector: string | undefined;
  readonly timeoutMs: number;
  /** How the screen looks; absent off a terminal: then a line for each change. */
  readonly screen?: Pick<ShowOptions, 'terminal' | 'theme' | 'icons' | 'allowActions' | 'refreshMs'>;
  readonly format: 'text' | 'json';
  readonly record: string | undefined;
  readonly fresh: boolean;
}

function userOf({ user }: Session, flags: GlobalFlags): string {
  const own = user ?? '';
  return flags.as === undefined ? own : `${own === '' ? '' : `${own} `}as ${flags.as}`;
}

/** Lines come by themselves: what is left is to say what goes wrong. */
async function followLines(feed: LiveFeed, runtime: Runtime, quiet: boolean, signal: AbortSignal): Promise<void> {
  const leave = quiet ? undefined : tellTrouble(feed, runtime);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  leave?.();
}

/**
 * Shows a cluster live until a person leaves or a signal comes (both 0), or the time-out passes (the error with 124; a time-out of 0 tells what
 * there is and ends, with 10 where a part may not be read). Throws where nothing can be read, and where a recording cannot be made.
 */
export async function runLive(flags: GlobalFlags, runtime: Runtime, request: LiveRequest): Promise<number> {
  const { entry, env } = runtime;
  const { screen, allNamespaces, targets, selector, fieldSelector, format, record } = request;
  const looksOnce = request.timeoutMs === 0;
  let feed: LiveFeed | undefined;
  // While the screen is up nothing else may write to the terminal.
  const stderr = screen === undefined ? runtime.stderr : (text: string): void => feed?.log(text.trimEnd());
  const session = await openSession(flags, { ...runtime, stderr }, undefined, (report) => feed?.heard(report));
  const limit = deadline(looksOnce ? -1 : request.timeoutMs, runtime.signal, () => '--timeout was for how long to watch');
  const ends = new AbortController();
  let recorder: Recorder | undefined;
  let incomplete: CliError | undefined;
  let partial: ExitCode = EXIT.ok;
  try {
    const handle = record === undefined ? undefined : await openRecording(record);
    const facts = { context: session.context ?? '', server: session.server, user: userOf(session, flags) };
    const file = screen === undefined ? undefined : memoryFile(env, facts);
    const kept = file === undefined || request.fresh ? {} : await readMemory(file);
    const isGiven = allNamespaces || flags.namespace !== undefined;
    const wanted = isGiven ? undefined : kept.namespace;
    const namespace = allNamespaces || wanted === EVERYWHERE ? undefined : (wanted ?? session.namespace);
    const kinds = targets.map(({ kind }) => kind);
    const lines = screen === undefined ? inOrderAtFirst(linePrinter(runtime, { format, domain: entry.domain }), kinds) : undefined;
    const source = startLiveFeed(
      {
        session,
        entry,
        targets,
        namespace,
        selector,
        fieldSelector,
        systems: SYSTEMS.filter(({ id }) => targets.some(({ kind }) => kind.system === id)),
        facts,
        hostname: hostname(),
        clock: createSystemClock({ holdsProcess: true }),
        random: Math.random,
        run: wordsRunner(runtime, flags),
        loadKnowledge: async () => loadKnowledge(entry, session.outside()),
        looksAround: screen !== undefined || request.record !== undefined,
        ...(lines !== undefined && { onRow: lines.onRow }),
      },
      AbortSignal.any([limit.signal, ends.signal]),
    );
    feed = source;
    if (handle !== undefined && record !== undefined)
      recorder = recordStates(source, handle, record, entry.domain, createSystemClock({ holdsProcess: true }));
    await source.begun;
    lines?.begin();
    if (screen === undefined) {
      await followLines(source, runtime, flags.quiet, looksOnce ? AbortSignal.abort() : limit.signal);
      if (looksOnce && source.state().connection.refused.length > 0) partial = EXIT.partial;
    } else {
      await showOnTerminal(source, runtime, {
        ...screen,
        bin: shownBin(entry.bin, flags),
        signal: limit.signal,
        now: runtime.now,
        file,
        initial: kept,
        quiet: flags.quiet,
        news: source.news,
        worthKeeping: (memory) => worthKeeping(memory, { namespace, isGiven, home: session.namespace }, kept),
      });
    }
  } catch (error) {
    if (!runtime.signal.aborted) throw error;
  } finally {
    ends.abort();
    await feed?.ended;
    limit.cancel();
    session.close();
    incomplete = await recorder?.end();
  }
  if (incomplete !== undefined) runtime.stderr(formatError(incomplete, flags.verbosity));
  if (limit.signal.aborted && !runtime.signal.aborted) throw limit.signal.reason;
  return incomplete?.exit ?? partial;
}
