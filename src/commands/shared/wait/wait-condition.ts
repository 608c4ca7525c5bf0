import { usageError } from '../../../output/cli-error.ts';
import { parseJsonPath } from '../../../output/json-path/parse-json-path.ts';

/** What is waited for: `--for`. */
export type WaitCondition =
  | { readonly is: 'ready' }
  | { readonly is: 'deleted' }
  | { readonly is: 'suspended' }
  | { readonly is: 'succeeded' }
  /** A condition of `status.conditions`; type and status are compared without regard to case, as kubectl does. */
  | { readonly is: 'condition'; readonly type: string; readonly status: string }
  /** `value` absent: anything that is there will do. */
  | { readonly is: 'jsonpath'; readonly path: string; readonly value?: string };

const FORMS = 'use ready, suspended, succeeded, deleted, condition=TYPE[=STATUS] or jsonpath={.status.phase}[=VALUE]';

function wrong(text: string, why: string): Error {
  return usageError(`--for "${text}" ${why}`, FORMS);
}

/** Where the path ends: at the first `=` that stands in no quotes and no brackets, else at the end of the text. */
function endOfPath(text: string): number {
  let quote: string | undefined;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (quote !== undefined) quote = char === quote ? undefined : quote;
    else if (char === '"' || char === "'") quote = char;
    else if ('{[('.includes(char)) depth += 1;
    else if ('}])'.includes(char)) depth -= 1;
    else if (char === '=' && depth === 0) return at;
  }
  return text.length;
}

/** `"Running"` and `'Running'` mean Running, as in kubectl. */
function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

function jsonPathCondition(text: string, whole: string): WaitCondition {
  const end = endOfPath(text);
  const path = text.slice(0, end);
  if (path === '' || path === '{}') throw wrong(whole, 'has no path');
  // Throws where it cannot be read: better now than after the first look.
  parseJsonPath(path);
  if (end === text.length) return { is: 'jsonpath', path };
  const value = unquoted(text.slice(end + 1));
  if (value === '') throw wrong(whole, 'has an empty value');
  return { is: 'jsonpath', path, value };
}

/** Reads what `--for` says, as kubectl words it. Throws a usage error. */
export function parseWaitCondition(text: string): WaitCondition {
  if (text === 'ready' || text === 'suspended' || text === 'succeeded' || text === 'deleted') return { is: text };
  if (text === 'delete') return { is: 'deleted' };
  if (text.startsWith('jsonpath=')) return jsonPathCondition(text.slice('jsonpath='.length), text);
  if (text.startsWith('condition=')) {
    const [type = '', status = 'True', ...more] = text.slice('condition='.length).split('=');
    if (type === '' || status === '' || more.length > 0) throw wrong(text, 'is not condition=TYPE or condition=TYPE=STATUS');
    return { is: 'condition', type, status };
  }
  throw wrong(text, 'is not known');
}

/** The condition as a command line has it: what follows `--for=`. */
export function conditionText(condition: WaitCondition): string {
  if (condition.is === 'condition') return `condition=${condition.type}=${condition.status}`;
  if (condition.is === 'jsonpath') return `jsonpath=${condition.path}${condition.value === undefined ? '' : `=${condition.value}`}`;
  return condition.is;
}
