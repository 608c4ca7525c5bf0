import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { ReviewResource } from '../../requests/review-handler.ts';

/** Names of a review: everything of a ReviewResource but what it answers. */
export function reviewType(group: string, kind: string, scope: ResourceType['scope'] = 'Cluster'): Omit<ReviewResource, 'answer'> {
  const singular = kind.toLowerCase();
  return { group, version: 'v1', kind, plural: `${singular}s`, singular, scope };
}

export const AUTHENTICATION_GROUP = 'authentication.k8s.io';
export const AUTHORIZATION_GROUP = 'authorization.k8s.io';
