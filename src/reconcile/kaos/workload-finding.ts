import type { KubeObject, Manifest } from '../../kernel/kube-object.ts';
import { specChecksumOf } from '../../templates/shared/checksum.ts';
import { deploymentRollout, type Rollout } from '../../templates/shared/deployment-rollout.ts';
import { podTrouble } from './pod-trouble.ts';

/** How long pods may be in trouble before their object counts as Failed, in milliseconds. */
const GRACE_MS = 5 * 60_000;

/** How a workload does. `reason` is that of condition WorkloadAvailable. */
export interface WorkloadFinding {
  readonly state: 'Failed' | 'NotServing' | 'RollingOut' | 'Serving';
  readonly reason: 'Available' | 'RolloutInProgress' | 'Unavailable' | 'CrashLoop' | 'ImagePull';
  readonly message: string;
  readonly readyReplicas: number;
  /** A pod of the present template is ready. */
  readonly servesCurrent: boolean;
  /** When time alone makes it Failed, Unix milliseconds. */
  readonly graceEnds?: number;
}

function rolloutMessage({ failure, readyReplicas, unavailable }: Rollout, want: number): string {
  const counts = `Deployment ready replicas: ${readyReplicas}/${want}`;
  const more = failure?.message ?? unavailable;
  return more === undefined ? counts : `${counts}; ${more}`;
}

/** An old pod must not hide a broken rollout: some ready pod has to be one of the present template. */
function isCurrentServed({ current, readyReplicas, replicas, updatedReplicas }: Rollout): boolean {
  return current && readyReplicas > Math.max(0, replicas - updatedReplicas);
}

/**
 * Reads a live Deployment and its pods against the manifest that is wanted. Without a manifest (it cannot be made at present) the live one is
 * what is wanted.
 */
export function workloadFinding(
  live: KubeObject | undefined,
  wanted: Manifest | undefined,
  pods: readonly KubeObject[],
  now: number,
): WorkloadFinding {
  const spec = (wanted ?? live)?.['spec'] as { readonly replicas?: number } | undefined;
  const want = spec?.replicas ?? 1;
  const target = wanted ?? live;
  const rollout = deploymentRollout(live, target === undefined ? undefined : specChecksumOf(target), want);
  const { readyReplicas } = rollout;
  const message = rolloutMessage(rollout, want);
  const servesCurrent = isCurrentServed(rollout);
  const common = { readyReplicas, servesCurrent };
  const trouble = podTrouble(pods);
  const graceEnds = trouble === undefined ? undefined : trouble.since + GRACE_MS;
  if (trouble !== undefined && graceEnds !== undefined && graceEnds <= now && !rollout.complete) {
    return { ...common, state: 'Failed', reason: trouble.kind, message: trouble.message };
  }
  if (rollout.failure !== undefined) {
    const reason = trouble?.kind ?? (readyReplicas === 0 ? 'Unavailable' : 'RolloutInProgress');
    return { ...common, state: 'Failed', reason, message: trouble === undefined ? message : `${message}; ${trouble.message}` };
  }
  const waiting = graceEnds === undefined || graceEnds <= now ? {} : { graceEnds };
  const told = trouble === undefined ? message : `${message}; ${trouble.message}`;
  if (readyReplicas === 0) {
    return { ...common, ...waiting, state: 'NotServing', reason: trouble?.kind ?? 'Unavailable', message: told };
  }
  if (!servesCurrent) return { ...common, ...waiting, state: 'RollingOut', reason: trouble?.kind ?? 'RolloutInProgress', message: told };
  return { ...common, ...waiting, state: 'Serving', reason: 'Available', message };
}
