import { badRequest } from '../../failures/common-failures.ts';
import type { Answer } from '../answers/answer.ts';
import { negotiate, type Offer } from '../answers/negotiate.ts';
import { listQuery } from '../requests/list-query.ts';
import type { Call } from './call.ts';
import { keyOfCall } from './key-of-call.ts';
import { shapeList, shapeObject } from './shape.ts';

function formOf(call: Call, offer: Offer): ReturnType<typeof negotiate> {
  const form = negotiate(call.request.headers.accept, { ...offer, transforms: true, custom: call.resource.custom });
  return { ...form, pretty: form.pretty || call.pretty };
}

/** GET of an object or of one of its parts. */
export function serveGet(call: Call): Answer {
  const form = formOf(call, {});
  const { query, resource } = call.info;
  if (query.has('export') && query.get('export') !== 'false')
    throw badRequest('the export parameter, deprecated since v1.14, is no longer supported');
  const version = query.get('resourceVersion') ?? '';
  return shapeObject(call, call.objects.get(call.resource, keyOfCall(call), resource.subresource, version), form);
}

/** GET of a collection. */
export function serveList(call: Call): Answer {
  const form = formOf(call, { collection: true });
  return shapeList(call, call.objects.list(call.resource, listQuery(call.info.query, call.info.resource.namespace)), form);
}
