import { firstDifference } from '../../kernel/semantic-equality.ts';
import type { Manifest, Ref } from '../../kernel/kube-object.ts';
import type { MaiaInstanceStatus } from '../../kinds/maia/instance-status.ts';
import { backupClaim } from '../../templates/maia/backup-claim.ts';
import { backupCronJob } from '../../templates/maia/backup-cron-job.ts';
import { configMap } from '../../templates/maia/config-map.ts';
import { dataClaim } from '../../templates/maia/data-claim.ts';
import { deployment } from '../../templates/maia/deployment.ts';
import { headlessService } from '../../templates/maia/headless-service.ts';
import { ingress } from '../../templates/maia/ingress.ts';
import { serviceMonitor } from '../../templates/maia/service-monitor.ts';
import { service } from '../../templates/maia/service.ts';
import type { Child, Step } from '../engine/contract.ts';
import { childRef, type ChildRoleName } from './child-role.ts';
import type { InstanceSituation } from './instance-situation.ts';

type InstanceStep = Step<MaiaInstanceStatus>;

function controlled(manifest: Manifest): Child {
  return { manifest, ownership: 'controlled' };
}

/** The optional objects that the spec asks for. */
function wantedExtras({ primary, observed }: InstanceSituation): ReadonlySet<ChildRoleName> {
  const { backup, ingress: ingressSpec, metrics } = primary.spec;
  const wanted = new Set<ChildRoleName>();
  if (ingressSpec.enabled) wanted.add('ingress');
  if (metrics.enabled && metrics.serviceMonitor.enabled && observed.servesServiceMonitors) wanted.add('serviceMonitor');
  if (backup.enabled) wanted.add('backupCronJob');
  return wanted;
}

/** What goes side by side. What would mount somebody else's object is left out. */
function mainWave(situation: InstanceSituation, wanted: ReadonlySet<ChildRoleName>, hasConfiguration: boolean): readonly Child[] {
  const { backupTerms, conflicts, values } = situation;
  const free = (...roles: readonly ChildRoleName[]): boolean => !roles.some((role) => conflicts.includes(role));
  return [
    ...(hasConfiguration ? [] : [controlled(configMap(values))]),
    controlled(dataClaim(values)),
    ...(free('configMap', 'dataClaim') ? [controlled(deployment(values))] : []),
    controlled(service(values)),
    controlled(headlessService(values)),
    ...(wanted.has('ingress') ? [controlled(ingress(values))] : []),
    // The backups outlive the instance.
    ...(backupTerms === undefined ? [] : [{ manifest: backupClaim(values, backupTerms), ownership: 'retained' as const }]),
    ...(wanted.has('backupCronJob') && free('dataClaim', 'backupClaim') ? [controlled(backupCronJob(values))] : []),
  ];
}

/**
 * A changed configuration is stored before the Deployment changes: the server reads it once, and pods that started with the old text would
 * keep it for good.
 */
function configurationFirst({ observed, values }: InstanceSituation): readonly InstanceStep[] {
  const live = observed.live.configMap;
  const manifest = configMap(values);
  if (live === undefined || firstDifference(manifest, live) === undefined) return [];
  return [{ do: 'apply', wave: [controlled(manifest)] }];
}

/** What was switched off: only objects of ours that are there and not already going. The backup volume is none of them. */
function removals({ observed, values }: InstanceSituation, wanted: ReadonlySet<ChildRoleName>): readonly InstanceStep[] {
  const refs: Ref[] = [];
  for (const role of ['ingress', 'serviceMonitor', 'backupCronJob'] as const) {
    const live = observed.live[role];
    if (live !== undefined && live.metadata.deletionTimestamp === undefined && !wanted.has(role)) refs.push(childRef(role, values));
  }
  return refs.length === 0 ? [] : [{ do: 'remove', refs, propagation: 'Background', optional: true }];
}

/** The steps that bring an instance's objects in step with its spec. None while it is paused or cannot have any. */
export function instanceSteps(situation: InstanceSituation): readonly InstanceStep[] {
  if (situation.paused || situation.nameProblem !== undefined) return [];
  const wanted = wantedExtras(situation);
  const monitor: readonly InstanceStep[] = wanted.has('serviceMonitor')
    ? [{ do: 'apply', wave: [controlled(serviceMonitor(situation.values))], optional: true }]
    : [];
  // Optional, so that one refused object does not keep what was switched off from going.
  const first = configurationFirst(situation);
  const wave: InstanceStep = { do: 'apply', wave: mainWave(situation, wanted, first.length > 0), optional: true };
  return [...first, wave, ...monitor, ...removals(situation, wanted)];
}
