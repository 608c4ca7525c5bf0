import { firstDifference } from '../../kernel/semantic-equality.ts';
import { PERSISTENT_VOLUME_CLAIM } from '../../kernel/builtin-types.ts';
import type { Manifest, Ref } from '../../kernel/kube-object.ts';
import type { AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';
import { autoscaler } from '../../templates/abi/autoscaler.ts';
import { configMap } from '../../templates/abi/config-map.ts';
import { grownClaim, sharedClaim } from '../../templates/abi/data-claim.ts';
import { disruptionBudget } from '../../templates/abi/disruption-budget.ts';
import { drainBudget } from '../../templates/abi/drain-budget.ts';
import { headlessService } from '../../templates/abi/headless-service.ts';
import { metricsService } from '../../templates/abi/metrics-service.ts';
import { serviceAccount } from '../../templates/abi/service-account.ts';
import { serviceMonitor } from '../../templates/abi/service-monitor.ts';
import { service } from '../../templates/abi/service.ts';
import { accessModesOf } from '../../templates/abi/volume-terms.ts';
import type { Child, FieldPath, Step } from '../engine/contract.ts';
import { childRef, workloadRole, type ChildRoleName } from './child-role.ts';
import { knowsEvictionPolicy } from './eviction-policy.ts';
import { wantedWorkload, type InstanceSituation } from './instance-situation.ts';
import { keepsVolumes, INSTANCE_FINALIZER } from './retention.ts';

type InstanceStep = Step<AbiInstanceStatus>;

/** What an autoscaler sets. */
export const REPLICAS: FieldPath = ['spec', 'replicas'];

function controlled(manifest: Manifest): Child {
  return { manifest, ownership: 'controlled' };
}

function isAutoscaled({ primary }: InstanceSituation): boolean {
  return primary.spec.autoscaling?.enabled === true;
}

/** Whether the wanted workload may be made: nothing of somebody else's would be mounted, and nothing stands in its place. */
function mayMakeWorkload({ conflicts, mayRecreate, observed, replaced, values }: InstanceSituation): boolean {
  const mounts: readonly ChildRoleName[] =
    values.workload === 'Deployment' && values.volume !== undefined ? ['configMap', 'sharedClaim'] : ['configMap'];
  const isFree = !mounts.some((role) => conflicts.includes(role));
  return isFree && observed.foreignClaims.length === 0 && !(mayRecreate && replaced !== undefined);
}

function workloadChild(situation: InstanceSituation): Child {
  const manifest = wantedWorkload(situation.values);
  return { manifest, ownership: 'controlled', ...(situation.choice.carried ? { carried: [REPLICAS] } : {}) };
}

/** What goes side by side, by role. */
function mainWave(situation: InstanceSituation): ReadonlyMap<ChildRoleName, Child> {
  const { observed, primary, replaced, serving, values, mayRecreate } = situation;
  const { autoscaling } = primary.spec;
  const wave = new Map<ChildRoleName, Child>();
  wave.set('serviceAccount', controlled(serviceAccount(values)));
  wave.set('configMap', controlled(configMap(values)));
  if (values.workload === 'Deployment' && values.volume !== undefined) {
    // The data outlives the instance, unless the spec says otherwise.
    wave.set('sharedClaim', { manifest: sharedClaim(values, values.volume), ownership: 'retained' });
  }
  if (mayMakeWorkload(situation)) wave.set(workloadRole(values.workload), workloadChild(situation));
  const main = service(values);
  if (main !== undefined) wave.set('service', controlled(main));
  wave.set('metricsService', controlled(metricsService(values)));
  if (values.workload === 'StatefulSet' || observed.live.statefulSet !== undefined) {
    wave.set('headlessService', controlled(headlessService(values)));
  }
  // It looks after the workload that serves, and changes over together with the Service's pods.
  const target = replaced !== undefined && mayRecreate ? values.workload : serving;
  if (autoscaling?.enabled === true) wave.set('autoscaler', controlled(autoscaler(values, autoscaling, target)));
  const budget = drainBudget(primary.spec);
  if (budget !== undefined) {
    wave.set('disruptionBudget', controlled(disruptionBudget(values, budget.budget, knowsEvictionPolicy(situation))));
  }
  return wave;
}

/** A changed configuration is stored before the pods change: they read it once, and would keep the old one for good. */
function configurationFirst({ observed, values }: InstanceSituation): readonly InstanceStep[] {
  const live = observed.live.configMap;
  const manifest = configMap(values);
  if (live === undefined || firstDifference(manifest, live) === undefined) return [];
  return [{ do: 'apply', wave: [controlled(manifest)] }];
}

/** An autoscaler that is switched off goes before the replicas are ours again: two that set one number never come to rest. */
function autoscalerFirst(situation: InstanceSituation): readonly InstanceStep[] {
  if (isAutoscaled(situation) || situation.observed.live.autoscaler === undefined) return [];
  return [{ do: 'remove', refs: [childRef('autoscaler', situation.values)], propagation: 'Background' }];
}

/** Claims first: the set is only made anew once every claim has taken the new size. Its pods and claims stay. */
function growthSteps({ growth, values }: InstanceSituation): readonly InstanceStep[] {
  if (growth === undefined) return [];
  const { claims, remakesSet, size } = growth;
  const wave = claims.map(({ ordinal, live }): Child => {
    return { manifest: grownClaim(values, ordinal, { size, accessModes: accessModesOf(live) }), ownership: 'retained' };
  });
  const grow: readonly InstanceStep[] = wave.length === 0 ? [] : [{ do: 'apply', wave }];
  return remakesSet ? [...grow, { do: 'remove', refs: [childRef('statefulSet', values)], propagation: 'Orphan' }] : grow;
}

/** What is no longer wanted: objects of ours that are there and not already going. Volumes are none of them. */
function removals(situation: InstanceSituation, wave: ReadonlyMap<ChildRoleName, Child>): readonly InstanceStep[] {
  const { observed, values } = situation;
  const roles: readonly ChildRoleName[] = ['service', 'headlessService', 'disruptionBudget'];
  const refs: Ref[] = roles
    .filter((role) => !wave.has(role) && observed.live[role] !== undefined && observed.live[role].metadata.deletionTimestamp === undefined)
    .map((role) => childRef(role, values));
  return refs.length === 0 ? [] : [{ do: 'remove', refs, propagation: 'Background', optional: true }];
}

/** The workload that is replaced goes once the new one is ready, or first where a person allowed it. The new one then waits for its end. */
function replacement(situation: InstanceSituation): readonly InstanceStep[] {
  const { mayRecreate, replaced, rollout, values } = situation;
  if (replaced === undefined || (!mayRecreate && !rollout.complete)) return [];
  const ref = childRef(values.workload === 'Deployment' ? 'statefulSet' : 'deployment', values);
  return [{ do: 'remove', refs: [ref], propagation: mayRecreate ? 'Foreground' : 'Background' }];
}

/** The finalizer is there only while deleting the instance must delete its volumes. */
function finalizerStep({ primary }: InstanceSituation): readonly InstanceStep[] {
  const isHeld = primary.metadata.finalizers?.includes(INSTANCE_FINALIZER) ?? false;
  if (keepsVolumes(primary.spec)) return isHeld ? [{ do: 'release', finalizer: INSTANCE_FINALIZER }] : [];
  return [{ do: 'hold', finalizer: INSTANCE_FINALIZER }];
}

/** The steps that bring an instance's objects in step with its spec. None while the spec cannot be followed. */
export function instanceSteps(situation: InstanceSituation): readonly InstanceStep[] {
  if (situation.problem !== undefined) return [];
  const wave = mainWave(situation);
  const monitor: readonly InstanceStep[] = situation.observed.servesServiceMonitors
    ? [{ do: 'apply', wave: [controlled(serviceMonitor(situation.values))], optional: true }]
    : [];
  const first = configurationFirst(situation);
  const sideBySide = [...wave].filter(([role]) => first.length === 0 || role !== 'configMap').map(([, child]) => child);
  return [
    ...finalizerStep(situation),
    ...autoscalerFirst(situation),
    ...first,
    // Optional, so that one refused object does not keep the rest from being done.
    { do: 'apply', wave: sideBySide, optional: true },
    ...monitor,
    ...removals(situation, wave),
    ...replacement(situation),
    ...growthSteps(situation),
  ];
}

/** The claims of an instance that its deletion deletes. */
export function claimRefs({ observed, values }: Pick<InstanceSituation, 'observed' | 'values'>): readonly Ref[] {
  const { namespace } = values;
  return observed.claims.map(({ live }) => ({ type: PERSISTENT_VOLUME_CLAIM, namespace, name: live.metadata.name }));
}
