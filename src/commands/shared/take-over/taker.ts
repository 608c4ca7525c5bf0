import type { Clock } from '../../../kernel/clock.ts';
import type { Log } from '../../../kernel/log.ts';
import type { Session } from '../session.ts';

/** The ways of taking over: an operator's Deployment is scaled to 0, or a lease is taken from whoever holds it. */
export const TAKE_OVER_MODES = ['scale-down', 'lease'] as const;
export type TakeOverMode = (typeof TAKE_OVER_MODES)[number];

/** Who takes over or gives back, and with what. */
export interface Taker {
  readonly session: Pick<Session, 'api' | 'during'>;
  readonly clock: Clock;
  readonly log: Log;
  /** How the run calls itself in its leases. */
  readonly identity: string;
  /** How usage texts name the program: `kubectl maia`. */
  readonly bin: string;
  /** Why, in the words of who does it. */
  readonly reason?: string | undefined;
  /** Told in a line, with its line break: what was done to the cluster. */
  readonly tell: (line: string) => void;
}
