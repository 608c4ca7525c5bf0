import { invalid, badRequest } from '../failures/common-failures.ts';
import type { FieldError } from '../failures/field-error.ts';
import { queryFlag, queryInteger } from './query-values.ts';

/** `PodLogOptions`. */
export interface LogOptions {
  readonly container: string | null;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  /** Milliseconds since the epoch; lines of that moment are shown. */
  readonly since: number | undefined;
}

const TYPE = { group: '', plural: 'pods', kind: 'PodLogOptions' };
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function wrong(field: string, value: number, why: string): FieldError {
  return { type: 'FieldValueInvalid', field, message: `Invalid value: ${String(value)}: ${why}` };
}

function time(query: URLSearchParams): number | undefined {
  const text = query.get('sinceTime');
  if (text === null || text === '') return undefined;
  const value = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(value)) return value;
  const shown = JSON.stringify(text);
  throw badRequest(`parsing time ${shown} as "2006-01-02T15:04:05Z07:00": cannot parse ${shown} as "2006"`);
}

/** Reads and checks the query (core validation, `ValidatePodLogOptions`). Throws 400 and 422 as the server does. */
export function readLogOptions(query: URLSearchParams, pod: string, now: number): LogOptions {
  const tailLines = queryInteger(query, 'tailLines');
  const limitBytes = queryInteger(query, 'limitBytes');
  const sinceSeconds = queryInteger(query, 'sinceSeconds');
  const sinceTime = time(query);
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) errors.push(wrong('tailLines', tailLines, 'must be greater than or equal to 0'));
  if (limitBytes !== undefined && limitBytes < 1) errors.push(wrong('limitBytes', limitBytes, 'must be greater than 0'));
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    const message = 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified';
    errors.push({ type: 'FieldValueForbidden', field: '[]', message });
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(wrong('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  }
  if (query.has('stream')) errors.push({ type: 'FieldValueForbidden', field: 'stream', message: 'Forbidden: may not be specified' });
  if (errors.length > 0) throw invalid(TYPE, pod, errors);
  return {
    container: query.get('container'),
    follow: queryFlag(query, 'follow'),
    previous: queryFlag(query, 'previous'),
    timestamps: queryFlag(query, 'timestamps'),
    tailLines,
    limitBytes,
    since: sinceSeconds === undefined ? sinceTime : now - sinceSeconds * 1000,
  };
}
