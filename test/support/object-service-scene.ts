import { createObjectService } from '../../src/sandbox/objects/create-object-service.ts';
import type { AdmissionPlugin } from '../../src/sandbox/objects/admission.ts';
import type { ObjectService, WriteOptions } from '../../src/sandbox/objects/object-service.ts';
import { createResourceRegistry } from '../../src/sandbox/resources/resource-registry.ts';
import { createObjectStorage } from '../../src/sandbox/storage/create-object-storage.ts';
import type { ObjectStorage } from '../../src/sandbox/storage/object-storage.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { NAMESPACES, NOTES, WIDGETS } from './sandbox-resources.ts';
import { seededRandom } from './seeded-random.ts';

/** An object service over small types of its own. */
export interface ObjectServiceScene {
  readonly objects: ObjectService;
  readonly storage: ObjectStorage;
  readonly clock: FakeClock;
}

/** A write by manager `tester`. */
export const AS_TESTER: WriteOptions = { requester: { name: 'tester', groups: ['system:authenticated'] }, fieldManager: 'tester' };

/** @param history how many changes the storage looks back upon */
export function objectServiceScene(
  options: { readonly history?: number; readonly admission?: readonly AdmissionPlugin[] } = {},
): ObjectServiceScene {
  const storage = createObjectStorage(options.history === undefined ? {} : { history: options.history });
  const clock = fakeClock();
  const registry = createResourceRegistry([NOTES, WIDGETS, NAMESPACES]);
  const objects = createObjectService({ registry, storage, clock, random: seededRandom(1), admission: options.admission ?? [] });
  return { objects, storage, clock };
}

/** A Note. */
export function note(name: string, data: Readonly<Record<string, string>> = { a: '1' }, metadata: object = {}): object {
  return { apiVersion: 'v1', kind: 'Note', metadata: { name, ...metadata }, data };
}

/** A Widget. */
export function widget(name: string, spec: object = {}, metadata: object = {}, more: object = {}): object {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, ...metadata }, spec, ...more };
}
