import type { KubeObject } from '../../kernel/kube-object.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import type { PodRuntime } from '../programs/pod-runtime.ts';
import type { ProgramRegistry } from '../programs/program.ts';
import type { ClusterDialer } from '../programs/cluster-dialer.ts';
import { clusterDialer } from '../programs/cluster-dialer.ts';
import { createContainerLog } from '../programs/container-log.ts';
import { mountedVolumes } from '../programs/mounted-volumes.ts';
import type { VolumeFolders } from '../programs/volume-folders.ts';
import type { ActionHandlers } from '../requests/action-handler.ts';
import { autoscalerController } from './autoscaling/autoscaler-controller.ts';
import { deploymentController } from './deployments/deployment-controller.ts';
import { replicaSetController } from './deployments/replica-set-controller.ts';
import { disruptionController } from './disruption/disruption-controller.ts';
import { evictPod } from './disruption/evict-pod.ts';
import type { HandsParts } from './framework/hands.ts';
import { createHands } from './framework/hands.ts';
import { runControllers } from './framework/run-controllers.ts';
import { garbageCollector } from './garbage/garbage-collector.ts';
import { cronJobController } from './jobs/cron-job-controller.ts';
import { jobController } from './jobs/job-controller.ts';
import { kubeletController } from './kubelet/kubelet-controller.ts';
import { namespaceContents } from './namespaces/namespace-contents.ts';
import { namespaceController } from './namespaces/namespace-controller.ts';
import type { QuotaUsage } from './quota/quota-controller.ts';
import { quotaController } from './quota/quota-controller.ts';
import { bindPodAction } from './scheduling/bind-pod-action.ts';
import type { NodeOptions } from './scheduling/create-nodes.ts';
import { createNodes } from './scheduling/create-nodes.ts';
import { scheduler } from './scheduling/scheduler.ts';
import { endpointController } from './services/endpoint-controller.ts';
import { loadBalancerController } from './services/load-balancer-controller.ts';
import type { SimulationTiming } from './simulation-timing.ts';
import { SIMULATION_TIMINGS } from './simulation-timing.ts';
import { statefulSetController } from './stateful-sets/stateful-set-controller.ts';
import { claimController } from './volumes/claim-controller.ts';
import { volumeController } from './volumes/volume-controller.ts';

/** How the simulated cluster is to be. */
export interface ControllerOptions extends NodeOptions {
  /** Default: `SIMULATION_TIMINGS.lifelike`. */
  readonly timing?: SimulationTiming;
  /** Whether a larger request of a claim is carried out where its class allows that. Default true. */
  readonly expandsVolumes?: boolean;
  /** Whether Services of type LoadBalancer get an address. Default true. */
  readonly balancesLoad?: boolean;
  /** PEM for the ConfigMap `kube-root-ca.crt` of each namespace. Default: no such ConfigMap. */
  readonly rootCertificate?: string;
}

/** What the actors work on. */
export interface ControllerParts extends Omit<HandsParts, 'timing'> {
  readonly programs: ProgramRegistry;
  readonly folders: VolumeFolders;
  /** Default: one of its own. */
  readonly dialer?: ClusterDialer;
  /** For the status of ResourceQuotas; absent: they have none. */
  readonly quotaUsage?: QuotaUsage;
  readonly options?: ControllerOptions;
}

/** The actors at work. */
export interface Controllers {
  /** What runs in the pods: for logs, exec and tunnels. */
  readonly pods: PodRuntime;
  /** How pods and Services are reached. */
  readonly dialer: ClusterDialer;
  /** `pods/eviction` and `pods/binding`. */
  readonly actions: ActionHandlers;
  /** Does everything that is due now, at once. Timers stay: with a clock of your own, move it and call this again. */
  drain(): void;
  /** Resolves when nothing is due now. */
  idle(): Promise<void>;
  /** What a metrics server would have measured for an autoscaler: average utilization in percent. Undefined: nothing. */
  setMetric(namespace: string, autoscaler: string, utilization: number | undefined): void;
  /** Ends all actors and what runs in the pods. The objects stay as they are. */
  stop(): Promise<void>;
}

/** Every object there is, as changes that add it: what an actor is told first. */
function* presentObjects(storage: ObjectStorage, resources: readonly string[]): Generator<{ resource: string; object: KubeObject }> {
  for (const resource of resources) for (const object of storage.list(resource)) yield { resource, object };
}

/**
 * Starts the actors beside the API server: garbage collector, namespaces, workloads, scheduler, kubelets, volumes, endpoints, autoscaling,
 * disruption budgets, quotas. They work off the changes of the storage and timers of the clock, in a fixed order.
 */
export function startControllers(parts: ControllerParts): Controllers {
  const { registry, storage, objects, clock, random, programs, folders, quotaUsage, options = {} } = parts;
  const hands = createHands({ registry, storage, objects, clock, random, timing: options.timing ?? SIMULATION_TIMINGS.lifelike });
  const cleaning = new Set<Promise<void>>();
  const clean = (work: Promise<unknown>): void => {
    const settled = work.then(
      () => {},
      () => {},
    );
    void settled.then(() => cleaning.delete(settled));
    cleaning.add(settled);
  };
  const dialer = parts.dialer ?? clusterDialer({ storage, pods: () => kubelet.pods });
  const kubelet = kubeletController(hands, {
    clock,
    random,
    programs,
    createLog: () => createContainerLog(clock),
    volumesOf: (pod, container) => mountedVolumes(pod, container, { storage, folders }),
    connect: async (pod, host, port) => dialer.connect(pod.metadata.namespace ?? '', host, port),
    ending: clean,
    forgetPod: (uid) => clean(folders.forgetPod(uid)),
  });
  const autoscaler = autoscalerController(hands);
  const running = runControllers(
    hands,
    [
      garbageCollector(hands),
      namespaceController(hands),
      namespaceContents(hands, options.rootCertificate),
      deploymentController(hands),
      replicaSetController(hands),
      statefulSetController(hands),
      jobController(hands),
      cronJobController(hands),
      claimController(hands, options.expandsVolumes ?? true),
      volumeController(hands, (namespace, name) => clean(folders.forgetClaim(namespace, name))),
      scheduler(hands),
      kubelet,
      endpointController(hands),
      ...(options.balancesLoad === false ? [] : [loadBalancerController(hands)]),
      disruptionController(hands),
      autoscaler,
      ...(quotaUsage === undefined ? [] : [quotaController(hands, quotaUsage)]),
    ],
    presentObjects(storage, registry.all().map(resourceNameOf)),
  );
  createNodes(hands, options);
  return {
    pods: kubelet.pods,
    dialer,
    actions: new Map([
      ['pods/eviction', evictPod(hands)],
      ['pods/binding', bindPodAction(hands)],
    ]),
    drain: running.drain,
    idle: running.idle,
    setMetric: autoscaler.setMetric,
    stop: async () => {
      running.stop();
      dialer.close();
      await Promise.all(cleaning);
    },
  };
}
