/** How a check went. `unknown`: it could not be looked at. */
export type CheckState = 'ok' | 'warning' | 'failed' | 'unknown';

/** One thing that was looked at. */
export interface CheckResult {
  /** A stable name that scripts may look for: `server`, `definition maiainstances.maia.cuemby.com`. */
  readonly check: string;
  readonly state: CheckState;
  readonly message: string;
  /** What to do; there for whatever is not ok. */
  readonly fix?: string;
}

export function ok(check: string, message: string): CheckResult {
  return { check, state: 'ok', message };
}

export function notOk(state: Exclude<CheckState, 'ok'>, check: string, message: string, fix: string): CheckResult {
  return { check, state, message, fix };
}
