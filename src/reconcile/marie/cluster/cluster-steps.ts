import { DEPLOYMENT, INGRESS, SERVICE } from '../../../kernel/builtin-types.ts';
import type { KubeObject, Manifest, Ref } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { MarieClusterStatus } from '../../../kinds/marie/cluster-status.ts';
import { executorDeployment } from '../../../templates/marie/executor-deployment.ts';
import { ingress } from '../../../templates/marie/ingress.ts';
import { serverDeployment } from '../../../templates/marie/server-deployment.ts';
import { executorService, headlessService, serverService } from '../../../templates/marie/services.ts';
import type { Child, FieldPath, Step } from '../../engine/contract.ts';
import type { ClusterSituation } from './cluster-situation.ts';
import { marksEffect } from './pod-marks.ts';

type ClusterStep = Step<MarieClusterStatus>;

/** What an autoscaler of the user's sets. */
export const REPLICAS: FieldPath = ['spec', 'replicas'];

function controlled(manifest: Manifest): Child {
  return { manifest, ownership: 'controlled' };
}

/** Optional, so that one refused object does not keep the rest from being done. */
function apply(...wave: readonly Child[]): readonly ClusterStep[] {
  return wave.length === 0 ? [] : [{ do: 'apply', wave, optional: true }];
}

/** What is no longer wanted: objects of ours that are there and not already going. Whatever is not ours is not even looked at. */
function removals({ observed, values }: ClusterSituation, wanted: readonly Child[]): readonly ClusterStep[] {
  const names = new Set(wanted.map(({ manifest }) => `${manifest.kind}/${manifest.metadata.name}`));
  const unwanted = (type: ResourceType, live: readonly KubeObject[]): readonly Ref[] =>
    live
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined && !names.has(`${type.kind}/${metadata.name}`))
      .map(({ metadata }) => ({ type, namespace: values.namespace, name: metadata.name }));
  const refs = [
    ...unwanted(INGRESS, observed.ingresses),
    ...unwanted(DEPLOYMENT, observed.deployments),
    ...unwanted(SERVICE, observed.services),
  ];
  return refs.length === 0 ? [] : [{ do: 'remove', refs, propagation: 'Background', optional: true }];
}

/** Optional: pods that cannot be marked only keep their own group from shrinking. */
function marks({ groups }: ClusterSituation): readonly ClusterStep[] {
  const effects = groups.flatMap(({ marks: input }) => marksEffect(input) ?? []);
  return effects.map((effect) => ({ do: 'effect', effect, optional: true }));
}

/**
 * The steps that bring a cluster's objects in step with its spec, in the order of the guide: Service, headless Service and Deployment of the
 * server, Services and Deployments of the executors, Ingress; before all, which pods go first. None while the spec cannot be followed.
 */
export function clusterSteps(situation: ClusterSituation): readonly ClusterStep[] {
  if (situation.problem !== undefined) return [];
  const { values } = situation;
  const waves: readonly (readonly Child[])[] = [
    [controlled(serverService(values))],
    [controlled(headlessService(values))],
    [controlled(serverDeployment(values))],
    values.groups.map((group) => controlled(executorService(values, group))),
    values.groups.map((group) => {
      const child = controlled(executorDeployment(values, group));
      return group.isExternal ? { ...child, carried: [REPLICAS] } : child;
    }),
    values.spec.enableIngress === true ? [controlled(ingress(values))] : [],
  ];
  return [...marks(situation), ...waves.flatMap((wave) => apply(...wave)), ...removals(situation, waves.flat())];
}
