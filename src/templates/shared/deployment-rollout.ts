import type { V1Deployment, V1DeploymentCondition } from '@kubernetes/client-node';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { specChecksumOf } from './checksum.ts';

/** What a live Deployment says about the spec that we want it to have. */
export interface Rollout {
  readonly exists: boolean;
  /** The live object carries our spec and its controller has seen it: what its status says is about this spec. */
  readonly current: boolean;
  /** Current, and every wanted replica is updated, ready and available, with none left over. */
  readonly complete: boolean;
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly updatedReplicas: number;
  /** What the controller says while too few pods are available. */
  readonly unavailable?: string;
  /** Why the controller gave up on this spec. */
  readonly failure?: { readonly reason: 'ProgressDeadlineExceeded' | 'ReplicaFailure'; readonly message: string };
}

/** Every condition message that names pods or ReplicaSets changes with each of them; a status must not. */
function withoutGeneratedNames(message: string, deployment: string): string {
  return message.replaceAll(/"([^"]*)"/g, (quoted: string, name: string) =>
    name.startsWith(`${deployment}-`) ? `"${deployment}-…"` : quoted,
  );
}

function failureOf(conditions: readonly V1DeploymentCondition[], name: string): Rollout['failure'] {
  const replicaFailure = conditions.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  if (replicaFailure !== undefined) {
    return { reason: 'ReplicaFailure', message: withoutGeneratedNames(replicaFailure.message ?? 'its pods cannot be created', name) };
  }
  const deadline = conditions.find(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded');
  if (deadline?.status !== 'False') return undefined;
  return { reason: 'ProgressDeadlineExceeded', message: 'the rollout did not finish within its progress deadline' };
}

/** Reads a live Deployment against the manifest that {@link withSpecChecksum} marked, for `want` replicas. */
export function deploymentRollout(live: KubeObject | undefined, checksum: string | undefined, want: number): Rollout {
  if (live === undefined) {
    return { exists: false, current: false, complete: false, replicas: 0, readyReplicas: 0, updatedReplicas: 0 };
  }
  const {
    replicas = 0,
    readyReplicas = 0,
    updatedReplicas = 0,
    availableReplicas = 0,
    observedGeneration = 0,
    conditions = [],
  } = (live['status'] as V1Deployment['status']) ?? {};
  const current = specChecksumOf(live) === checksum && observedGeneration >= (live.metadata.generation ?? 0);
  const complete = current && [replicas, updatedReplicas, readyReplicas, availableReplicas].every((count) => count === want);
  const failure = current ? failureOf(conditions, live.metadata.name) : undefined;
  const unavailable = current ? conditions.find(({ type, status }) => type === 'Available' && status === 'False')?.message : undefined;
  return {
    exists: true,
    current,
    complete,
    replicas,
    readyReplicas,
    updatedReplicas,
    ...(unavailable === undefined ? {} : { unavailable }),
    ...(failure === undefined ? {} : { failure }),
  };
}
