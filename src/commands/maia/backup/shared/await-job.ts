import { isApiError } from '../../../../cluster/api-error.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { JOB } from '../../../shared/describe-object/known-types.ts';
import { poll } from '../../../shared/poll.ts';
import type { Session } from '../../../shared/session.ts';
import { jobState, podWords, tellingPod } from './job-state.ts';
import type { JobState } from './job-state.ts';
import { podLog } from './pod-log.ts';
import { podsOfJob } from './pods-of.ts';

/** How to wait for a Job. */
export interface AwaitJobOptions {
  readonly signal: AbortSignal;
  /** Hears what it is at, in a few words. */
  readonly say?: (text: string) => void;
  /** Hears its log as it grows. */
  readonly onLog?: (text: string) => void;
}

/** A Job that ended. `log` is undefined where it cannot be read (any more). */
export interface EndedJob {
  readonly state: Exclude<JobState, { is: 'active' }>;
  readonly log: string | undefined;
}

/** Hands out what a log has more than the last time; a log that begins anew is told from its beginning. */
function grower(onLog: (text: string) => void): (log: string) => void {
  let told = '';
  return (log) => {
    onLog(log.startsWith(told) ? log.slice(told.length) : log);
    told = log;
  };
}

/** Waits until a Job has ended. Throws a CliError: 4 when it is deleted meanwhile; the signal's reason when that is aborted. */
export async function awaitJob(
  session: Session,
  job: { readonly name: string; readonly namespace: string },
  options: AwaitJobOptions,
): Promise<EndedJob> {
  const { signal, say, onLog } = options;
  const grow = onLog === undefined ? undefined : grower(onLog);
  let log: string | undefined;
  let ended: EndedJob['state'] | undefined;
  await poll(signal, async () => {
    const state = await stateOf(session, job, signal);
    const pod = tellingPod(await podsOfJob(session, job, signal));
    if (state.is === 'active') say?.(pod === undefined ? 'it has no pod yet' : podWords(pod));
    if (pod !== undefined && (grow !== undefined || state.is !== 'active')) {
      log = (await podLog(session, pod, signal)) ?? log;
      if (log !== undefined) grow?.(log);
    }
    ended = state.is === 'active' ? undefined : state;
    return ended !== undefined;
  });
  if (ended === undefined) throw new Error('the wait ended before the Job did');
  return { state: ended, log };
}

async function stateOf(
  session: Session,
  job: { readonly name: string; readonly namespace: string },
  signal: AbortSignal,
): Promise<JobState> {
  return await session.during({ verb: 'get', type: JOB, ...job }, async () => {
    try {
      return jobState(await session.api.get(JOB, job, { signal }));
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
      throw new CliError({
        exit: EXIT.notFound,
        message: `Job ${job.name} in namespace ${job.namespace} was deleted before it had ended`,
        fix: 'run the command again',
        cause: error,
      });
    }
  });
}

/** The last lines of a log, for an error message. */
export function lastLines(log: string | undefined, count = 5): string {
  const lines = (log ?? '').split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-count).join(' | ');
}

/** The error for a Job that failed (exit 9). */
export function failedJob(
  what: string,
  job: { readonly name: string; readonly namespace: string },
  ended: EndedJob,
  fix: string,
): CliError {
  const last = lastLines(ended.log);
  const why = ended.state.is === 'failed' ? ended.state.why : '';
  return new CliError({
    exit: EXIT.failedState,
    message: `${what} failed: Job ${job.name} in namespace ${job.namespace}`,
    why: last === '' ? why : last,
    fix,
    details: why,
  });
}
