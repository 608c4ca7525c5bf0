import type { ServerResponse } from 'node:http';
import { ApiFailure } from '../failures/api-failure.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { setWarnings } from './send-answer.ts';

/** What is refused before anything looks at the type. */
const UNROUTED: ReadonlySet<number> = new Set([405, 406, 415]);

/**
 * Serves a request about a type with the warning that the type is deprecated, which stands before all others, in refusals and watches too. Requests
 * about Kubernetes' own types that meet no route go without it (measured on 1.36).
 */
export async function warnOfDeprecation<T>(
  { deprecation, custom }: Pick<ServedResource, 'deprecation' | 'custom'>,
  response: ServerResponse,
  warnings: string[],
  serve: () => Promise<T>,
): Promise<T> {
  if (deprecation === undefined) return serve();
  warnings.unshift(deprecation);
  setWarnings(response, warnings);
  try {
    return await serve();
  } catch (error) {
    if (!custom && error instanceof ApiFailure && UNROUTED.has(error.status.code)) {
      warnings.shift();
      response.removeHeader('Warning');
    }
    throw error;
  }
}
