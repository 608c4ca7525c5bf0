import { isJsonObject, type JsonObject } from '../../../../kernel/json.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { EXIT, type ExitCode } from '../../../../output/exit-codes.ts';

/** A job as its status tells of it; what is not known is left out. */
export interface JobState {
  readonly phase: string;
  readonly progress: number;
  readonly message?: string;
  readonly cluster?: string;
  readonly jobId?: string;
  readonly reference?: string;
  readonly retries: number;
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly duration?: string;
  readonly result?: JsonObject;
  readonly error?: { readonly code: string; readonly message?: string };
  readonly isSuspended: boolean;
  readonly submitter?: string;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Reads the status. A job that no operator has looked at yet is Pending. */
export function jobState(job: KubeObject): JobState {
  const status = isJsonObject(job['status']) ? job['status'] : {};
  const spec = isJsonObject(job['spec']) ? job['spec'] : {};
  const failure = isJsonObject(status['error']) ? status['error'] : {};
  const code = text(failure['code']);
  const said = text(failure['message']);
  const known = {
    message: text(status['message']),
    cluster: text(status['clusterName']) ?? text(spec['clusterRef']),
    jobId: text(status['jobId']),
    reference: text(status['submissionRef']),
    startTime: text(status['startTime']),
    completionTime: text(status['completionTime']),
    duration: text(status['duration']),
    submitter: text(status['submitterJobName']),
    result: isJsonObject(status['result']) ? status['result'] : undefined,
    error: code === undefined ? undefined : { code, ...(said !== undefined && { message: said }) },
  };
  return {
    phase: text(status['phase']) ?? 'Pending',
    progress: count(status['progress']),
    retries: count(status['retryCount']),
    isSuspended: spec['suspend'] === true,
    ...(Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) as Partial<JobState>),
  };
}

const ENDS: Readonly<Record<string, ExitCode>> = { Succeeded: EXIT.ok, Failed: EXIT.failedState, Cancelled: EXIT.failedState };

/** The exit code that a job's end means: 0 or 9; undefined while it has not ended. */
export function endOf({ phase }: Pick<JobState, 'phase'>): ExitCode | undefined {
  return ENDS[phase];
}

/** Where a job stands, in one line: `Running 33%: 1 of 3 tasks done`. */
export function jobWords({ error, isSuspended, message, phase, progress }: JobState): string {
  // Of a job that goes on, it is what an earlier attempt failed of.
  const why =
    error === undefined || endOf({ phase }) === undefined
      ? message
      : `${error.code}${error.message === undefined ? '' : `: ${error.message}`}`;
  const share = phase === 'Running' ? ` ${String(progress)}%` : '';
  const held = isSuspended && endOf({ phase }) === undefined ? ' (suspended)' : '';
  return `${phase}${share}${held}${why === undefined ? '' : `: ${why}`}`;
}
