import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { notFound } from '../../failures/common-failures.ts';
import { isFailure } from '../../failures/api-failure.ts';
import type { DeleteRequest, ObjectService, WriteOptions } from '../../objects/object-service.ts';
import { MASTERS_GROUP } from '../../requests/requester.ts';
import type { ResourceRegistry } from '../../resources/resource-registry.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import type { EventRecorder, EventText } from './event-recorder.ts';

/** The writes of one actor, under its name. All throw ApiFailure. */
export interface Writer {
  create(resource: string, namespace: string | undefined, body: object): KubeObject;
  /** Puts a changed object in the place of the one it was made from; `finalize` and `scale` are subresources of some types. */
  update(resource: string, object: KubeObject, subresource?: string): KubeObject;
  /** Writes `status` where it differs from what the object has. */
  updateStatus(resource: string, object: KubeObject, status: object): KubeObject;
  /** Deletes this very object. Whether it is gone already or another stands in its place does not matter. */
  delete(
    resource: string,
    object: { readonly metadata: Pick<KubeObject['metadata'], 'name' | 'namespace' | 'uid'> },
    request?: DeleteRequest,
  ): void;
  event(about: KubeObject, text: EventText, fieldPath?: string): void;
}

/** Who writes. */
export interface Actor {
  /** Field manager, as in `managedFields`. */
  readonly manager: string;
  /** `source.component` of its events. */
  readonly component: string;
  readonly host?: string;
}

/** The writes of an actor, through the API's operations. */
export function createWriter(registry: ResourceRegistry, objects: ObjectService, events: EventRecorder, actor: Actor): Writer {
  const options: WriteOptions = {
    requester: { name: `system:${actor.manager}`, groups: [MASTERS_GROUP, 'system:authenticated'] },
    fieldManager: actor.manager,
    fieldValidation: 'Ignore',
  };
  const served = (name: string): ServedResource => {
    const resource = registry.named(name);
    if (resource === undefined) throw notFound({ group: '', plural: name, kind: name }, '');
    return resource;
  };
  const keyOf = ({ name, namespace }: KubeObject['metadata']): { name: string; namespace?: string } => {
    return { name, ...(namespace === undefined ? {} : { namespace }) };
  };

  return {
    create: (resource, namespace, body) => objects.create(served(resource), namespace, body, options),
    update: (resource, object, subresource) => {
      const how = subresource === undefined ? options : { ...options, subresource };
      return objects.update(served(resource), keyOf(object.metadata), object, how).object;
    },
    updateStatus: (resource, object, status) => {
      if (isDeepStrictEqual(object['status'], status)) return object;
      return objects.update(served(resource), keyOf(object.metadata), { ...object, status }, { ...options, subresource: 'status' }).object;
    },
    delete: (resource, { metadata }, request = {}) => {
      const { name, namespace, uid } = metadata;
      try {
        const key = { name, ...(namespace === undefined ? {} : { namespace }) };
        objects.delete(served(resource), key, { ...request, preconditions: { uid, ...request.preconditions } }, options);
      } catch (error) {
        if (!isFailure(error, 'NotFound', 'Conflict')) throw error;
      }
    },
    event: (about, text, fieldPath) => {
      const { manager, component, host } = actor;
      events.record(about, { manager, component, ...(host === undefined ? {} : { host }) }, text, fieldPath);
    },
  };
}
