import { stringify } from 'yaml';
import type { FailureStatus } from '../../failures/api-failure.ts';
import type { Answer } from './answer.ts';
import type { Representation } from './negotiate.ts';

const JSON_FORM: Representation = { type: 'application/json', pretty: false };

/** A body as JSON or YAML with the given status. */
export function objectAnswer(status: number, body: object, form: Representation = JSON_FORM, headers: Answer['headers'] = {}): Answer {
  const text =
    form.type === 'application/yaml'
      ? stringify(body, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.1' })
      : `${JSON.stringify(body, undefined, form.pretty ? 2 : undefined)}\n`;
  return { status, type: form.type, body: text, headers };
}

/** A failure; a time to wait goes into `Retry-After` as well. */
export function failureAnswer(status: FailureStatus, form: Representation = JSON_FORM, headers: Answer['headers'] = {}): Answer {
  const wait = status.details?.retryAfterSeconds;
  const retry = wait === undefined || wait === 0 ? {} : { 'Retry-After': String(wait) };
  return objectAnswer(status.code, status, { ...form, pretty: true }, { ...retry, ...headers });
}
