import type { KubeObject, Manifest } from '../../../kernel/kube-object.ts';
import type { Role } from '../../../templates/marie/metadata.ts';
import { specChecksumOf } from '../../../templates/shared/checksum.ts';
import { deploymentRollout, type Rollout } from '../../../templates/shared/deployment-rollout.ts';
import { podsOf, podTrouble, type PodTrouble } from './pod-findings.ts';

/** How the server, or one executor group, does. */
export interface RoleFinding {
  /** `server`, or the name of the group. */
  readonly name: string;
  readonly deployment: string;
  /** Pods that there should be now. */
  readonly want: number;
  readonly rollout: Rollout;
  readonly availableReplicas: number;
  /** Its pods that are not going. */
  readonly pods: readonly KubeObject[];
  readonly trouble?: PodTrouble;
}

/** Reads the live Deployment of a role and its pods against what is wanted. */
export function roleFinding(
  role: Role,
  wanted: Manifest,
  want: number,
  cluster: string,
  observed: { readonly deployments: readonly KubeObject[]; readonly pods: readonly KubeObject[] },
): RoleFinding {
  const live = observed.deployments.find(({ metadata }) => metadata.name === wanted.metadata.name);
  const status = live?.['status'] as { readonly availableReplicas?: number } | undefined;
  const pods = podsOf(observed.pods, cluster, role);
  const trouble = podTrouble(pods);
  return {
    name: role === 'server' ? 'server' : role.group,
    deployment: wanted.metadata.name,
    want,
    rollout: deploymentRollout(live, specChecksumOf(wanted), want),
    availableReplicas: status?.availableReplicas ?? 0,
    pods,
    ...(trouble === undefined ? {} : { trouble }),
  };
}
