import type { Clock } from '../../src/kernel/clock.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { maiaHandler } from '../../src/sandbox/stand-ins/maia/maia-handler.ts';
import { maiaServerConfig } from '../../src/sandbox/stand-ins/maia/maia-server-config.ts';
import { createMaiaState, type MaiaState } from '../../src/sandbox/stand-ins/maia/maia-state.ts';
import { startHttpTestServer } from './http-test-server.ts';
import { seededRandom } from './seeded-random.ts';

/** A MAIA stand-in on a port of this machine. */
export interface LocalMaia {
  readonly url: string;
  readonly state: MaiaState;
  close(): Promise<void>;
}

/** What it is to be. */
export interface LocalMaiaOptions {
  /** Variables of its container. Tenancy is on and the rate is not limited unless they say otherwise. */
  readonly env?: Readonly<Record<string, string>>;
  /** The text of `maia.yaml`. */
  readonly file?: string;
  readonly hasTenants?: boolean;
  readonly clock?: Clock;
  /** Default: ids and keys differ from run to run. */
  readonly seed?: number;
}

/** Starts one. */
export async function startMaia(options: LocalMaiaOptions = {}): Promise<LocalMaia> {
  const { clock = createSystemClock({ holdsProcess: false }), env = {}, file = '', hasTenants = true, seed } = options;
  const config = maiaServerConfig({ MAIA_TENANT_ENABLED: 'true', MAIA_SECURITY_RATE_LIMIT_RPS: '0', ...env }, file, hasTenants);
  const state = createMaiaState(clock.now());
  const random = seed === undefined ? Math.random : seededRandom(seed);
  const handle = maiaHandler(state, { config, clock, random });
  const server = await startHttpTestServer((request, response) => void handle(request, response));
  return { url: server.url, state, close: server.close };
}
