import { isApiError } from '../../../cluster/api-error.ts';
import { createSystemClock } from '../../../cluster/system-clock.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { CliError } from '../../../output/cli-error.ts';
import { Interruption } from '../interruption.ts';
import { progress } from '../progress/progress.ts';
import type { ProgressStep } from '../progress/progress.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { StepRecord } from '../step-records.ts';
import { lookOnce } from './look-once.ts';
import { newestEvents } from './newest-events.ts';
import { conditionText } from './wait-condition.ts';
import type { WaitCondition } from './wait-condition.ts';
import { overdue } from './wait-errors.ts';
import type { Unmet } from './wait-errors.ts';
import { waitOne } from './wait-one.ts';
import type { WaitTarget } from './wait-target.ts';
import { targetName, waitCommand, whereWords } from './wait-words.ts';

export type { WaitTarget } from './wait-target.ts';

/** How to wait. */
export interface WaitOptions {
  /** 0: look once. Negative: for ever. */
  readonly timeoutMs: number;
  /** How much of that is over already, for a command with one deadline. Default 0. */
  readonly spentMs?: number;
  readonly mode: 'all' | 'any';
  readonly runtime: Pick<Runtime, 'entry' | 'stderr' | 'stderrIsTerminal' | 'env' | 'now'>;
  readonly signal: AbortSignal;
  readonly record?: ((record: StepRecord) => Promise<void>) | undefined;
  /** `-q`: nothing but errors. */
  readonly quiet?: boolean | undefined;
  /** Hears of each object that fulfils the condition, once, as it happens, with its last state where one was seen. */
  readonly onMet?: (target: WaitTarget, object: KubeObject | undefined) => void;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Gives numbers in [0, 1). Default: `Math.random`. */
  readonly random?: () => number;
}

/** The wait for one target, as it stands. */
interface Entry {
  readonly target: WaitTarget;
  readonly step: ProgressStep;
  object: KubeObject | undefined;
  why: string;
  trouble: string | undefined;
  isMet: boolean;
  error?: unknown;
}

/** Why an object is not as it should be while nothing is known of it. */
const UNSEEN = 'the API server has not answered';

/** That the server dropped our version is no lost connection: the next list is on its way. */
function troubleOf(error: unknown): string | undefined {
  if (error === undefined || isApiError(error, 'Gone', 'Expired')) return undefined;
  return `the connection to the API server is lost: ${error instanceof Error ? error.message : 'it cannot be read'}`;
}

/** Why a wait in mode `any` cannot succeed any more: a bad state says more than an absence. */
function worst(errors: readonly unknown[]): unknown {
  return errors.find((error) => error instanceof CliError && error.exit === EXIT.failedState) ?? errors[0];
}

/** The wait is over for us, not for the objects: says how it is taken up again. */
function detached(entries: readonly Entry[], condition: WaitCondition, options: WaitOptions): unknown {
  const { signal, runtime, quiet } = options;
  const reason: unknown = signal.reason;
  const isSilent = quiet === true || (reason instanceof Interruption && reason.signal === 'EPIPE');
  const left = entries.filter(({ isMet }) => !isMet).map(({ target }) => target);
  if (!isSilent) runtime.stderr(`note: nothing was undone; look again: ${waitCommand(left, condition, runtime.entry)}\n`);
  return reason;
}

async function timedOut(session: Session, entries: readonly Entry[], condition: WaitCondition, options: WaitOptions): Promise<CliError> {
  const { runtime, timeoutMs } = options;
  const unmet = entries
    .filter((entry) => !entry.isMet && entry.error === undefined)
    .map(({ target, object, why, trouble }): Unmet => ({ target, object, why: trouble ?? why }));
  const [first] = unmet;
  const isReachable = entries.every(({ trouble }) => trouble === undefined);
  const events = first?.object === undefined || !isReachable ? [] : await newestEvents(session, first.object, runtime.now());
  return overdue(unmet, condition, timeoutMs, events, runtime.entry);
}

/**
 * Waits until all (or any) of the objects fulfil the condition. Throws a CliError: 9 once one can only fail (in mode `any`: all), 4 when it is
 * gone, 124 when the time is over, with the last blocking condition and the newest events; the signal's reason when that is aborted, after
 * saying how to look again. Nothing is ever undone.
 */
export async function waitFor(
  session: Session,
  targets: readonly WaitTarget[],
  condition: WaitCondition,
  options: WaitOptions,
): Promise<void> {
  const { timeoutMs, mode, runtime, signal, record, quiet, onMet } = options;
  const { spentMs = 0, clock = createSystemClock({ holdsProcess: true }), random = Math.random } = options;
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const cancelTimer = timeoutMs > 0 ? clock.after(timeoutMs - spentMs, () => stop.abort()) : (): void => undefined;
  const shown = progress(runtime, 'waiting', { verb: 'wait', record, quiet, lines: false, clock });
  const isOne = new Set(targets.map(({ key }) => key.namespace)).size < 2;
  const entries = targets.map((target): Entry => {
    const step = shown.step(`${targetName(target)}${isOne ? '' : whereWords(target)}`);
    step.say(UNSEEN);
    return { target, step, object: undefined, why: UNSEEN, trouble: undefined, isMet: false };
  });

  const run = async (entry: Entry): Promise<void> => {
    const { target, step } = entry;
    const onWaiting = (object: KubeObject | undefined, why: string): void => {
      entry.object = object;
      entry.why = why;
      step.say(why);
    };
    const onTrouble = (error: unknown): void => {
      entry.trouble = troubleOf(error);
      step.say(entry.trouble ?? entry.why);
    };
    const attempt = timeoutMs === 0 ? lookOnce : waitOne;
    try {
      const met = await attempt({ session, target, condition, entry: runtime.entry, clock, random, onWaiting, onTrouble }, until);
      if (met === undefined) return;
      entry.isMet = true;
      step.done(conditionText(condition));
      onMet?.(target, met.object);
      if (mode === 'any') stop.abort();
    } catch (error) {
      if (until.aborted) return;
      entry.error = error;
      step.failed(error);
      if (mode === 'all') stop.abort();
    }
  };

  let isFulfilled = false;
  try {
    await Promise.all(entries.map(run));
    isFulfilled = mode === 'any' && entries.length > 0 ? entries.some(({ isMet }) => isMet) : entries.every(({ isMet }) => isMet);
    if (!isFulfilled)
      for (const { step, trouble, why } of entries)
        step.failed(`${signal.aborted ? 'stopped' : 'not waited for any longer'}: ${trouble ?? why}`);
  } finally {
    cancelTimer();
    stop.abort();
    await shown.close();
  }
  if (isFulfilled) return;
  if (signal.aborted) throw detached(entries, condition, options);
  const errors = entries.flatMap(({ error }) => (error === undefined ? [] : [error]));
  if (errors.length > 0 && (mode === 'all' || errors.length === entries.length)) throw worst(errors);
  throw await timedOut(session, entries, condition, options);
}
