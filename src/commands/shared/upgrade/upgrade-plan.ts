import type { KubeObject } from '../../../kernel/kube-object.ts';
import { resourceName } from '../../../output/resource-line.ts';
import { adviceOn } from '../plan/advice-on.ts';
import type { AdviceScene } from '../plan/change-advice.ts';
import type { Finding } from '../plan/finding.ts';
import { plannedChildren, type PlannedChild, type PlanOptions } from '../plan/planned-children.ts';
import { nested } from '../change/at-path.ts';
import { mergeInto } from '../change/merge-into.ts';
import type { UpgradableKind } from './upgrade-change.ts';
import { tagOf } from './upgrade-change.ts';

/** What an upgrade would do. */
export interface UpgradePlan {
  readonly object: string;
  readonly namespace: string | undefined;
  readonly from: string | undefined;
  readonly to: string;
  readonly children: readonly PlannedChild[];
  /** What speaks against it. */
  readonly findings: readonly Finding[];
}

/** What the operator would do once the tag is another, and what speaks against it. Stores nothing. */
export async function upgradePlan(
  scene: AdviceScene,
  kind: UpgradableKind,
  live: KubeObject,
  to: string,
  options: PlanOptions,
): Promise<UpgradePlan> {
  const { namespace } = live.metadata;
  const desired = mergeInto(live, nested(kind.imageTag, to)) as KubeObject;
  const children = await plannedChildren(scene.session, kind, { live, desired, change: 'the upgrade' }, options);
  const advice = await adviceOn(kind);
  const findings = (await advice?.findings(scene, live, desired)) ?? [];
  return { object: resourceName(live), namespace, from: tagOf(kind, live), to, children, findings };
}
