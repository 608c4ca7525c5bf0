import { DEPLOYMENT, SECRET } from '../../kernel/builtin-types.ts';
import { maiaInstance } from '../../kinds/maia/maia-instance.ts';
import type { MaiaTenantSpec } from '../../kinds/maia/tenant-spec.ts';
import type { MaiaTenantStatus } from '../../kinds/maia/tenant-status.ts';
import { maiaTenant as kind } from '../../kinds/maia/maia-tenant.ts';
import type { KindReconciler } from '../engine/contract.ts';
import type { AdminApi } from './admin-api.ts';
import { keyEffects } from './tenant/key-effects.ts';
import { identityOf, instanceOf, observeTenant, type MaiaTenantObserved } from './tenant/observe-tenant.ts';
import { planInvalidTenant } from './tenant/plan-invalid-tenant.ts';
import { planTenant } from './tenant/plan-tenant.ts';
import { tenantEffects } from './tenant/tenant-effects.ts';

/** The reconciler of MaiaTenant, over the Admin API of MAIA servers. */
export function maiaTenantReconciler(admin: AdminApi): KindReconciler<MaiaTenantSpec, MaiaTenantStatus, MaiaTenantObserved> {
  return {
    kind,
    children: [{ type: SECRET }],
    wakes: [
      { type: maiaInstance, references: (primary) => [instanceOf(primary)] },
      // Whether the server can be asked is in the status of its Deployment.
      { type: DEPLOYMENT, references: (primary) => [instanceOf(primary)] },
      {
        type: SECRET,
        references: (primary) => {
          const { namespace } = identityOf(primary);
          return primary.spec.apiKeys.map(({ secretRef }) => ({ namespace, name: secretRef.name }));
        },
      },
    ],
    rights: [
      { group: '', resources: ['secrets'], verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'] },
      { group: 'apps', resources: ['deployments'], verbs: ['get', 'list', 'watch'] },
      { group: 'maia.cuemby.com', resources: ['maiainstances'], verbs: ['get', 'list', 'watch'] },
      // Its finalizer.
      { group: 'maia.cuemby.com', resources: ['maiatenants'], verbs: ['patch'] },
      // Asked for where owner references that hold back a deletion are guarded (OpenShift does).
      { group: 'maia.cuemby.com', resources: ['maiatenants/finalizers'], verbs: ['update'] },
    ],
    effects: { ...tenantEffects(admin), ...keyEffects(admin) },
    observe: async (primary, world) => observeTenant(admin, primary, world),
    plan: planTenant,
    planInvalid: planInvalidTenant,
  };
}
