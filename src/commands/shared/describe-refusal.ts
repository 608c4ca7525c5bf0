import type { ApiError } from '../../cluster/api-error.ts';
import type { CliError } from '../../output/cli-error.ts';
import { describeApiError, type About } from './describe-api-error.ts';

/** RBAC's own words: `User "jo" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "x"`. */
const REFUSED =
  /cannot (get|list|watch|create|patch|update|delete) resource "([^"]+)" in API group "[^"]*"(?: in the namespace "([^"]+)")?/;

/** Whether RBAC refused, and not a quota or a webhook. */
export function isRefusal(message: string): boolean {
  return REFUSED.test(message);
}

/** {@link describeApiError}, but of a refusal by RBAC it names the verb, subresource and namespace that were really refused. */
export function describeRefusal(error: ApiError, about: About): CliError {
  const [, verb, resource, namespace] = REFUSED.exec(error.message) ?? [];
  if (error.reason !== 'Forbidden' || verb === undefined || resource === undefined) return describeApiError(error, about);
  const { type } = about;
  const isSame = type !== undefined && resource.split('/')[0] === type.plural;
  return describeApiError(error, {
    ...about,
    verb: verb as About['verb'],
    namespace,
    ...(isSame && { type: { ...type, plural: resource } }),
  });
}
