import type { MaiaInstanceStatus } from '../../kinds/maia/instance-status.ts';
import { maiaInstanceName } from '../../kinds/maia/maia-instance.ts';
import { CHECKSUM_PREFIX, deployment } from '../../templates/maia/deployment.ts';
import type { InstanceValues, SecretPurpose } from '../../templates/maia/instance-values.ts';
import { specChecksumOf } from '../../templates/shared/checksum.ts';
import { claimTerms, type ClaimTerms } from '../../templates/shared/claim-terms.ts';
import { deploymentRollout, type Rollout } from '../../templates/shared/deployment-rollout.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { StepFailure } from '../engine/contract.ts';
import { childFailures, type ChildFailure } from './child-failure.ts';
import { CHILD_ROLE_NAMES, CHILD_ROLES, type ChildRoleName } from './child-role.ts';
import { instanceKey, type MaiaInstanceObserved, type MaiaInstancePrimary } from './observe-instance.ts';
import { isPaused } from './paused.ts';
import { podFindings, type PodFindings } from './pod-trouble.ts';
import type { SecretFinding } from './secret-finding.ts';

/** Everything that steps, conditions, phase and blocker are decided from. */
export interface InstanceSituation {
  readonly primary: MaiaInstancePrimary;
  readonly stored: MaiaInstanceStatus | undefined;
  readonly observed: MaiaInstanceObserved;
  readonly values: InstanceValues;
  /** The terms of the backup volume's claim; absent while backups are off. */
  readonly backupTerms: ClaimTerms | undefined;
  readonly rollout: Rollout;
  /** Of the server pods, while the rollout is not complete. */
  readonly pods: PodFindings;
  readonly failures: readonly ChildFailure[];
  /** Roles whose name another object has. */
  readonly conflicts: readonly ChildRoleName[];
  /** Secrets that are certainly not as the pod needs them. */
  readonly unusableSecrets: readonly SecretFinding[];
  /** Why no object can be made for this instance at all, by its name. */
  readonly nameProblem: string | undefined;
  readonly paused: boolean;
}

function annotationsOfPods(live: KubeObject | undefined): Readonly<Record<string, unknown>> {
  let node: unknown = live?.['spec'];
  for (const field of ['template', 'metadata', 'annotations']) node = isJsonObject(node) ? node[field] : undefined;
  return isJsonObject(node) ? node : {};
}

/**
 * Checksums for the pod template. A Secret that is not known, or not there, keeps the checksum that the running pods have: replacing a
 * working pod by one that cannot start would help nobody.
 */
function secretChecksums(observed: MaiaInstanceObserved): InstanceValues['secretChecksums'] {
  const kept = annotationsOfPods(observed.live.deployment);
  const checksums: Partial<Record<SecretPurpose, string>> = {};
  for (const { purpose, checksum } of observed.secrets) {
    const value = checksum ?? kept[`${CHECKSUM_PREFIX}${purpose}`];
    if (typeof value === 'string') checksums[purpose] = value;
  }
  return checksums;
}

/** Whether scrapes may trust the certificate's own authority; while the Secret is not known, what the ServiceMonitor says now stands. */
function tlsHasAuthority({ live, secrets }: MaiaInstanceObserved): boolean {
  const known = secrets.find(({ purpose }) => purpose === 'tls')?.hasAuthority;
  return known ?? JSON.stringify(live.serviceMonitor?.['spec'] ?? null).includes('"ca":');
}

function conflictingRoles(observed: MaiaInstanceObserved, failures: readonly ChildFailure[]): readonly ChildRoleName[] {
  const roles = new Set([...observed.foreign, ...failures.filter(({ isConflict }) => isConflict).map(({ role }) => role)]);
  return CHILD_ROLE_NAMES.filter((role) => roles.has(role));
}

/** Puts together what the pass has found. `now` is Unix milliseconds. */
export function instanceSituation(
  primary: MaiaInstancePrimary,
  observed: MaiaInstanceObserved,
  stepFailures: readonly StepFailure[],
  now: number,
): InstanceSituation {
  const key = instanceKey(primary);
  const { spec } = primary;
  const { backup, storage } = spec;
  const failures = childFailures(stepFailures, key);
  const conflicts = conflictingRoles(observed, failures);
  const { storageClassName } = storage;
  const backupTerms = backup.enabled ? claimTerms(observed.live.backupClaim, { size: backup.storageSize, storageClassName }) : undefined;
  const values: InstanceValues = {
    ...key,
    spec,
    dataClaim: claimTerms(observed.live.dataClaim, { size: storage.size, storageClassName }),
    // A foreign volume of that name must not be mounted.
    ...(backupTerms === undefined || conflicts.includes('backupClaim') ? {} : { backupClaim: backupTerms }),
    secretChecksums: secretChecksums(observed),
    tlsHasAuthority: tlsHasAuthority(observed),
  };
  const rollout = deploymentRollout(observed.live.deployment, specChecksumOf(deployment(values)), spec.replicas);
  return {
    primary,
    stored: primary.status,
    observed,
    values,
    backupTerms,
    rollout,
    pods: rollout.complete ? {} : podFindings(observed.pods, now),
    failures,
    conflicts,
    unusableSecrets: observed.secrets.filter(({ state }) => state === 'absent' || state === 'incomplete'),
    nameProblem: maiaInstanceName.problem(key.name),
    paused: isPaused(primary),
  };
}

/** What keeps an essential object from being as it must be: refused for a value, taken by another, or failed and not there. */
export function essentialFailure(situation: InstanceSituation): ChildFailure | undefined {
  return situation.failures.find(
    ({ role, isUsersValue }) => CHILD_ROLES[role].essential && (isUsersValue || situation.observed.live[role] === undefined),
  );
}
