import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { badRequest, invalid } from '../../failures/common-failures.ts';
import type { FieldError } from '../../failures/field-error.ts';
import type { Requester } from '../../requests/requester.ts';
import type { ReviewResource } from '../../requests/review-handler.ts';
import type { AccessCheck } from '../access-check.ts';
import {
  answeredMetadata,
  metadataErrors,
  pathValue,
  reviewedAttributes,
  type ReviewSpec,
  reviewSpec,
  reviewSpecErrors,
} from './review-spec.ts';
import { AUTHORIZATION_GROUP, reviewType } from './review-type.ts';

function status(check: AccessCheck, requester: Requester, spec: ReviewSpec): JsonObject {
  const { allowed, reason } = check(requester, reviewedAttributes(spec));
  return { allowed, ...(reason === '' ? {} : { reason }) };
}

/** Of whom a SubjectAccessReview asks, as its spec has it. */
interface Subject {
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  readonly uid?: string;
}

function subjectOf(spec: unknown): Subject {
  const { user, groups, extra, uid } = isJsonObject(spec) ? spec : {};
  return {
    ...(typeof user === 'string' && user !== '' ? { user } : {}),
    ...(Array.isArray(groups) && groups.length > 0 ? { groups: groups.map(String) } : {}),
    ...(isJsonObject(extra) ? { extra: extra as NonNullable<Subject['extra']> } : {}),
    ...(typeof uid === 'string' && uid !== '' ? { uid } : {}),
  };
}

function subjectErrors({ user, groups }: Subject): readonly FieldError[] {
  if (user !== undefined || groups !== undefined) return [];
  const message = 'Invalid value: "": at least one of user or group must be specified';
  return [{ type: 'FieldValueInvalid', field: 'spec.user', message }];
}

function requesterOf({ user = '', groups = [], extra, uid }: Subject): Requester {
  return { name: user, groups, ...(uid === undefined ? {} : { uid }), ...(extra === undefined ? {} : { extra }) };
}

function answered(kind: string, metadata: JsonObject, spec: JsonObject, found: JsonObject): JsonObject {
  return { kind, apiVersion: `${AUTHORIZATION_GROUP}/v1`, metadata, spec, status: found };
}

/** The server names neither kind nor object here. */
function orThrow(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: AUTHORIZATION_GROUP, kind: '' }, '', errors);
}

/** May I? */
export function selfSubjectAccessReview(check: AccessCheck): ReviewResource {
  return {
    ...reviewType(AUTHORIZATION_GROUP, 'SelfSubjectAccessReview'),
    tellsManagers: true,
    answer: (body, { requester }) => {
      const spec = reviewSpec(body['spec']);
      orThrow([...reviewSpecErrors(spec), ...metadataErrors(body['metadata'])]);
      return answered('SelfSubjectAccessReview', answeredMetadata(body['metadata']), { ...spec }, status(check, requester, spec));
    },
  };
}

/** May they? */
export function subjectAccessReview(check: AccessCheck): ReviewResource {
  return {
    ...reviewType(AUTHORIZATION_GROUP, 'SubjectAccessReview'),
    tellsManagers: true,
    answer: (body) => {
      const spec = reviewSpec(body['spec']);
      const subject = subjectOf(body['spec']);
      orThrow([...reviewSpecErrors(spec), ...subjectErrors(subject), ...metadataErrors(body['metadata'])]);
      return answered(
        'SubjectAccessReview',
        answeredMetadata(body['metadata']),
        { ...spec, ...subject },
        status(check, requesterOf(subject), spec),
      );
    },
  };
}

function localErrors({ resourceAttributes, nonResourceAttributes }: ReviewSpec, namespace: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const asked = resourceAttributes?.['namespace'] ?? '';
  if (resourceAttributes !== undefined && asked !== namespace) {
    const message = `Invalid value: ${JSON.stringify(asked)}: must match metadata.namespace`;
    errors.push({ type: 'FieldValueInvalid', field: 'spec.resourceAttributes.namespace', message });
  }
  if (nonResourceAttributes !== undefined) {
    const message = `Invalid value: ${JSON.stringify(pathValue(nonResourceAttributes))}: disallowed on this kind of request`;
    errors.push({ type: 'FieldValueInvalid', field: 'spec.nonResourceAttributes', message });
  }
  return errors;
}

/** May they, in this namespace? */
export function localSubjectAccessReview(check: AccessCheck): ReviewResource {
  return {
    ...reviewType(AUTHORIZATION_GROUP, 'LocalSubjectAccessReview', 'Namespaced'),
    tellsManagers: true,
    answer: (body, { namespace = '' }) => {
      const { metadata } = body;
      const own = isJsonObject(metadata) ? (metadata['namespace'] ?? '') : '';
      if (own !== '' && own !== namespace) {
        throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
      }
      const spec = reviewSpec(body['spec']);
      const subject = subjectOf(body['spec']);
      orThrow([
        ...reviewSpecErrors(spec),
        ...subjectErrors(subject),
        ...metadataErrors(metadata, ['namespace']),
        ...localErrors(spec, namespace),
      ]);
      return answered(
        'LocalSubjectAccessReview',
        { namespace, ...answeredMetadata(metadata) },
        { ...spec, ...subject },
        status(check, requesterOf(subject), spec),
      );
    },
  };
}
