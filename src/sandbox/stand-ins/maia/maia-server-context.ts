import type { Clock } from '../../../kernel/clock.ts';
import type { MaiaAnswer, MaiaRequest } from './maia-answer.ts';
import type { MaiaServerConfig } from './maia-server-config.ts';
import type { MaiaState } from './maia-state.ts';

/** What the routes of a server share. */
export interface MaiaServerContext {
  readonly state: MaiaState;
  readonly config: MaiaServerConfig;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Carries out one request. `tenant`: whose it is; empty where nobody said. */
export type MaiaRouteHandler = (context: MaiaServerContext, request: MaiaRequest, tenant: string) => MaiaAnswer | Promise<MaiaAnswer>;

/** One route. */
export interface MaiaRoute {
  readonly method: string;
  /** With `:names` for parts that vary. */
  readonly path: string;
  /** The scope that a tenant's key must have. */
  readonly scope?: string;
  readonly handle: MaiaRouteHandler;
}

/** RFC 3339 in UTC, as the server writes times. */
export function nowText({ clock }: MaiaServerContext): string {
  return new Date(clock.now()).toISOString();
}
