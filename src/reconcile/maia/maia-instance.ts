import { keptPod } from '../../kernel/kept-pod.ts';
import { POD, SECRET } from '../../kernel/builtin-types.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import type { MaiaInstanceSpec } from '../../kinds/maia/instance-spec.ts';
import type { MaiaInstanceStatus } from '../../kinds/maia/instance-status.ts';
import { maiaInstance as kind } from '../../kinds/maia/maia-instance.ts';
import { SERVER_POD_SELECTOR } from '../../templates/maia/metadata.ts';
import type { ChildType, KindReconciler } from '../engine/contract.ts';
import type { AdminApi } from './admin-api.ts';
import { CHILD_ROLE_NAMES, CHILD_ROLES } from './child-role.ts';
import { instanceKey, observeInstance, type MaiaInstanceObserved } from './observe-instance.ts';
import { observeStatistics } from './observe-statistics.ts';
import { planInstance } from './plan-instance.ts';
import { planInvalidInstance } from './plan-invalid-instance.ts';
import { secretReferences } from './secret-references.ts';
import { instanceOfPod } from './server-pod.ts';

function childTypes(): readonly ChildType[] {
  const byName = new Map<string, ResourceType>(
    CHILD_ROLE_NAMES.map((role) => [resourceNameOf(CHILD_ROLES[role].type), CHILD_ROLES[role].type]),
  );
  const switched: readonly ResourceType[] = [CHILD_ROLES.ingress.type, CHILD_ROLES.serviceMonitor.type, CHILD_ROLES.backupCronJob.type];
  return [...byName.values()].map((type): ChildType => {
    if (!switched.includes(type)) return { type, kept: true };
    // ServiceMonitor belongs to an add-on: an operator that insisted on it would not start without Prometheus.
    return type === CHILD_ROLES.serviceMonitor.type ? { type, optional: true } : { type };
  });
}

/** The reconciler of MaiaInstance. @param admin where the counts of the status come from. */
export function maiaInstanceReconciler(admin: AdminApi): KindReconciler<MaiaInstanceSpec, MaiaInstanceStatus, MaiaInstanceObserved> {
  return {
    kind,
    children: childTypes(),
    derived: [{ type: POD, labelSelector: SERVER_POD_SELECTOR, primaryOf: instanceOfPod, keep: keptPod }],
    wakes: [
      {
        type: SECRET,
        references: (primary) => secretReferences(primary.spec).map(({ name }) => ({ namespace: instanceKey(primary).namespace, name })),
      },
    ],
    rights: [
      { group: '', resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
      // Why the server does not start: `kubectl describe` is to tell it.
      { group: '', resources: ['pods'], verbs: ['list', 'watch'] },
      // Asked for where owner references that hold back a deletion are guarded (OpenShift does).
      { group: 'maia.cuemby.com', resources: ['maiainstances/finalizers'], verbs: ['update'] },
    ],
    observe: async (primary, world) => {
      const observed = await observeInstance(primary, world);
      const statistics = await observeStatistics(primary, observed, world, admin);
      return statistics === undefined ? observed : { ...observed, statistics };
    },
    plan: planInstance,
    planInvalid: planInvalidInstance,
  };
}
