import { isApiError } from '../../../../cluster/api-error.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT, type ExitCode } from '../../../../output/exit-codes.ts';
import { resourceLine } from '../../../../output/resource-line.ts';
import { Interruption } from '../../../shared/interruption.ts';
import { poll } from '../../../shared/poll.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import type { Session } from '../../../shared/session.ts';
import { marieKind } from '../marie-target.ts';
import { endOf, jobState, jobWords, type JobState } from './job-state.ts';

/** How to follow a job. */
export interface FollowOptions {
  readonly runtime: Pick<Runtime, 'entry' | 'stderr' | 'stdout' | 'signal' | 'now'>;
  /** Ends the wait: by the user, or because the time is over. */
  readonly signal: AbortSignal;
  /** Tell every change of the job in a line. Without it only that it is still on its way, now and then. */
  readonly follow: boolean;
  readonly quiet: boolean;
  /** Prints the end: in place of the line. */
  readonly print?: (job: KubeObject) => Promise<void>;
}

/** How often it is said what is waited for where nothing changes, so that the logs of a pipeline stay alive. */
const STILL_MS = 10_000;

/** What speaks for itself: the job's name, its namespace where it is not the context's own. */
export function attachCommand(name: string, namespace: string, { bin }: { readonly bin: string }): string {
  return `${bin} job attach ${name} -n ${namespace}`;
}

/** What is said where somebody stops waiting for a job: the job knows nothing of it. */
export function detachedNote(name: string, namespace: string, entry: { readonly bin: string }): string {
  return `note: the job goes on; follow it again: ${attachCommand(name, namespace, entry)}\n`;
}

async function look(
  session: Session,
  key: { readonly namespace: string; readonly name: string },
  uid: string,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  const kind = marieKind('MarieJob');
  try {
    const job = await session.api.get(kind, key, { signal });
    return job.metadata.uid === uid ? job : undefined;
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    // A server that is away for a moment is asked again: the job does not depend on us.
    if (isApiError(error, 'Unreachable', 'RequestTimeout', 'ServiceUnavailable', 'TooManyRequests', 'InternalError'))
      throw new StillAway(error);
    return await session.during({ verb: 'get', type: kind, ...key }, () => Promise.reject(error));
  }
}

class StillAway extends Error {
  override readonly cause: Error;
  constructor(cause: Error) {
    super(cause.message);
    this.cause = cause;
  }
}

function failed(job: KubeObject, state: JobState, bin: string): CliError {
  const { name, namespace = '' } = job.metadata;
  const isCancelled = state.phase === 'Cancelled';
  return new CliError({
    exit: EXIT.failedState,
    message: `MarieJob ${name} in namespace ${namespace} ${isCancelled ? 'was cancelled' : 'failed'}`,
    why:
      state.error === undefined
        ? state.message
        : `${state.error.code}${state.error.message === undefined ? '' : `: ${state.error.message}`}`,
    fix: isCancelled
      ? `${bin} job retry ${name} -n ${namespace}`
      : `${bin} job logs ${name} -n ${namespace}, then ${bin} job retry ${name} -n ${namespace}`,
  });
}

/**
 * Follows a job to its end: prints its last line and gives 0 where it succeeded. Throws a CliError: 9 where it failed or was cancelled, 4 where it was
 * deleted meanwhile, the reason of `signal` when that is aborted, after it said how to follow it again. Nothing is ever undone.
 */
export async function followJob(session: Session, first: KubeObject, options: FollowOptions): Promise<ExitCode> {
  const { follow, print, quiet, runtime, signal } = options;
  const { name, namespace = session.namespace, uid } = first.metadata;
  const say = (text: string): void => {
    if (!quiet) runtime.stderr(`${text}\n`);
  };
  let last = first;
  let told = '';
  let toldAt = runtime.now();
  const tell = (words: string): void => {
    const isNew = words !== told;
    if ((isNew && follow) || runtime.now() - toldAt >= STILL_MS) {
      say(`${new Date(runtime.now()).toISOString().slice(0, 19)}Z ${name}: ${words}`);
      toldAt = runtime.now();
    }
    told = words;
  };
  try {
    await poll(signal, async () => {
      try {
        const job = await look(session, { namespace, name }, uid, signal);
        if (job === undefined) {
          throw new CliError({
            exit: EXIT.notFound,
            message: `MarieJob ${name} in namespace ${namespace} was deleted before it had ended`,
          });
        }
        last = job;
        const state = jobState(job);
        tell(jobWords(state));
        return endOf(state) !== undefined;
      } catch (error) {
        if (!(error instanceof StillAway)) throw error;
        tell(`the API server does not answer: ${error.message}`);
        return false;
      }
    });
  } catch (error) {
    if (signal.aborted) {
      const isSilent = signal.reason instanceof Interruption && signal.reason.signal === 'EPIPE';
      if (!isSilent) say(detachedNote(name, namespace, runtime.entry).trimEnd());
    }
    throw signal.aborted ? signal.reason : error;
  }
  const state = jobState(last);
  if (print === undefined) runtime.stdout(resourceLine(last, state.phase.toLowerCase(), 'none'));
  else await print(last);
  if (endOf(state) !== EXIT.ok) throw failed(last, state, runtime.entry.bin);
  return EXIT.ok;
}
