import type { ServiceAnswer, ServiceCaller, ServiceRequest } from '../../cluster/service-caller.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { GatewayTarget } from '../../reconcile/marie/gateway.ts';
import { badStatus, noObject, parsedJson, unanswered } from './gateway-failure.ts';

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

/**
 * Calls over the ways of `outside`. Lists repeat the API keys of whoever submitted, so nothing goes through the API server's proxy: from
 * outside the cluster it is always a port-forward.
 */
export function createGatewayCall({ services }: { readonly services: Pick<ServiceCaller, 'call'> }): GatewayCall {
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
      throw unanswered(error, called);
    }
    const { status } = answer;
    const json = parsedJson(answer.body.toString('utf8'));
    if (status < 200 || status > 299) throw badStatus(status, json, called, [apiKey ?? '']);
    if (!isJsonObject(json)) throw noObject(status, called);
    return { status, json };
  };
}
