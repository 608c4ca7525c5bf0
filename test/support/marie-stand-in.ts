import { createSystemClock } from '../../src/cluster/system-clock.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { marieHandler, type MarieHandler } from '../../src/sandbox/stand-ins/marie/marie-handler.ts';
import { createMarieSite, registerExecutor, type MarieSite } from '../../src/sandbox/stand-ins/marie/marie-site.ts';
import { startHttpTestServer } from './http-test-server.ts';
import { seededRandom } from './seeded-random.ts';

/** A key as the stand-in takes it. */
export const MARIE_KEY = `mas_${'k'.repeat(54)}`;

/** The stand-in of a Marie gateway on a port of this machine. */
export interface MarieStandIn {
  readonly url: string;
  readonly site: MarieSite;
  readonly handler: MarieHandler;
  /** Registers the executor of the stock plan. */
  register(): () => void;
  close(): Promise<void>;
}

/** Starts it. */
export async function startMarie({
  clock,
  keys = [MARIE_KEY],
}: { readonly clock?: Clock; readonly keys?: readonly string[] } = {}): Promise<MarieStandIn> {
  const site = createMarieSite();
  const handler = marieHandler({ site, keys, clock: clock ?? createSystemClock({ holdsProcess: false }), random: seededRandom(7) });
  const server = await startHttpTestServer((request, response) => void handler.handle(request, response));
  return {
    url: server.url,
    site,
    handler,
    register: () => registerExecutor(site, { name: 'extract_executor', address: '127.0.0.1:52001', endpoint: '/document/extract' }),
    close: async () => {
      handler.end();
      await server.close();
    },
  };
}
