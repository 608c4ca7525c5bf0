import type { z } from 'zod';
import { isApiError } from '../../cluster/api-error.ts';
import type { ServiceAnswer, ServiceRequest } from '../../cluster/service-caller.ts';
import { AdminApiError, type AdminServer } from '../../reconcile/maia/admin-api.ts';
import { createCredentialReader } from './admin-credentials.ts';
import { answerError } from './admin-failure.ts';
import type { Outside } from '../../cluster/outside.ts';

/** One request to a server. */
export interface AdminRequest<T> {
  readonly method: ServiceRequest['method'];
  /** The route, with `:names`: this and never the path stands in messages. */
  readonly route: string;
  /** Values of the `:names`. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** The tenant in whose name it is asked. */
  readonly tenant?: string;
  readonly body?: unknown;
  /** Milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** A param is a secret: it must not pass where URLs are written down. */
  readonly secretPath?: true;
  /** Reads the answer's JSON. Absent: the body does not matter. */
  readonly reader?: z.ZodType<T>;
}

/** Asks a server. Every failure is an AdminApiError; an abort throws the signal's reason. */
export type AdminCall = <T>(server: AdminServer, request: AdminRequest<T>, signal: AbortSignal) => Promise<T>;

/** The port of an instance's Service. */
const PORT = 8080;

const TIMEOUT_MS = 10_000;

function pathOf({ params = {}, query = '', route }: AdminRequest<unknown>): string {
  const path = route.replaceAll(/:([a-z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  return query === '' ? path : `${path}?${query}`;
}

function parse<T>(answer: ServiceAnswer, route: string, reader: z.ZodType<T>): T {
  let body: unknown;
  try {
    body = JSON.parse(answer.body.toString('utf8'));
  } catch {
    throw new AdminApiError('ServerError', `${route}: ${String(answer.status)}, but the answer is no JSON`);
  }
  const parsed = reader.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // The field and what was expected; never a value, which may be a key.
  const where = issue === undefined || issue.path.length === 0 ? 'the answer' : issue.path.join('.');
  throw new AdminApiError('ServerError', `${route}: ${String(answer.status)}, but ${where} cannot be read: ${issue?.message ?? 'unknown'}`);
}

/** Calls over the ways of `outside`, with the key and the authority of the server's Secrets. */
export function createAdminCall(outside: Outside): AdminCall {
  const credentials = createCredentialReader(outside);

  return async (server, request, signal) => {
    signal.throwIfAborted();
    const route = `${request.method} ${request.route}`;
    const failed = (error: unknown): unknown => {
      if (signal.aborted) return signal.reason;
      if (error instanceof AdminApiError) return error;
      credentials.forget(server);
      // Only the words of ApiErrors are known to hold no secret.
      const told = isApiError(error) ? error.message : 'the request could not be made';
      return new AdminApiError('ConnectionFailed', `${route}: no answer: ${told}`, { cause: error });
    };
    let answer: ServiceAnswer;
    let apiKey: string | undefined;
    try {
      const { tls, ...found } = await credentials.of(server, signal);
      ({ apiKey } = found);
      const headers: Record<string, string> = {
        accept: 'application/json',
        ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
        ...(request.tenant === undefined ? {} : { 'x-maia-tenant-id': request.tenant }),
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      };
      answer = await outside.services.call(
        { ...server.instance, port: PORT },
        {
          method: request.method,
          path: pathOf(request),
          headers,
          timeoutMs: request.timeoutMs ?? TIMEOUT_MS,
          signal,
          ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
          ...(tls === undefined ? {} : { tls }),
          ...(request.secretPath === undefined ? {} : { secretPath: request.secretPath }),
          ...(server.endpoint === undefined ? {} : { endpoint: server.endpoint }),
        },
      );
    } catch (error) {
      throw failed(error);
    }
    if (answer.status < 200 || answer.status > 299) {
      const secrets = [apiKey ?? '', ...(request.secretPath === undefined ? [] : Object.values(request.params ?? {}))];
      throw answerError(answer, route, secrets);
    }
    // Without a reader nobody looks at the result.
    return request.reader === undefined ? (undefined as never) : parse(answer, route, request.reader);
  };
}
