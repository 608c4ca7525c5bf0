import os from 'node:os';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { isJsonObject } from '../../src/kernel/json.ts';
import type { ControllerOptions, Controllers } from '../../src/sandbox/controllers/start-controllers.ts';
import { startControllers } from '../../src/sandbox/controllers/start-controllers.ts';
import { SIMULATION_TIMINGS } from '../../src/sandbox/controllers/simulation-timing.ts';
import type { QuotaUsage } from '../../src/sandbox/controllers/quota/quota-controller.ts';
import type { AdmissionPlugin } from '../../src/sandbox/objects/admission.ts';
import { createObjectService } from '../../src/sandbox/objects/create-object-service.ts';
import type { DeleteRequest, ObjectService, WriteOptions } from '../../src/sandbox/objects/object-service.ts';
import type { Program } from '../../src/sandbox/programs/program.ts';
import { createProgramRegistry } from '../../src/sandbox/programs/program-registry.ts';
import { createVolumeFolders } from '../../src/sandbox/programs/volume-folders.ts';
import { createResourceRegistry } from '../../src/sandbox/resources/resource-registry.ts';
import type { ServedResource } from '../../src/sandbox/resources/served-resource.ts';
import { createObjectStorage } from '../../src/sandbox/storage/create-object-storage.ts';
import type { ObjectStorage } from '../../src/sandbox/storage/object-storage.ts';
import type { FakeClock } from './fake-clock.ts';
import { fakeClock } from './fake-clock.ts';
import { permissiveStrategy, NAMESPACES } from './sandbox-resources.ts';
import { seededRandom } from './seeded-random.ts';

/** Controllers at work on a storage, with a clock that the test moves. Everything is synchronous. */
export interface ControllerRig {
  readonly clock: FakeClock;
  readonly storage: ObjectStorage;
  readonly objects: ObjectService;
  readonly controllers: Controllers;
  /** Creates an object in namespace `test` (or in that of its metadata) and lets everything settle. */
  create(body: Readonly<Record<string, unknown>>): KubeObject;
  /** Merges a patch into an object and lets everything settle. */
  patch(type: string, name: string, body: object, subresource?: string): KubeObject;
  delete(type: string, name: string, request?: DeleteRequest): void;
  get(type: string, name: string): KubeObject | undefined;
  names(type: string): readonly string[];
  /** `reason: message` of the events about an object. */
  events(name: string): readonly string[];
  /** Moves the clock and does what falls due, each at its time. */
  advance(ms: number): void;
}

const USER: WriteOptions = { requester: { name: 'tester', groups: ['system:masters'] }, fieldManager: 'test' };

type Row = readonly [group: string, version: string, kind: string, plural: string, traits?: string];

/** Traits: c cluster-scoped, s status, g generation, x scale. */
const KINDS: readonly Row[] = [
  ['', 'v1', 'Pod', 'pods', 'sg'],
  ['', 'v1', 'ConfigMap', 'configmaps'],
  ['', 'v1', 'Secret', 'secrets'],
  ['', 'v1', 'Service', 'services', 's'],
  ['', 'v1', 'Endpoints', 'endpoints'],
  ['', 'v1', 'Event', 'events'],
  ['', 'v1', 'Node', 'nodes', 'cs'],
  ['', 'v1', 'ServiceAccount', 'serviceaccounts'],
  ['', 'v1', 'ResourceQuota', 'resourcequotas', 's'],
  ['', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', 's'],
  ['', 'v1', 'PersistentVolume', 'persistentvolumes', 'cs'],
  ['storage.k8s.io', 'v1', 'StorageClass', 'storageclasses', 'c'],
  ['discovery.k8s.io', 'v1', 'EndpointSlice', 'endpointslices', 'g'],
  ['apps', 'v1', 'Deployment', 'deployments', 'sgx'],
  ['apps', 'v1', 'ReplicaSet', 'replicasets', 'sg'],
  ['apps', 'v1', 'StatefulSet', 'statefulsets', 'sgx'],
  ['apps', 'v1', 'ControllerRevision', 'controllerrevisions'],
  ['batch', 'v1', 'Job', 'jobs', 'sg'],
  ['batch', 'v1', 'CronJob', 'cronjobs', 'sg'],
  ['policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets', 'sg'],
  ['autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', 's'],
];

function kindOf([group, version, kind, plural, traits = '']: Row): ServedResource {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as const;
  const hasStatus = traits.includes('s');
  return {
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    listKind: `${kind}List`,
    scope: traits.includes('c') ? 'Cluster' : 'Namespaced',
    custom: false,
    shortNames: [],
    categories: [],
    connects: [],
    columns: [],
    selectableFields: [],
    fieldsOf: () => ({}),
    hasStatus,
    hasGeneration: traits.includes('g'),
    ...(traits.includes('x') ? { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } } : {}),
    ...(plural === 'pods' ? { gracePeriod: (pod: KubeObject, asked: number | undefined) => (hasNode(pod) ? (asked ?? 30) : 0) } : {}),
    schema: { type: 'object', properties: { metadata: anything, spec: anything, status: anything } },
    strategy: permissiveStrategy({
      prepareForUpdate: (next, previous, { subresource }) => {
        if (subresource === 'status') return { ...previous, metadata: next.metadata, status: next['status'] };
        return hasStatus && previous['status'] !== undefined ? { ...next, status: previous['status'] } : next;
      },
    }),
  };
}

function hasNode({ spec }: KubeObject): boolean {
  return isJsonObject(spec) && spec['nodeName'] !== undefined;
}

/** Starts controllers with that timing (default: everything takes no time) and the namespace `test`. */
export function controllerRig(
  options: ControllerOptions & {
    readonly programs?: readonly Program[];
    readonly admission?: readonly AdmissionPlugin[];
    readonly quotaUsage?: QuotaUsage;
  } = {},
): ControllerRig {
  const { programs = [], admission = [], quotaUsage, ...rest } = options;
  const clock = fakeClock();
  const registry = createResourceRegistry([NAMESPACES, ...KINDS.map(kindOf)]);
  const storage = createObjectStorage({});
  const random = seededRandom(1);
  const objects = createObjectService({ registry, storage, clock, random, admission });
  const controllers = startControllers({
    registry,
    storage,
    objects,
    clock,
    random,
    programs: createProgramRegistry(programs),
    folders: createVolumeFolders({ tempRoot: os.tmpdir() }),
    ...(quotaUsage === undefined ? {} : { quotaUsage }),
    options: { timing: SIMULATION_TIMINGS.instant, ...rest },
  });
  const served = (type: string): ServedResource => {
    const resource = registry.named(type);
    if (resource === undefined) throw new Error(`no type ${type}`);
    return resource;
  };
  const keyFor = (type: string, name: string): { name: string; namespace?: string } => {
    return served(type).scope === 'Cluster' ? { name } : { name, namespace: 'test' };
  };
  const rig: ControllerRig = {
    clock,
    storage,
    objects,
    controllers,
    create: (body) => {
      const { apiVersion, kind } = body;
      const resource = registry
        .all()
        .find((one) => one.kind === kind && (one.group === '' ? one.version : `${one.group}/${one.version}`) === apiVersion);
      if (resource === undefined) throw new Error(`no kind ${String(kind)}`);
      const created = objects.create(resource, resource.scope === 'Cluster' ? undefined : 'test', body, USER);
      controllers.drain();
      return created;
    },
    patch: (type, name, body, subresource) => {
      const how = subresource === undefined ? USER : { ...USER, subresource };
      const { object } = objects.patch(served(type), keyFor(type, name), { type: 'merge', body }, how);
      controllers.drain();
      return object;
    },
    delete: (type, name, request = {}) => {
      objects.delete(served(type), keyFor(type, name), request, USER);
      controllers.drain();
    },
    get: (type, name) => storage.get(type, keyFor(type, name)),
    names: (type) => storage.list(type, served(type).scope === 'Cluster' ? undefined : 'test').map(({ metadata }) => metadata.name),
    events: (name) => {
      const about = storage.list('events').filter(({ involvedObject }) => isJsonObject(involvedObject) && involvedObject['name'] === name);
      return about.map(({ reason, message }) => `${String(reason)}: ${String(message)}`);
    },
    advance: (ms) => {
      const end = clock.now() + ms;
      controllers.drain();
      for (let next = clock.untilNext(); next !== undefined && clock.now() + next <= end; next = clock.untilNext()) {
        clock.advance(next);
        controllers.drain();
      }
      clock.advance(end - clock.now());
      controllers.drain();
    },
  };
  rig.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'test' } });
  return rig;
}
