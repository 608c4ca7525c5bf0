import type { FieldError } from '../../failures/field-error.ts';
import type { PatchType } from '../bodies/decode-patch.ts';
import { invalidOptions } from './option-errors.ts';
import { flag } from './parse-request.ts';

/** What the query of a write says. */
export interface WriteQuery {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  readonly force: boolean;
}

const MANAGER_LIMIT = 128;
const VALIDATIONS: readonly string[] = ['', 'Ignore', 'Strict', 'Warn'];

/** Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

function managerErrors(manager: string): readonly FieldError[] {
  const field = 'fieldManager';
  if (Buffer.byteLength(manager) > MANAGER_LIMIT) {
    return [{ type: 'FieldValueTooLong', field, message: `Too long: may not be more than ${String(MANAGER_LIMIT)} bytes` }];
  }
  const at = Array.from(manager).findIndex((character) => UNPRINTABLE.test(character));
  if (at < 0) return [];
  const code = Array.from(manager)[at]?.codePointAt(0) ?? 0;
  const shown = manager.replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return [
    { type: 'FieldValueInvalid', field, message: `Invalid value: "${shown}": invalid character ${name} (at position ${String(at)})` },
  ];
}

/** What `dryRun` may not be. */
export function dryRunErrors(values: readonly string[]): readonly FieldError[] {
  if (values.every((value) => value === 'All')) return [];
  return [
    { type: 'FieldValueNotSupported', field: 'dryRun', message: `Unsupported value: ${JSON.stringify(values)}: supported values: "All"` },
  ];
}

function validationErrors(value: string): readonly FieldError[] {
  if (VALIDATIONS.includes(value)) return [];
  const supported = VALIDATIONS.map((one) => JSON.stringify(one)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`;
  return [{ type: 'FieldValueNotSupported', field: 'fieldValidation', message }];
}

function applyErrors(query: URLSearchParams, patch: PatchType | undefined): readonly FieldError[] {
  if (patch === undefined) return [];
  if (patch === 'apply') {
    const missing = (query.get('fieldManager') ?? '') === '';
    return missing ? [{ type: 'FieldValueRequired', field: 'fieldManager', message: 'Required value: is required for apply patch' }] : [];
  }
  const forced = query.get('force') !== null;
  return forced ? [{ type: 'FieldValueForbidden', field: 'force', message: 'Forbidden: may not be specified for non-apply patch' }] : [];
}

/** The manager that a client gets by its user agent: the part before the first slash, without unprintable characters. */
export function managerOf(userAgent: string | undefined): string {
  const name = ((userAgent ?? '').split('/')[0] ?? '').replaceAll(new RegExp(UNPRINTABLE, 'gu'), '');
  return name === ''
    ? 'unknown'
    : Buffer.from(name)
        .subarray(0, MANAGER_LIMIT)
        .toString()
        .replace(/\uFFFD+$/u, '');
}

const KINDS = { create: 'CreateOptions', update: 'UpdateOptions', patch: 'PatchOptions' } as const;

/** Reads the query of a create, update or patch. Throws ApiFailure (422) with everything that is wrong with it. */
export function writeQuery(verb: keyof typeof KINDS, query: URLSearchParams, userAgent: string | undefined, patch?: PatchType): WriteQuery {
  const manager = query.get('fieldManager') ?? '';
  const validation = query.get('fieldValidation') ?? '';
  const dryRun = query.getAll('dryRun');
  const errors = [...applyErrors(query, patch), ...managerErrors(manager), ...dryRunErrors(dryRun), ...validationErrors(validation)];
  if (errors.length > 0) throw invalidOptions(KINDS[verb], errors);
  return {
    dryRun: dryRun.length > 0,
    fieldManager: manager === '' ? managerOf(userAgent) : manager,
    fieldValidation: validation === 'Strict' || validation === 'Ignore' ? validation : 'Warn',
    force: flag(query, 'force'),
  };
}
