import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../kernel/clock.ts';
import { readText, send, type MarieAnswer } from './marie-answer.ts';
import { keyCheck } from './marie-auth.ts';
import type { MarieContext } from './marie-context.ts';
import { MARIE_PLANNERS } from './marie-plan.ts';
import { startMarieProcess } from './marie-process.ts';
import { marieAnswer } from './marie-routes.ts';
import type { MarieSite } from './marie-site.ts';
import { testAnswer } from './marie-test-routes.ts';

/** What a gateway runs on. */
export interface MarieHandlerOptions {
  readonly site: MarieSite;
  /** Keys that are taken. Default: every one of the right shape. */
  readonly keys?: readonly string[];
  /** Default: {@link MARIE_PLANNERS}. */
  readonly planners?: readonly string[];
  readonly clock: Clock;
  /** In [0, 1): ids come from it. */
  readonly random: () => number;
}

/** A gateway at work. */
export interface MarieHandler {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends its process and starts another one, as when its container is killed. */
  restart(): void;
  /** Ends its process. */
  end(): void;
}

const HTML = '<html><body><h1>It works!</h1></body></html>';

/**
 * A Marie gateway on the given site, as a listener for Node's HTTP server: in a container of the sandbox, or on a port of this machine. It
 * answers like the real one, with its oddities, as far as the site's switches let it.
 */
export function marieHandler({ clock, keys, planners = MARIE_PLANNERS, random, site }: MarieHandlerOptions): MarieHandler {
  let process = startMarieProcess(site, clock);
  const restart = (): void => {
    process.end();
    process = startMarieProcess(site, clock);
  };
  const context: MarieContext = { site, process: () => process, restart, isKey: keyCheck(keys), planners, clock, random };
  const { switches } = site;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://gateway');
    const method = request.method ?? 'GET';
    const body = await readText(request);
    const forTests = testAnswer(context, method, url.pathname, body);
    if (forTests !== undefined) return send(response, forTests);
    if (switches.down) {
      response.destroy();
      return undefined;
    }
    const asked = { method, url, body, authorization: request.headers.authorization };
    const answer: MarieAnswer = switches.garbage
      ? { status: 200, html: HTML }
      : marieAnswer(context, asked, request.headers.host ?? 'gateway');
    if (switches.acceptThenHang && url.pathname === '/api/v1/invoke') return undefined;
    if (switches.slowMs > 0) clock.after(switches.slowMs, () => send(response, answer));
    else send(response, answer);
    return undefined;
  };
  return { handle, restart, end: () => process.end() };
}
