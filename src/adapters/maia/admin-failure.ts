import type { ServiceAnswer } from '../../cluster/service-caller.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { AdminApiError, type AdminFailure } from '../../reconcile/maia/admin-api.ts';

/** What a server's own error body says; undefined where the body is none. The real one writes `error` as text; an object is understood too. */
export function errorText(answer: ServiceAnswer): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(answer.body.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isJsonObject(body)) return undefined;
  const { error, message } = body;
  const nested = isJsonObject(error) ? error['message'] : undefined;
  const first = typeof error === 'string' ? error : nested;
  if (typeof first !== 'string') return undefined;
  return typeof message === 'string' && message !== first ? `${first}: ${message}` : first;
}

const BY_STATUS: Readonly<Record<number, AdminFailure>> = {
  400: 'InvalidInput',
  401: 'AuthenticationFailed',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'AlreadyExists',
  413: 'InvalidInput',
  422: 'InvalidInput',
  429: 'RateLimited',
};

/** Longest piece of a server's words that a message repeats. */
const MOST_WORDS = 300;

/** A server's words as they may be shown: one line, without anything that looks like a key of it or is one of `secrets`. */
function shown(text: string, secrets: readonly string[]): string {
  const bare = secrets.filter((secret) => secret !== '').reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  return bare
    .replaceAll(/maia_[0-9a-z]+/gi, 'maia_…')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .slice(0, MOST_WORDS);
}

/**
 * The error of an answer that is no success. A 404 without the server's own error body comes from no handler: below `/admin` that means a
 * server without a tenant manager. A 401 that speaks of the tenant is not about the key.
 *
 * @param route method and route, as `DELETE /admin/apikeys/:key`: never the path itself.
 * @param secrets texts that must not be repeated.
 */
export function answerError(answer: ServiceAnswer, route: string, secrets: readonly string[]): AdminApiError {
  const { status } = answer;
  const text = errorText(answer);
  if (status === 404 && text === undefined) {
    const said = `${route}: 404 without an error of the server's own`;
    return route.includes(' /admin/')
      ? new AdminApiError(
          'AdminAPIUnavailable',
          `${said}: the server at hand has no Admin API (a released MAIA server has no tenant manager)`,
        )
      : new AdminApiError('ServerError', `${said}: there is no such route`);
  }
  const told = text === undefined ? 'no explanation' : shown(text, secrets);
  const isAboutTenant = status === 401 && text !== undefined && /tenant/i.test(text);
  const reason = isAboutTenant ? 'Forbidden' : (BY_STATUS[status] ?? 'ServerError');
  return new AdminApiError(reason, `${route}: ${String(status)}: ${told}`);
}
