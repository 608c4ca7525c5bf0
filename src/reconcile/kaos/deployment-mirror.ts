import type { KubeObject } from '../../kernel/kube-object.ts';

interface LiveCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly lastTransitionTime?: string;
}

interface LiveStatus {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly updatedReplicas?: number;
  readonly conditions?: readonly LiveCondition[];
}

/** What a status repeats of its Deployment. */
export interface DeploymentMirror {
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly updatedReplicas: number;
  readonly conditions: readonly LiveCondition[];
}

/**
 * The counts and conditions of a Deployment. Without messages and update times, which change while nothing does: each change of a status
 * wakes everybody who refers to its object.
 */
export function deploymentMirror(live: KubeObject): DeploymentMirror {
  const {
    availableReplicas = 0,
    conditions = [],
    readyReplicas = 0,
    replicas = 0,
    updatedReplicas = 0,
  } = (live['status'] as LiveStatus | undefined) ?? {};
  return {
    replicas,
    readyReplicas,
    availableReplicas,
    updatedReplicas,
    conditions: conditions.map(({ lastTransitionTime, reason, status, type }) => ({
      type,
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(lastTransitionTime === undefined ? {} : { lastTransitionTime }),
    })),
  };
}
