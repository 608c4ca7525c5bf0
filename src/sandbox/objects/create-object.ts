import { timestamp } from '../../kernel/clock.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { apiFailure, type ApiFailure, isFailure } from '../failures/api-failure.ts';
import { alreadyExists, invalid } from '../failures/common-failures.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { admitChanges, admitWrite } from './admit.ts';
import { generatedName } from './generated-name.ts';
import { type Meta, metaOf } from './meta.ts';
import type { WriteOptions } from './object-service.ts';
import { updateOwnership } from './ownership.ts';
import { randomUid } from './random-uid.ts';
import { type ServiceParts, writeContext } from './service-parts.ts';
import { createdMetadataErrors, finalizerWarnings } from './validate-metadata.ts';

const TRIES = 8;

/** A draft for a create, of which more is known. */
export interface NewObject {
  /** Decoded, with defaults. */
  readonly draft: Draft;
  readonly namespace: string | undefined;
  /** Whether it comes from an apply: then its `managedFields` are right already, and its resourceVersion does not count. */
  readonly applied: boolean;
}

function existsFailure(resource: ServedResource, there: KubeObject): ApiFailure {
  const failure = alreadyExists(resource, there.metadata.name);
  if (there.metadata.deletionTimestamp === undefined) return failure;
  return apiFailure(409, 'AlreadyExists', `object is being deleted: ${failure.message}`, failure.status.details);
}

function withMeta(draft: Draft, metadata: Meta): Draft {
  const { apiVersion, kind, ...rest } = draft;
  return { apiVersion, kind, ...rest, metadata };
}

/** Metadata that only the server sets, over what a client or a strategy says. */
function systemFields(resource: ServedResource, parts: ServiceParts, given: Meta, namespace: string | undefined): Partial<Meta> {
  return {
    ...(resource.scope === 'Namespaced' && namespace !== undefined ? { namespace } : { namespace: '' }),
    uid: randomUid(parts.random),
    creationTimestamp: timestamp(parts.clock.now()),
    // Types that do not count generations keep what the client says.
    ...(resource.hasGeneration ? { generation: 1 } : given.generation === undefined ? {} : { generation: given.generation }),
    resourceVersion: '',
    deletionTimestamp: '',
  };
}

function build(
  parts: ServiceParts,
  resource: ServedResource,
  { draft, namespace, applied }: NewObject,
  name: string,
  options: WriteOptions,
): KubeObject {
  const given = metaOf(draft.metadata);
  const system = { ...systemFields(resource, parts, given, namespace), deletionGracePeriodSeconds: undefined };
  const named = withMeta(draft, metaOf(draft.metadata, { ...system, name }));
  const admitted = admitChanges(parts, resource, named, undefined, options);
  const managedFields = applied ? given.managedFields : updateOwnership(parts, resource, undefined, named, options);
  const prepared = resource.strategy.prepareForCreate(admitted, writeContext(parts, ''));
  const generation = resource.hasGeneration ? 1 : metaOf(prepared.metadata).generation;
  const metadata = metaOf(prepared.metadata, { ...system, name, generation, managedFields });
  const object = withMeta(prepared, metadata) as KubeObject;
  const errors = [...createdMetadataErrors(resource, metadata), ...resource.strategy.validateCreate(object)];
  if (errors.length > 0) throw invalid(resource, name, errors);
  admitWrite(parts, resource, object, undefined, options);
  for (const warning of resource.strategy.warnings?.(object, undefined) ?? []) options.warn?.(warning);
  for (const warning of finalizerWarnings(resource, metadata, undefined)) options.warn?.(warning);
  return object;
}

function store(parts: ServiceParts, resource: ServedResource, object: KubeObject, { dryRun = false }: WriteOptions): KubeObject {
  const name = resourceNameOf(resource);
  const there = parts.storage.get(name, object.metadata);
  if (there !== undefined) throw existsFailure(resource, there);
  return dryRun ? object : parts.storage.create(name, object);
}

/**
 * Makes an object from a draft: metadata, admission, preparation, validation, ownership, storage. Where the server chooses the name and it is
 * taken, it chooses again, eight times at most.
 */
export function createObject(parts: ServiceParts, resource: ServedResource, fresh: NewObject, options: WriteOptions): KubeObject {
  const { name, generateName = '', resourceVersion = '' } = metaOf(fresh.draft.metadata);
  const generated = name === '' && generateName !== '';
  for (let attempt = 1; ; attempt += 1) {
    const chosen = generated ? generatedName(generateName, parts.random) : name;
    const object = build(parts, resource, fresh, chosen, options);
    if (!fresh.applied && resourceVersion !== '' && resourceVersion !== '0')
      throw apiFailure(500, '', 'resourceVersion should not be set on objects to be created');
    try {
      return store(parts, resource, object, options);
    } catch (error) {
      if (!generated || attempt >= TRIES || !isFailure(error, 'AlreadyExists')) throw error;
    }
  }
}
