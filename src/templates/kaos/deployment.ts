import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import type { JsonObject } from '../../kernel/json.ts';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { ContainerResources, WorkloadOverrides } from '../../kinds/kaos/workload-overrides.ts';
import { withSpecChecksum } from '../shared/checksum.ts';
import type { Labels } from '../shared/labels.ts';
import { mergePodSpec } from '../shared/pod-override/merge-pod-spec.ts';
import { childMetadata } from './child-metadata.ts';
import { selectorLabels, workloadName, type WorkloadOwner, type WorkloadRole } from './workload-role.ts';

/** What the operator decides about a workload, before the user's changes. */
export interface DeploymentValues {
  readonly role: WorkloadRole;
  readonly owner: WorkloadOwner;
  readonly replicas: number;
  /** Its container is the first; the environment has the user's entries already. */
  readonly podSpec: V1PodSpec;
  /** On the pods: when one changes, they are replaced. */
  readonly annotations: Labels;
  readonly overrides: WorkloadOverrides;
}

/** The Deployment, or what is wrong with the user's changes to it. */
export type DeploymentResult = { readonly manifest: Manifest } | { readonly problem: string };

function mergedResources(all: readonly ContainerResources[]): V1Container['resources'] | undefined {
  const texts = (amounts: readonly (ContainerResources['limits'] | undefined)[]): Record<string, string> =>
    Object.fromEntries(
      amounts
        .flatMap((map) => Object.entries(map ?? {}))
        .map(([name, amount]): [string, string] => [name, String(amount)])
        .toSorted(([left], [right]) => (left < right ? -1 : Number(left > right))),
    );
  const requests = texts(all.map((resources) => resources.requests));
  const limits = texts(all.map((resources) => resources.limits));
  const merged = {
    ...(Object.keys(requests).length === 0 ? {} : { requests }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
  };
  return Object.keys(merged).length === 0 ? undefined : merged;
}

/** The container with the short form of changes (`resources`, `container`) applied. */
function changedContainer(container: V1Container, { args, command, image, resources }: WorkloadOverrides): V1Container {
  const merged = mergedResources(resources);
  const { args: ownArgs, ...rest } = container;
  // Our arguments make no sense behind somebody else's command.
  const keptArgs = command === undefined && ownArgs !== undefined ? { args: ownArgs } : {};
  return {
    ...rest,
    ...keptArgs,
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command: [...command] }),
    ...(args === undefined ? {} : { args: [...args] }),
    ...(merged === undefined ? {} : { resources: merged }),
  };
}

function isUsableSpec(podSpec: JsonObject, container: string): boolean {
  const { containers } = podSpec;
  return Array.isArray(containers) && containers.some((item) => (item as { readonly name?: unknown }).name === container);
}

/** The client's type is a class; what is made here are plain objects. */
function plainly(podSpec: V1PodSpec): JsonObject {
  return Object.fromEntries(Object.entries(podSpec));
}

/** The Deployment of one object: generated, then `resources` and `container`, then `podSpec`. Marked with a checksum of its spec. */
export function deployment(values: DeploymentValues): DeploymentResult {
  const { annotations, overrides, owner, podSpec, replicas, role } = values;
  const [first, ...others] = podSpec.containers;
  if (first === undefined) throw new Error('a workload has a container');
  const containers = [changedContainer(first, overrides), ...others];
  const generated: JsonObject = { ...plainly(podSpec), containers };
  const merged = overrides.podSpec === undefined ? { podSpec: generated } : mergePodSpec(generated, overrides.podSpec, 'spec.podSpec');
  if ('problem' in merged) return merged;
  if (!isUsableSpec(merged.podSpec, role.container)) return { problem: `spec.podSpec takes the container ${role.container} away` };
  const labels = selectorLabels(role, owner.name);
  const manifest: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: childMetadata(role, owner, workloadName(role, owner.name)),
    spec: {
      replicas,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: { ...labels } },
      template: {
        metadata: { labels: { ...labels }, ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }) },
        spec: merged.podSpec,
      },
    },
  };
  return { manifest: withSpecChecksum(manifest) };
}

/** What every pod of ours has. A Service called `num-workers` would otherwise set NUM_WORKERS to an address, which is fatal for LiteLLM. */
export const POD_DEFAULTS = { enableServiceLinks: false } as const satisfies Partial<V1PodSpec>;
