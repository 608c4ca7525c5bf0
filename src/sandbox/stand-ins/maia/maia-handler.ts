import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../kernel/clock.ts';
import { BAD_BODY, PAGE_NOT_FOUND, readBody, send, type MaiaAnswer, type MaiaRequest } from './maia-answer.ts';
import { authenticate, checkQuota, checkScope, identify } from './maia-gates.ts';
import { WrongType } from './maia-input.ts';
import { maiaRateLimit } from './maia-rate-limit.ts';
import { maiaRoute, type MatchedRoute } from './maia-routes.ts';
import type { MaiaServerConfig } from './maia-server-config.ts';
import type { MaiaServerContext } from './maia-server-context.ts';
import type { MaiaState } from './maia-state.ts';

/** What a server runs on. */
export interface MaiaHandlerOptions {
  readonly config: MaiaServerConfig;
  readonly clock: Clock;
  /** In [0, 1): ids and keys come from it. */
  readonly random: () => number;
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

async function requestOf(request: IncomingMessage, url: URL, params: MaiaRequest['params']): Promise<MaiaRequest> {
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    params,
    key:
      header(request, 'x-api-key') || header(request, 'authorization').replace(/^Bearer /, '') || (url.searchParams.get('api_key') ?? ''),
    tenantHeader: header(request, 'x-maia-tenant-id'),
    body: await readBody(request),
  };
}

async function answer(context: MaiaServerContext, matched: MatchedRoute | undefined, request: MaiaRequest): Promise<MaiaAnswer> {
  const refused = authenticate(context, request);
  if (refused !== undefined) return refused;
  const { key, refusal, tenant } = await identify(context, request);
  if (refusal !== undefined) return refusal;
  if (matched === undefined) return PAGE_NOT_FOUND;
  const limited = checkScope(context, matched.route, key) ?? checkQuota(context, request.method, tenant);
  if (limited !== undefined) return limited;
  try {
    return await matched.route.handle(context, request, tenant?.id ?? '');
  } catch (error) {
    if (error instanceof WrongType) return BAD_BODY;
    throw error;
  }
}

/**
 * A MAIA server on the given state, as a listener for Node's HTTP server: in a container of the sandbox, or on a port of this machine.
 * It answers like the real one, with its oddities (see the routes). It counts requests in `state.requests`.
 */
export function maiaHandler(
  state: MaiaState,
  options: MaiaHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const context: MaiaServerContext = { state, ...options };
  const isLetThrough = maiaRateLimit(options.clock, options.config.requestsPerSecond);
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://maia');
    const method = request.method ?? 'GET';
    const matched = maiaRoute(method, url.pathname, options.config.hasTenants);
    const route = `${method} ${matched?.route.path ?? '*'}`;
    state.requests.set(route, (state.requests.get(route) ?? 0) + 1);
    if (!isLetThrough(request.socket.remoteAddress ?? '')) {
      return send(response, { status: 429, json: { error: 'rate_limit_exceeded', message: 'too many requests, please slow down' } });
    }
    return send(response, await answer(context, matched, await requestOf(request, url, matched?.params ?? {})));
  };
}
