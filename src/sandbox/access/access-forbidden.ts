import { resourceNameOf } from '../../kernel/resource-type.ts';
import { type ApiFailure, apiFailure } from '../failures/api-failure.ts';
import type { Requester } from '../requests/requester.ts';
import { type AccessAttributes, isPath } from './access-attributes.ts';

/** 403 of authorization, as the API server words it (apiserver, `responsewriters.ForbiddenStatusError`). `reason` may be empty. */
export function accessForbidden(requester: Requester, attributes: AccessAttributes, reason: string): ApiFailure {
  const why = reason === '' ? '' : `: ${reason}`;
  const user = `User "${requester.name}" cannot ${attributes.verb}`;
  if (isPath(attributes)) return apiFailure(403, 'Forbidden', `forbidden: ${user} path "${attributes.path}"${why}`, {});
  const { group, resource, subresource, name, namespace } = attributes;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const object = `${resourceNameOf({ group, plural: resource })}${name === '' ? '' : ` "${name}"`}`;
  return apiFailure(403, 'Forbidden', `${object} is forbidden: ${user} resource "${what}" in API group "${group}" ${where}${why}`, {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind: resource,
  });
}
