import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { type ApiFailure, apiFailure } from '../../failures/api-failure.ts';
import type { ServedResource } from '../../resources/served-resource.ts';

/** 405 of a custom resource. */
export function verbNotSupported(resource: ServedResource, verb: string): ApiFailure {
  const message = `${verb} is not supported on resources of kind "${resourceNameOf(resource)}"`;
  return apiFailure(405, 'MethodNotAllowed', message, { group: resource.group, kind: resource.plural });
}

/** 406 of a representation that is known and not to be had here. */
export function onlyAccepted(types: readonly string[]): ApiFailure {
  return apiFailure(406, 'NotAcceptable', `only the following media types are accepted: ${types.join(', ')}`);
}

/** 406 of media types that nothing fits. */
export function notAcceptable(types: readonly string[]): ApiFailure {
  return apiFailure(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${types.join(', ')}`, {});
}

/** 415 of a patch of one of Kubernetes' own types. */
export function unsupportedMediaType(): ApiFailure {
  return apiFailure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
}
