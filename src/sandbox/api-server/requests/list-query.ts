import type { ListQuery, WatchQuery } from '../../objects/object-service.ts';
import { invalidOptions, wholeNumber } from './option-errors.ts';
import { flag } from './parse-request.ts';

function textsIn(query: URLSearchParams, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
}

const SHARED = ['labelSelector', 'fieldSelector', 'resourceVersion', 'resourceVersionMatch'];

/** Reads the query of a list. Throws ApiFailure (400, 422). */
export function listQuery(query: URLSearchParams, namespace: string | undefined): ListQuery {
  if (query.has('sendInitialEvents')) {
    const message = 'Forbidden: sendInitialEvents is forbidden for list';
    throw invalidOptions('ListOptions', [{ type: 'FieldValueForbidden', field: 'sendInitialEvents', message }]);
  }
  const limit = wholeNumber(query, 'limit');
  wholeNumber(query, 'timeoutSeconds');
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(limit === undefined || limit <= 0 ? {} : { limit }),
    ...textsIn(query, [...SHARED, 'continue']),
  };
}

/** Reads the query of a watch. Throws ApiFailure (400, 422). */
export function watchQuery(query: URLSearchParams, namespace: string | undefined): WatchQuery {
  if ((query.get('continue') ?? '') !== '') {
    const message = 'Forbidden: resourceVersionMatch is forbidden when continue is provided';
    throw invalidOptions('ListOptions', [{ type: 'FieldValueForbidden', field: 'resourceVersionMatch', message }]);
  }
  wholeNumber(query, 'limit');
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...textsIn(query, SHARED),
    ...(query.has('sendInitialEvents') ? { sendInitialEvents: flag(query, 'sendInitialEvents') } : {}),
    ...(flag(query, 'allowWatchBookmarks') ? { allowBookmarks: true } : {}),
  };
}
