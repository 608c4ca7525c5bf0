import { badRequest } from '../../failures/common-failures.ts';
import type { IncludeObject } from '../../tables/table-of.ts';

/** What the rows of a Table are to say about their objects. Throws ApiFailure (400). */
export function includeObject(query: URLSearchParams): IncludeObject {
  const value = query.get('includeObject') ?? '';
  if (value === '') return 'Metadata';
  if (value === 'Metadata' || value === 'Object' || value === 'None') return value;
  const why = `includeObject: Invalid value: ${JSON.stringify(value)}: must be 'Metadata', 'Object', 'None', or empty`;
  throw badRequest(`Unable to convert to Table as requested: ${why}`);
}
