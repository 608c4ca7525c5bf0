import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { WriteOptions } from '../../objects/object-service.ts';
import type { Answer } from '../answers/answer.ts';
import { negotiate } from '../answers/negotiate.ts';
import { objectAnswer } from '../answers/render.ts';
import { readBody } from '../bodies/read-body.ts';
import { deleteQuery } from '../requests/delete-query.ts';
import { listQuery } from '../requests/list-query.ts';
import { managerOf } from '../requests/write-query.ts';
import type { Call } from './call.ts';
import { keyOfCall } from './key-of-call.ts';
import { shapeList, shapeObject } from './shape.ts';

/** The types whose deletion is answered with the object also when it is gone at once (registry, `ReturnDeletedObject`). */
const RETURN_OBJECT = new Set([
  'pods',
  'services',
  'serviceaccounts',
  'namespaces',
  'persistentvolumes',
  'persistentvolumeclaims',
  'resourcequotas',
  'podtemplates',
  'storageclasses.storage.k8s.io',
]);

function optionsOf(call: Call, dryRun: boolean): WriteOptions {
  return {
    requester: call.requester,
    fieldManager: managerOf(call.request.headers['user-agent']),
    dryRun,
    warn: (text) => call.warn(text),
  };
}

/** `Success` with what was deleted. */
function success(call: Call, { metadata }: KubeObject): object {
  const { group, plural } = call.resource;
  const details = { name: metadata.name, ...(group === '' ? {} : { group }), kind: plural, uid: metadata.uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

/** DELETE of an object. */
export async function serveDelete(call: Call): Promise<Answer> {
  const form = negotiate(call.request.headers.accept, { transforms: true, custom: call.resource.custom });
  const key = keyOfCall(call);
  const { request, dryRun } = deleteQuery(call.info.query, await readBody(call.request), call.request.headers['content-type']);
  const { object, gone } = call.objects.delete(call.resource, key, request, optionsOf(call, dryRun));
  if (gone && !RETURN_OBJECT.has(resourceNameOf(call.resource)))
    return objectAnswer(200, success(call, object), { ...form, pretty: call.pretty });
  return shapeObject(call, object, form);
}

/** DELETE of a collection: the answer lists what was deleted. */
export async function serveDeleteCollection(call: Call): Promise<Answer> {
  const form = negotiate(call.request.headers.accept, { transforms: true, custom: call.resource.custom, collection: true });
  const { namespace } = call.info.resource;
  const { request, dryRun } = deleteQuery(call.info.query, await readBody(call.request), call.request.headers['content-type']);
  const query = listQuery(call.info.query, namespace);
  const items = call.objects.deleteCollection(call.resource, query, request, optionsOf(call, dryRun));
  const { version } = call.objects.list(call.resource, { limit: 1, ...(namespace === undefined ? {} : { namespace }) });
  return shapeList(call, { items, version }, form);
}
