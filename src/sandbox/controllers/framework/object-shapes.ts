import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Autoscaler } from '../autoscaling/autoscaler.ts';
import type { Deployment, ReplicaSet } from '../deployments/deployment.ts';
import type { DisruptionBudget } from '../disruption/disruption-budget.ts';
import type { CronJob } from '../jobs/cron-job.ts';
import type { Job } from '../jobs/job.ts';
import type { Namespace } from '../namespaces/namespace.ts';
import type { Node } from '../scheduling/node.ts';
import type { EndpointSlice, Service } from '../services/service.ts';
import type { ControllerRevision, StatefulSet } from '../stateful-sets/stateful-set.ts';
import type { Claim, StorageClass, Volume } from '../volumes/volume-types.ts';
import type { Pod } from './pod.ts';

/** What the objects of a type look like, by the type's name. */
interface ObjectShapes {
  readonly namespaces: Namespace;
  readonly nodes: Node;
  readonly persistentvolumeclaims: Claim;
  readonly persistentvolumes: Volume;
  readonly pods: Pod;
  readonly services: Service;
  readonly 'controllerrevisions.apps': ControllerRevision;
  readonly 'cronjobs.batch': CronJob;
  readonly 'deployments.apps': Deployment;
  readonly 'endpointslices.discovery.k8s.io': EndpointSlice;
  readonly 'horizontalpodautoscalers.autoscaling': Autoscaler;
  readonly 'jobs.batch': Job;
  readonly 'poddisruptionbudgets.policy': DisruptionBudget;
  readonly 'replicasets.apps': ReplicaSet;
  readonly 'statefulsets.apps': StatefulSet;
  readonly 'storageclasses.storage.k8s.io': StorageClass;
}

/** The shape of the objects of a type, given its name (`plural.group`). They are trusted: the server has decoded and validated them. */
export type ShapeOf<Name extends string> = Name extends keyof ObjectShapes ? ObjectShapes[Name] : KubeObject;
