import { isApiError } from '../../cluster/api-error.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { GatewayError, type GatewayFailure } from '../../reconcile/marie/gateway.ts';
import { gatewayWords } from './gateway-words.ts';

/** Node's codes of connections that never came about: nothing was sent. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);

/** What kept a request from an answer. Where it may have been sent, nobody knows whether it was carried out. */
function noAnswer(error: unknown): GatewayFailure {
  if (isApiError(error, 'NotFound', 'ServiceUnavailable', 'Forbidden', 'Configuration', 'Unauthorized')) return 'Unreachable';
  const isRefused = isApiError(error, 'Unreachable') && NOT_CONNECTED.has(error.networkCode ?? '');
  return isRefused ? 'Unreachable' : 'NoAnswer';
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

/** JSON, or undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error of a request that got no answer. */
export function unanswered(error: unknown, called: string): GatewayError {
  // Only the words of ApiErrors are known to hold no secret.
  const told = isApiError(error) ? error.message : 'the request could not be made';
  return new GatewayError(noAnswer(error), `${called}: no answer: ${told}`, { cause: error });
}

/** The error of an answer whose status is none of 2xx. */
export function badStatus(status: number, json: unknown, called: string, secrets: readonly string[] = []): GatewayError {
  return new GatewayError(failureOf(status, json), `${called}: ${String(status)}: ${gatewayWords(wordsOf(json), secrets)}`);
}

/** The error of an answer that is no JSON object. */
export function noObject(status: number, called: string): GatewayError {
  return new GatewayError('NotAGateway', `${called}: ${String(status)}, but the answer is no JSON object`);
}
