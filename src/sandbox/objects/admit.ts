import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import type { AdmissionRequest } from './admission.ts';
import type { WriteOptions } from './object-service.ts';
import type { ServiceParts } from './service-parts.ts';

function requestOf(
  resource: ServedResource,
  operation: AdmissionRequest['operation'],
  object: Draft,
  previous: KubeObject | undefined,
  options: WriteOptions,
): AdmissionRequest {
  const { name, namespace } = (previous ?? object).metadata;
  const { requester, subresource = '', dryRun = false } = options;
  return { operation, resource, subresource, namespace, name, object, previous, requester, dryRun };
}

/** The draft as the plug-ins want it, its defaults filled again where one changed it. Throws what a plug-in throws. */
export function admitChanges(
  { admission }: ServiceParts,
  resource: ServedResource,
  draft: Draft,
  previous: KubeObject | undefined,
  options: WriteOptions,
): Draft {
  const request = requestOf(resource, previous === undefined ? 'CREATE' : 'UPDATE', draft, previous, options);
  let object = draft;
  for (const plugin of admission) object = plugin.mutate?.({ ...request, object }) ?? object;
  return object === draft ? draft : resource.strategy.withDefaults(object);
}

/** Lets the plug-ins refuse a write. */
export function admitWrite(
  { admission }: ServiceParts,
  resource: ServedResource,
  object: Draft,
  previous: KubeObject | undefined,
  options: WriteOptions,
): void {
  const request = requestOf(resource, previous === undefined ? 'CREATE' : 'UPDATE', object, previous, options);
  for (const plugin of admission) plugin.validate?.(request);
}

/** Lets the plug-ins refuse a delete. */
export function admitDelete({ admission }: ServiceParts, resource: ServedResource, object: KubeObject, options: WriteOptions): void {
  const request = requestOf(resource, 'DELETE', object, object, options);
  for (const plugin of admission) plugin.validate?.(request);
}
