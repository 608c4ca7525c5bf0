import type { EffectHandler, EffectResult, EventNote } from '../../engine/contract.ts';
import { AdminApiError, type AdminApi, type ServerTenant } from '../admin-api.ts';
import { adminCall, EFFECT_TIMEOUT_MS } from './admin-call.ts';
import { EffectError } from './effect-error.ts';
import { inputOf, type CreateTenantInput, type TenantEffectType } from './effect-types.ts';
import { creationOf, isTenantOf, replacementFor, tenantDifferences } from './wanted-tenant.ts';

function normal(reason: string, message: string): EventNote {
  return { type: 'Normal', reason, message };
}

/** The id is stored at once: whatever happens later, the tenant is known. */
function remembered({ secrets }: CreateTenantInput, { id }: ServerTenant): EffectResult['stores'] {
  return [{ into: 'status', patch: { tenantId: id, ...(secrets.length === 0 ? {} : { apiKeySecrets: secrets }) } }];
}

/** The name is taken: by the tenant that an earlier attempt made, whose answer was lost, or by somebody else's. */
async function adopt(admin: AdminApi, input: CreateTenantInput, signal: AbortSignal): Promise<EffectResult> {
  const { identity, server, wanted } = input;
  const tenants = await adminCall(admin.listTenants(server, signal));
  const found = tenants.find(({ name }) => name === wanted.name);
  if (found === undefined)
    throw new EffectError('SyncFailed', `the server says that the name ${wanted.name} is taken, and lists no such tenant`);
  if (!isTenantOf(found, identity)) {
    throw new EffectError('NameConflict', `the server has a tenant ${wanted.name} (${found.id}) that is not of this MaiaTenant`);
  }
  return {
    stores: remembered(input, found),
    events: [normal('Adopted', `tenant ${wanted.name} was on the server already: its id is ${found.id}`)],
  };
}

/** Names are unique on the server, so that a second attempt never makes a second tenant. */
function createTenant(admin: AdminApi): EffectHandler {
  return {
    timeoutMs: EFFECT_TIMEOUT_MS,
    run: async (json, { signal }) => {
      const input = inputOf('create-tenant', json);
      const { dedicatedStorage, planBudget, server, wanted } = input;
      try {
        const made = await admin.createTenant(server, creationOf(wanted, planBudget, dedicatedStorage), signal);
        return {
          stores: remembered(input, made),
          events: [normal('Created', `tenant ${wanted.name} is on the server: its id is ${made.id}`)],
          undo: async (late) => admin.deleteTenant(server, made.id, late),
        };
      } catch (error) {
        if (error instanceof AdminApiError && error.reason === 'AlreadyExists') return adopt(admin, input, signal);
        return adminCall(Promise.reject(error as Error));
      }
    },
  };
}

function replaceTenant(admin: AdminApi): EffectHandler {
  return {
    timeoutMs: EFFECT_TIMEOUT_MS,
    run: async (json, { signal }) => {
      const { server, tenantId, wanted } = inputOf('replace-tenant', json);
      const live = await adminCall(admin.getTenant(server, tenantId, signal));
      const changes = tenantDifferences(wanted, live);
      if (changes.length === 0) return { stores: [] };
      const after = await adminCall(admin.replaceTenant(server, tenantId, replacementFor(wanted, live), signal));
      const kept = tenantDifferences(wanted, after);
      // Trying again would write the same for ever.
      if (kept.length > 0) {
        throw new EffectError('ValueNotKept', `the server does not keep what the spec says of ${kept.join(', ')}`, { stuck: true });
      }
      return { stores: [], events: [normal('Updated', `changed on the server: ${changes.join(', ')}`)] };
    },
  };
}

function switchTenant(admin: AdminApi, wanted: 'active' | 'suspended'): EffectHandler {
  const type = wanted === 'active' ? 'activate-tenant' : 'suspend-tenant';
  return {
    timeoutMs: EFFECT_TIMEOUT_MS,
    run: async (json, { signal }) => {
      const { note, server, tenantId } = inputOf(type, json);
      const call = wanted === 'active' ? admin.activateTenant(server, tenantId, signal) : admin.suspendTenant(server, tenantId, signal);
      const { status } = await adminCall(call);
      if (status !== wanted) throw new EffectError('SyncFailed', `the server says ${status} after ${type}`);
      const event: EventNote = wanted === 'active' ? normal('Activated', note) : { type: 'Warning', reason: 'Suspended', message: note };
      return { stores: [], events: [event] };
    },
  };
}

function deleteTenant(admin: AdminApi): EffectHandler {
  return {
    timeoutMs: EFFECT_TIMEOUT_MS,
    run: async (json, { signal }) => {
      const { note, server, tenantId } = inputOf('delete-tenant', json);
      await adminCall(admin.deleteTenant(server, tenantId, signal));
      return { stores: [], events: [normal('Deleted', note)] };
    },
  };
}

/** The handlers of what is done to a tenant itself. Each may be done twice: the second time changes nothing. */
export function tenantEffects(admin: AdminApi): Readonly<Partial<Record<TenantEffectType, EffectHandler>>> {
  return {
    'create-tenant': createTenant(admin),
    'replace-tenant': replaceTenant(admin),
    'suspend-tenant': switchTenant(admin, 'suspended'),
    'activate-tenant': switchTenant(admin, 'active'),
    'delete-tenant': deleteTenant(admin),
  };
}
