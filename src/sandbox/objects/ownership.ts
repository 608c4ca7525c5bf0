import { apiVersionOf } from '../../kernel/resource-type.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { ignoredFields } from '../field-ownership/ignored-fields.ts';
import type { ManagedFieldsEntry } from '../field-ownership/managed-fields.ts';
import { ownAfterUpdate } from '../field-ownership/own-after-update.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import type { WriteOptions } from './object-service.ts';
import type { ServiceParts } from './service-parts.ts';

const blanks = new WeakMap<ServedResource, JsonObject>();

/** What the type's decoder makes of an object without fields: nobody owns what is there before anybody wrote. */
export function blankObject(resource: ServedResource): JsonObject {
  let blank = blanks.get(resource);
  if (blank === undefined) {
    const empty: Draft = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: { name: '' } };
    blank = resource.custom ? {} : resource.strategy.decode(empty).object;
    blanks.set(resource, blank);
  }
  return blank;
}

/**
 * `managedFields` after a write that is no apply. `draft` is what the client wants: before admission and preparation, as what those set is
 * nobody's.
 * @param sentEmptyList whether the body had `managedFields: []`, which decoding does not keep
 */
export function updateOwnership(
  { clock }: ServiceParts,
  resource: ServedResource,
  previous: KubeObject | undefined,
  draft: Draft,
  { fieldManager, subresource = '' }: WriteOptions,
  sentEmptyList = false,
): readonly ManagedFieldsEntry[] {
  return ownAfterUpdate({
    previous,
    next: draft,
    manager: fieldManager,
    subresource,
    now: clock.now(),
    schema: resource.schema,
    ignore: ignoredFields(resource, subresource),
    blank: blankObject(resource),
    sentEmptyList,
  });
}
