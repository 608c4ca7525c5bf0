import { isApiError } from '../../cluster/api-error.ts';
import type { ServiceAnswer, ServiceRequest } from '../../cluster/service-caller.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { GatewayError, type GatewayFailure, type GatewayTarget } from '../../reconcile/marie/gateway.ts';
import type { GatewayOutside } from './gateway-outside.ts';
import { gatewayWords } from './gateway-words.ts';

/** One request to a gateway. */
export interface GatewayRequest {
  readonly method: ServiceRequest['method'];
  /** The route, with `:id` for an id: this stands in messages. */
  readonly route: string;
  readonly path: string;
  readonly apiKey?: string;
  readonly body?: JsonObject;
}

/** A gateway's answer that is a JSON object. */
export interface GatewayReply {
  readonly status: number;
  readonly json: JsonObject;
}

/** Asks a gateway. Every failure is a GatewayError; an abort throws the signal's reason. */
export type GatewayCall = (target: GatewayTarget, request: GatewayRequest, signal: AbortSignal) => Promise<GatewayReply>;

const TIMEOUT_MS = 30_000;

/** Node's codes of connections that never came about: nothing was sent. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);

/** What kept a request from an answer. Where it may have been sent, nobody knows whether it was carried out. */
function noAnswer(error: unknown): GatewayFailure {
  if (isApiError(error, 'NotFound', 'ServiceUnavailable', 'Forbidden', 'Configuration', 'Unauthorized')) return 'Unreachable';
  const isRefused = isApiError(error, 'Unreachable') && NOT_CONNECTED.has(error.networkCode ?? '');
  return isRefused ? 'Unreachable' : 'NoAnswer';
}

function parsed({ body }: ServiceAnswer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function wordsOf(json: unknown): string {
  if (!isJsonObject(json)) return 'no explanation';
  const said = [json['message'], json['detail'], json['error']].filter((each) => typeof each === 'string');
  return said.length === 0 ? 'no explanation' : said.join(': ');
}

function failureOf(status: number, json: unknown): GatewayFailure {
  if (status === 401 || status === 403) return 'AuthFailed';
  if (status >= 500) return 'ServerError';
  // The gateway's own 404 names what was looked for; that of a route that it does not have says `detail`.
  if (status === 404 || status === 405 || status < 400) return 'NotAGateway';
  return isJsonObject(json) ? 'Refused' : 'NotAGateway';
}

/**
 * Calls over the ways of `outside`. Lists repeat the API keys of whoever submitted, so nothing goes through the API server's proxy: from
 * outside the cluster it is always a port-forward.
 */
export function createGatewayCall({ services }: Pick<GatewayOutside, 'services'>): GatewayCall {
  return async ({ cluster, endpoint, port }, { apiKey, body, method, path, route }, signal) => {
    signal.throwIfAborted();
    const called = `${method} ${route}`;
    let answer: ServiceAnswer;
    try {
      answer = await services.call(
        { namespace: cluster.namespace, name: `${cluster.name}-server-svc`, port },
        {
          method,
          path,
          headers: {
            accept: 'application/json',
            ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
          timeoutMs: TIMEOUT_MS,
          signal,
          secretPath: true,
          ...(body !== undefined && { body: JSON.stringify(body) }),
          ...(endpoint !== undefined && { endpoint }),
        },
      );
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      // Only the words of ApiErrors are known to hold no secret.
      const told = isApiError(error) ? error.message : 'the request could not be made';
      throw new GatewayError(noAnswer(error), `${called}: no answer: ${told}`, { cause: error });
    }
    const { status } = answer;
    const json = parsed(answer);
    if (status < 200 || status > 299) {
      const words = gatewayWords(wordsOf(json), [apiKey ?? '']);
      throw new GatewayError(failureOf(status, json), `${called}: ${String(status)}: ${words}`);
    }
    if (!isJsonObject(json)) throw new GatewayError('NotAGateway', `${called}: ${String(status)}, but the answer is no JSON object`);
    return { status, json };
  };
}
