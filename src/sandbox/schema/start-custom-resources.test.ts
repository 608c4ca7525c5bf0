import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { builtinResources } from '../builtin/builtin-resources.ts';
import { createObjectService } from '../objects/create-object-service.ts';
import type { ObjectService, WriteOptions } from '../objects/object-service.ts';
import { createResourceRegistry, type ResourceRegistry } from '../resources/resource-registry.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { createObjectStorage } from '../storage/create-object-storage.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import { conditionsOf } from './crd/crd-parts.ts';
import { startCustomResources } from './start-custom-resources.ts';

const CRDS = 'customresourcedefinitions.apiextensions.k8s.io';
const OPTIONS: WriteOptions = { requester: { name: 'test', groups: [] }, fieldManager: 'test' };

interface World {
  readonly registry: ResourceRegistry;
  readonly storage: ObjectStorage;
  readonly objects: ObjectService;
  define(plural: string, kind: string): void;
  conditions(plural: string): Readonly<Record<string, string>>;
  resource(name: string): ServedResource;
}

function world(): World {
  const clock = fakeClock(0);
  const registry = createResourceRegistry(builtinResources());
  const storage = createObjectStorage({});
  const objects = createObjectService({ registry, storage, clock, random: () => 0.5, admission: [] });
  startCustomResources({ registry, storage, objects, clock });
  const resource = (name: string): ServedResource => {
    const found = registry.named(name);
    if (found === undefined) throw new Error(`${name} is not served`);
    return found;
  };
  return {
    registry,
    storage,
    objects,
    resource,
    define: (plural, kind) => {
      const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
      const spec = { group: 'example.dev', scope: 'Cluster', names: { plural, kind }, versions };
      const crd = {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${plural}.example.dev` },
        spec,
      };
      objects.create(resource(CRDS), undefined, crd, OPTIONS);
    },
    conditions: (plural) => {
      const crd = storage.get(CRDS, { name: `${plural}.example.dev` });
      return Object.fromEntries(conditionsOf(crd ?? {}).map(({ type, status, reason }) => [type, `${status} ${reason}`]));
    },
  };
}

const thing = (name: string, finalizers: readonly string[] = []): object => ({
  apiVersion: 'example.dev/v1',
  kind: 'Thing',
  metadata: { name, finalizers },
});

test('a definition is established and served when its create returns', () => {
  const { define, conditions, registry } = world();
  define('things', 'Thing');
  expect(conditions('things')).toEqual({ NamesAccepted: 'True NoConflicts', Established: 'True InitialNamesAccepted' });
  expect(registry.findKind('example.dev', 'Thing')).toMatchObject({ plural: 'things', custom: true, version: 'v1' });
});

test('a definition takes its objects with it', () => {
  const { define, storage, objects, resource, registry } = world();
  define('things', 'Thing');
  objects.create(resource('things.example.dev'), undefined, thing('a'), OPTIONS);
  objects.delete(resource(CRDS), { name: 'things.example.dev' }, {}, OPTIONS);
  expect(storage.get(CRDS, { name: 'things.example.dev' })).toBeUndefined();
  expect(storage.count('things.example.dev')).toBe(0);
  expect(registry.named('things.example.dev')).toBeUndefined();
});

test('a definition waits for finalizers of its objects', () => {
  const { define, storage, objects, resource, conditions, registry } = world();
  define('things', 'Thing');
  const things = resource('things.example.dev');
  objects.create(things, undefined, thing('held', ['example.dev/hold']), OPTIONS);
  objects.create(things, undefined, thing('free'), OPTIONS);
  objects.delete(resource(CRDS), { name: 'things.example.dev' }, {}, OPTIONS);
  expect(storage.list('things.example.dev').map(({ metadata }) => metadata.name)).toEqual(['held']);
  expect(conditions('things')['Terminating']).toBe('True InstanceDeletionInProgress');
  expect(() => objects.create(resource('things.example.dev'), undefined, thing('late'), OPTIONS)).toThrow('create not allowed');
  objects.patch(things, { name: 'held' }, { type: 'merge', body: { metadata: { finalizers: null } } }, OPTIONS);
  expect(storage.get(CRDS, { name: 'things.example.dev' })).toBeUndefined();
  expect(registry.named('things.example.dev')).toBeUndefined();
});

test('a kind that is taken is given to the next definition when it becomes free', () => {
  const { define, conditions, objects, resource } = world();
  define('things', 'Thing');
  define('widgets', 'Thing');
  expect(conditions('widgets')).toEqual({ NamesAccepted: 'False ListKindConflict', Established: 'False NotAccepted' });
  objects.delete(resource(CRDS), { name: 'things.example.dev' }, {}, OPTIONS);
  expect(conditions('widgets')).toEqual({ NamesAccepted: 'True NoConflicts', Established: 'True InitialNamesAccepted' });
});
