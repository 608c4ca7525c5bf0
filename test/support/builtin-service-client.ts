import { apiVersionOf } from '../../src/kernel/resource-type.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { builtinAdmission } from '../../src/sandbox/builtin/builtin-admission.ts';
import { builtinResources } from '../../src/sandbox/builtin/builtin-resources.ts';
import { initialObjects } from '../../src/sandbox/builtin/initial-objects.ts';
import { ApiFailure } from '../../src/sandbox/failures/api-failure.ts';
import { createObjectService } from '../../src/sandbox/objects/create-object-service.ts';
import type { ObjectService, PatchRequest, WriteOptions } from '../../src/sandbox/objects/object-service.ts';
import { createResourceRegistry, type ResourceRegistry } from '../../src/sandbox/resources/resource-registry.ts';
import { createObjectStorage } from '../../src/sandbox/storage/create-object-storage.ts';
import type { ObjectStorage } from '../../src/sandbox/storage/object-storage.ts';
import { tableOf } from '../../src/sandbox/tables/table-of.ts';
import type { RawAnswer, RawClient, RawRequest } from './raw-client.ts';
import { seededRandom } from './seeded-random.ts';

const REQUESTER = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
const PATCHES: Readonly<Record<string, 'merge' | 'strategic'>> = {
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
};

/** Kubernetes' own types on an object service, without HTTP. */
export interface BuiltinService {
  readonly registry: ResourceRegistry;
  readonly storage: ObjectStorage;
  readonly objects: ObjectService;
  readonly client: RawClient;
}

interface Target {
  readonly collection: string;
  readonly namespace: string | undefined;
  readonly plural: string;
  readonly apiVersion: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

function targetOf(path: string): Target {
  const match = /^\/api(?:s\/([^/]+))?\/(v\d+)(?:\/namespaces\/([^/]+)(?=\/[^/]+))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path);
  const [, group = '', version = '', namespace, plural = '', name, subresource] = match ?? [];
  return { collection: path, namespace, plural, apiVersion: apiVersionOf({ group, version }), name, subresource };
}

function answer(status: number, json: unknown, warnings: readonly string[]): RawAnswer {
  const warning = warnings.map((text) => `299 - ${JSON.stringify(text)}`).join(', ');
  return { status, headers: warnings.length === 0 ? {} : { warning }, text: JSON.stringify(json), json };
}

function makeClient(parts: Pick<BuiltinService, 'registry' | 'objects'>, clock: Clock): RawClient {
  const send = (method: string, url: string, request: RawRequest): RawAnswer => {
    const { pathname, searchParams } = new URL(url, 'http://sandbox');
    const target = targetOf(pathname);
    const warnings: string[] = [];
    const resource = parts.registry.all().find((one) => one.plural === target.plural && apiVersionOf(one) === target.apiVersion);
    if (resource === undefined) throw new Error(`nothing serves ${pathname}`);
    const options: WriteOptions = {
      requester: REQUESTER,
      fieldManager: 'test',
      dryRun: searchParams.get('dryRun') === 'All',
      fieldValidation: (searchParams.get('fieldValidation') ?? 'Warn') as 'Warn' | 'Strict',
      ...(target.subresource === undefined ? {} : { subresource: target.subresource }),
      warn: (text) => warnings.push(text),
    };
    const body: unknown = typeof request.body === 'string' ? JSON.parse(request.body) : request.body;
    const key = { name: target.name ?? '', ...(target.namespace === undefined ? {} : { namespace: target.namespace }) };
    const run = (): [number, Record<string, unknown>] => {
      if (method === 'POST') return [201, { ...parts.objects.create(resource, target.namespace, body, options) }];
      if (method === 'GET') return [200, { ...parts.objects.get(resource, key, target.subresource) }];
      if (method === 'PUT') return [200, { ...parts.objects.update(resource, key, body, options).object }];
      if (method === 'DELETE') return [200, { ...parts.objects.delete(resource, key, {}, options).object }];
      const patch: PatchRequest = { type: PATCHES[request.type ?? ''] ?? 'merge', body };
      return [200, { ...parts.objects.patch(resource, key, patch, options).object }];
    };
    try {
      const [status, object] = run();
      const asTable = request.accept?.includes('as=Table') === true;
      const shown = asTable
        ? tableOf(resource.columns, [object as never], { includeObject: 'None', now: clock.now(), metadata: {} })
        : object;
      return answer(status, shown, warnings);
    } catch (error) {
      if (error instanceof ApiFailure) return answer(error.status.code, error.status, warnings);
      throw error;
    }
  };
  return {
    request: async (method, path, request = {}) => send(method, path, request),
    lines: () => {
      throw new Error('no watches here');
    },
    close: () => {},
  };
}

/** A fresh server's objects and types. */
export function builtinService(clock: Clock): BuiltinService {
  const registry = createResourceRegistry(builtinResources());
  const storage = createObjectStorage();
  const random = seededRandom(7);
  const objects = createObjectService({
    registry,
    storage,
    clock,
    random,
    admission: builtinAdmission({ registry, storage, clock, random }),
  });
  for (const manifest of initialObjects()) {
    const group = manifest.apiVersion.includes('/') ? (manifest.apiVersion.split('/')[0] ?? '') : '';
    const resource = registry.findKind(group, manifest.kind);
    if (resource === undefined) throw new Error(`nothing serves ${manifest.kind}`);
    objects.create(resource, manifest.metadata.namespace, manifest, { requester: REQUESTER, fieldManager: 'test' });
  }
  return { registry, storage, objects, client: makeClient({ registry, objects }, clock) };
}
