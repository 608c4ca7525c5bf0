import { badRequest } from '../../failures/common-failures.ts';
import type { FieldError } from '../../failures/field-error.ts';
import type { DeleteRequest } from '../../objects/object-service.ts';
import { decodeBody } from '../bodies/decode-body.ts';
import { goJsonType } from '../../values/go-values.ts';
import { invalidOptions, wholeNumber } from './option-errors.ts';
import { flag } from './parse-request.ts';
import { dryRunErrors } from './write-query.ts';

/** How to delete. */
export interface DeleteQuery {
  readonly request: DeleteRequest;
  readonly dryRun: boolean;
}

/** `DeleteOptions` before they are checked. */
interface RawOptions {
  readonly propagation?: string | undefined;
  readonly grace?: number | undefined;
  readonly orphan?: boolean | undefined;
  readonly dryRun: readonly string[];
  readonly preconditions?: DeleteRequest['preconditions'];
}

const POLICIES = ['Foreground', 'Background', 'Orphan'] as const;

function wrongType(value: unknown, field: string, type: string): Error {
  return badRequest(`json: cannot unmarshal ${goJsonType(value)} into Go struct field DeleteOptions.${field} of type ${type}`);
}

function textIn(options: Readonly<Record<string, unknown>>, field: string, path = field): string | undefined {
  const value = options[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrongType(value, path, field === 'propagationPolicy' ? 'v1.DeletionPropagation' : 'string');
  return value;
}

function preconditionsIn(value: unknown): DeleteRequest['preconditions'] {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const uid = textIn(fields, 'uid', 'preconditions.uid');
  const resourceVersion = textIn(fields, 'resourceVersion', 'preconditions.resourceVersion');
  return { ...(uid === undefined ? {} : { uid }), ...(resourceVersion === undefined ? {} : { resourceVersion }) };
}

function fromBody(bytes: Buffer, contentType: string | undefined): RawOptions {
  const options = decodeBody(bytes, contentType, '').value ?? {};
  const kind = options['kind'] ?? 'DeleteOptions';
  if (kind !== 'DeleteOptions') {
    const version = options['apiVersion'] ?? 'v1';
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(version)} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  const grace = options['gracePeriodSeconds'] ?? undefined;
  if (grace !== undefined && typeof grace !== 'number') throw wrongType(grace, 'gracePeriodSeconds', 'int64');
  const dryRun = options['dryRun'] ?? [];
  if (!Array.isArray(dryRun)) throw wrongType(dryRun, 'dryRun', '[]string');
  const orphan = options['orphanDependents'];
  return {
    propagation: textIn(options, 'propagationPolicy'),
    grace,
    orphan: typeof orphan === 'boolean' ? orphan : undefined,
    dryRun: dryRun.map(String),
    preconditions: preconditionsIn(options['preconditions']),
  };
}

function fromQuery(query: URLSearchParams): RawOptions {
  return {
    propagation: query.get('propagationPolicy') ?? undefined,
    grace: wholeNumber(query, 'gracePeriodSeconds'),
    orphan: query.has('orphanDependents') ? flag(query, 'orphanDependents') : undefined,
    dryRun: query.getAll('dryRun'),
  };
}

function errorsIn({ propagation, orphan, dryRun }: RawOptions): readonly FieldError[] {
  const field = 'propagationPolicy';
  if (propagation !== undefined && orphan !== undefined) {
    const message = `Invalid value: ${JSON.stringify(propagation)}: orphanDependents and deletionPropagation cannot be both set`;
    return [{ type: 'FieldValueInvalid', field, message }, ...dryRunErrors(dryRun)];
  }
  const known = propagation === undefined || POLICIES.some((policy) => policy === propagation);
  const message = `Unsupported value: ${JSON.stringify(propagation)}: supported values: "Foreground", "Background", "Orphan", "nil"`;
  return [...(known ? [] : [{ type: 'FieldValueNotSupported', field, message } as const]), ...dryRunErrors(dryRun)];
}

/** Reads how to delete: from the body where there is one, else from the query. Throws ApiFailure (400, 415, 422). */
export function deleteQuery(query: URLSearchParams, bytes: Buffer, contentType: string | undefined): DeleteQuery {
  const raw = bytes.length > 0 ? fromBody(bytes, contentType) : fromQuery(query);
  const errors = errorsIn(raw);
  if (errors.length > 0) throw invalidOptions('DeleteOptions', errors);
  const orphaned = raw.orphan === undefined ? undefined : raw.orphan ? 'Orphan' : 'Background';
  const propagation = POLICIES.find((policy) => policy === raw.propagation) ?? orphaned;
  return {
    dryRun: raw.dryRun.length > 0,
    request: {
      ...(propagation === undefined ? {} : { propagation }),
      // A negative grace period counts as one second.
      ...(raw.grace === undefined ? {} : { gracePeriodSeconds: raw.grace < 0 ? 1 : raw.grace }),
      ...(raw.preconditions === undefined ? {} : { preconditions: raw.preconditions }),
    },
  };
}
