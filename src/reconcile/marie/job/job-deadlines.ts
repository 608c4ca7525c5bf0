import { parseGoDuration } from '../../../kernel/duration.ts';
import type { MarieJobSpec } from '../../../kinds/marie/job-spec.ts';

/** What Marie itself takes where nobody says: the hard deadline four hours after the start. */
const DEFAULT_HARD_MS = 4 * 3_600_000;

/** When a job that began at `startTime` should be, must be and may be done. Unix milliseconds. */
export interface JobDeadlines {
  readonly soft?: number;
  readonly hard?: number;
  readonly active?: number;
}

function after(start: number, text: string | undefined): number | undefined {
  const ms = text === undefined ? undefined : parseGoDuration(text);
  return ms === undefined ? undefined : start + ms;
}

/** The deadlines that the user wrote; none before the job has begun. */
export function jobDeadlines(spec: Pick<MarieJobSpec, 'sla' | 'activeDeadlineSeconds'>, startTime: string | undefined): JobDeadlines {
  if (startTime === undefined) return {};
  const start = Date.parse(startTime);
  const soft = after(start, spec.sla?.softDeadline);
  const hard = after(start, spec.sla?.hardDeadline);
  const active = spec.activeDeadlineSeconds === undefined ? undefined : start + spec.activeDeadlineSeconds * 1_000;
  return { ...(soft === undefined ? {} : { soft }), ...(hard === undefined ? {} : { hard }), ...(active === undefined ? {} : { active }) };
}

/** A moment as the gateway reads it with every Python: an offset, no Z; no later than a date can be. */
function moment(ms: number): string {
  const latest = Date.UTC(9999, 11, 31);
  return `${new Date(Math.min(ms, latest)).toISOString().slice(0, 19)}+00:00`;
}

/**
 * The deadlines as the gateway takes them: both or none. Soft alone it answers with 500, hard alone it throws away. What the user did not
 * write is filled in so that it changes nothing.
 */
export function gatewayDeadlines(spec: Pick<MarieJobSpec, 'sla'>, startTime: string): Readonly<Record<string, string>> {
  const { soft, hard } = jobDeadlines(spec, startTime);
  if (soft === undefined && hard === undefined) return {};
  const softMs = soft ?? hard ?? 0;
  const hardMs = hard ?? Math.max(softMs, Date.parse(startTime) + DEFAULT_HARD_MS);
  return { soft_sla: moment(softMs), hard_sla: moment(hardMs) };
}
