import { agentRules, maiaInstanceRules } from './own-kinds.ts';
import type { RulesOfKind } from '../related.ts';
import { configMapRules } from './config-map.ts';
import { deploymentRules } from './deployment.ts';
import { jobRules } from './job.ts';
import { nodeRules } from './node.ts';
import { claimRules } from './persistent-volume-claim.ts';
import { podRules } from './pod.ts';
import { replicaSetRules } from './replica-set.ts';
import { quotaRules } from './resource-quota.ts';
import { secretRules } from './secret.ts';
import { statefulSetRules } from './stateful-set.ts';
import { storageClassRules } from './storage-class.ts';

const RULES: readonly RulesOfKind[] = [
  deploymentRules,
  statefulSetRules,
  replicaSetRules,
  jobRules,
  podRules,
  claimRules,
  storageClassRules,
  secretRules,
  configMapRules,
  quotaRules,
  nodeRules,
  agentRules,
  maiaInstanceRules,
];

/** The rules for a kind of Kubernetes, if it has any. */
export function rulesOf(kind: string): RulesOfKind | undefined {
  return RULES.find((rules) => rules.kind === kind);
}
