import { randomInt } from 'node:crypto';
import os from 'node:os';
import type { Manifest } from '../kernel/kube-object.ts';
import { isOfType } from '../kernel/resource-type.ts';
import { bootstrapRoles } from './access/bootstrap-roles.ts';
import { createAccess } from './access/access.ts';
import { startAggregatedRoles } from './access/aggregated-roles.ts';
import { createApiServer } from './api-server/create-api-server.ts';
import { builtinAdmission } from './builtin/builtin-admission.ts';
import { builtinResources } from './builtin/builtin-resources.ts';
import { initialObjects } from './builtin/initial-objects.ts';
import { builtinSchemaName } from './builtin/schema/builtin-schemas.ts';
import { quotaUsage } from './builtin/admission/quota-usage.ts';
import { issueCertificates } from './certificates/issue-certificates.ts';
import { kubeconfigText } from './certificates/kubeconfig-text.ts';
import { type Controllers, startControllers } from './controllers/start-controllers.ts';
import { SIMULATION_TIMINGS } from './controllers/simulation-timing.ts';
import { countedRandom } from './faults/counted-random.ts';
import { createFaults } from './faults/faults.ts';
import { createJournal } from './faults/journal.ts';
import type { AdmissionPlugin } from './objects/admission.ts';
import { createObjectService } from './objects/create-object-service.ts';
import type { ObjectService } from './objects/object-service.ts';
import { SERVER_WRITES } from './objects/server-writes.ts';
import { clusterDialer } from './programs/cluster-dialer.ts';
import type { PodRuntime } from './programs/pod-runtime.ts';
import { createProgramRegistry } from './programs/program-registry.ts';
import { createVolumeFolders } from './programs/volume-folders.ts';
import type { ActionHandler } from './requests/action-handler.ts';
import { createResourceRegistry, type ResourceRegistry } from './resources/resource-registry.ts';
import type { Sandbox, SandboxOptions } from './sandbox.ts';
import { startCustomResources } from './schema/start-custom-resources.ts';
import { createObjectStorage } from './storage/create-object-storage.ts';
import { createTunnels } from './tunnels/create-tunnels.ts';
import { wallClock } from './wall-clock.ts';

const NOTHING_RUNS: PodRuntime = { containers: () => [] };

function storageClass(name: string): Manifest {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'kubernetes.io/host-path',
    allowVolumeExpansion: true,
  };
}

/** Creates what is there before anybody made anything. */
function bootstrap(registry: ResourceRegistry, objects: ObjectService, manifests: readonly Manifest[]): void {
  for (const manifest of manifests) {
    const resource = registry.all().find((candidate) => isOfType(manifest, candidate));
    if (resource === undefined) throw new Error(`${manifest.kind} is not served`);
    objects.create(resource, manifest.metadata.namespace, manifest, SERVER_WRITES);
  }
}

/** The token of a user of the sandbox. It is no secret: whoever reads it can read the kubeconfig too. */
function tokenOf(user: string, random: () => number): string {
  return `${user}-${Math.floor(random() * 2 ** 48).toString(36)}`;
}

/**
 * Starts a Kubernetes API server in this process: HTTPS on 127.0.0.1, everything in memory. It behaves as a real one as far as the five systems,
 * kubectl and this program can see; what it does not do, it refuses. Rejects with the system's error where the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { clock = wallClock(), seed = randomInt(2 ** 31), controllers = 'none', nodes = 3, gpus = 0, users = [] } = options;
  const random = countedRandom(seed, 'sandbox', 0);
  const certificates = await issueCertificates({ now: Date.now() });
  const registry = createResourceRegistry(builtinResources());
  const storage = createObjectStorage(options.history === undefined ? {} : { history: options.history });
  const tokens = new Map(users.map((name) => [name, tokenOf(name, random)]));
  const access = createAccess({
    storage,
    clock,
    random,
    users: Object.fromEntries([...tokens].map(([name, token]) => [token, { name, groups: [`${name}s`] }])),
  });
  const admission: AdmissionPlugin[] = [...builtinAdmission({ storage, registry, clock, random }), access.escalationCheck];
  const objects = createObjectService({ registry, storage, clock, random, admission });
  const faults = createFaults();
  const journal = createJournal();
  const programs = createProgramRegistry(options.programs);
  const folders = createVolumeFolders({ tempRoot: os.tmpdir() });
  const actions = new Map<string, ActionHandler>([['serviceaccounts/token', access.tokenRequest]]);
  let running: Controllers | undefined;
  const pods = (): PodRuntime => running?.pods ?? NOTHING_RUNS;
  const dialer = clusterDialer({ storage, pods });
  const server = createApiServer({
    registry,
    objects,
    authenticator: access.authenticator,
    authorizer: access.authorizer,
    reviews: access.reviews,
    certificates,
    clock,
    random,
    actions,
    tunnels: createTunnels({ storage, pods, dialer, random, clock }),
    faults,
    journal,
    schemaName: builtinSchemaName,
  });
  const url = await server.listen(options.port ?? 0);
  const port = Number(new URL(url).port);

  const stops = [startCustomResources({ registry, storage, objects, clock })];
  bootstrap(registry, objects, [...initialObjects(port), ...(options.storageClasses ?? []).map(storageClass), ...bootstrapRoles()]);
  stops.push(startAggregatedRoles({ registry, storage, objects, clock }));
  if (controllers !== 'none') {
    running = startControllers({
      registry,
      storage,
      objects,
      clock,
      random,
      programs,
      folders,
      dialer,
      quotaUsage,
      options: { nodes, gpus, timing: SIMULATION_TIMINGS[controllers], rootCertificate: certificates.ca },
    });
    for (const [name, action] of running.actions) actions.set(name, action);
  }

  return {
    url,
    registry,
    storage,
    objects,
    programs,
    folders,
    faults,
    journal,
    controllers: running,
    kubeconfig: (user) => {
      if (user === undefined) {
        return kubeconfigText({
          server: url,
          ca: certificates.ca,
          name: 'aistack-sandbox-admin',
          user: { certificate: certificates.admin },
        });
      }
      const token = tokens.get(user);
      if (token === undefined) throw new Error(`the sandbox has no user ${user}`);
      return kubeconfigText({ server: url, ca: certificates.ca, name: user, user: { token } });
    },
    crash: async () => {
      server.dropConnections();
      await server.close();
    },
    restart: async () => {
      await server.listen(port);
    },
    close: async () => {
      for (const stop of stops) stop();
      await running?.stop();
      dialer.close();
      await server.close();
      await folders.close();
    },
  };
}
