import { ApiError, type ApiErrorReason } from '../../src/cluster/api-error.ts';
import type { KubeObject, ObjectKey, ObjectMeta } from '../../src/kernel/kube-object.ts';
import { apiVersionOf, type ResourceType } from '../../src/kernel/resource-type.ts';

/** A custom kind for tests of the engine. */
export const WIDGET: ResourceType = { group: 'test.dev', version: 'v1', kind: 'Widget', plural: 'widgets', scope: 'Namespaced' };

/** What {@link sampleObject} may be told beside type and key: metadata and any other field. */
export interface SampleFields {
  readonly metadata?: Partial<ObjectMeta> & { readonly managedFields?: unknown };
  readonly [field: string]: unknown;
}

/** An object as a server would hold it; uid `uid-<name>` and version 1 unless told otherwise. */
export function sampleObject(type: ResourceType, key: ObjectKey, { metadata = {}, ...fields }: SampleFields = {}): KubeObject {
  const { name, namespace } = key;
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...metadata,
    },
    ...fields,
  };
}

/** The Widget `ns/w`, generation 1, with what is added. */
export function sampleWidget(fields: SampleFields = {}): KubeObject {
  return sampleObject(WIDGET, { namespace: 'ns', name: 'w' }, { ...fields, metadata: { generation: 1, ...fields.metadata } });
}

const CODES: Partial<Record<ApiErrorReason, number>> = {
  AlreadyExists: 409,
  BadRequest: 400,
  Conflict: 409,
  Expired: 410,
  Forbidden: 403,
  Gone: 410,
  InternalError: 500,
  Invalid: 422,
  NotFound: 404,
  ServiceUnavailable: 503,
  TooManyRequests: 429,
  Unauthorized: 401,
};

/** The error that a server gives for `reason`. */
export function sampleError(reason: ApiErrorReason, more: { readonly retryAfterMs?: number; readonly message?: string } = {}): ApiError {
  return new ApiError({ reason, message: more.message ?? `the server says ${reason}`, code: CODES[reason] ?? 0, ...more });
}
