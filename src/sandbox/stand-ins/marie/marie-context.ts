import type { Clock } from '../../../kernel/clock.ts';
import type { KeyCheck } from './marie-auth.ts';
import type { MarieProcess } from './marie-process.ts';
import type { MarieSite } from './marie-site.ts';

/** What the routes of a gateway share. */
export interface MarieContext {
  readonly site: MarieSite;
  /** The process that runs now: another one after a restart. */
  readonly process: () => MarieProcess;
  /** Ends the process and starts another one. */
  readonly restart: () => void;
  readonly isKey: KeyCheck;
  readonly planners: readonly string[];
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
}
