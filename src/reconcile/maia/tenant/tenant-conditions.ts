import { findCondition, type ConditionIntent } from '../../../kernel/condition.ts';
import { describeUnknownKey } from './unknown-keys.ts';
import type { TenantSituation } from './tenant-situation.ts';

/** How many keys a message names at most. */
const MAX_NAMED = 20;

function synced({ problem, tenant }: TenantSituation): ConditionIntent {
  if (problem !== undefined) return { type: 'Synced', status: 'False', reason: problem.reason, message: problem.message };
  if (tenant === undefined)
    return { type: 'Synced', status: 'False', reason: 'Creating', message: 'the tenant is being made on the server' };
  return { type: 'Synced', status: 'True', reason: 'Synced', message: `tenant ${tenant.id} and its API keys are as the spec says` };
}

function suspendedMessage({ primary }: TenantSituation): string {
  const { spec } = primary;
  if (!spec.suspended) return 'the tenant is suspended on the server; it is to be activated';
  return spec.suspendReason ?? 'spec.suspended is true; spec.suspendReason gives no reason';
}

function ready(situation: TenantSituation): ConditionIntent {
  const { problem, tenant } = situation;
  if (problem !== undefined) return { type: 'Ready', status: 'False', reason: problem.reason, message: problem.message };
  if (tenant?.status === 'suspended') return { type: 'Ready', status: 'False', reason: 'Suspended', message: suspendedMessage(situation) };
  if (tenant === undefined)
    return { type: 'Ready', status: 'False', reason: 'Creating', message: 'the tenant is being made on the server' };
  return { type: 'Ready', status: 'True', reason: 'Ready', message: `tenant ${tenant.id} is active` };
}

function suspended(situation: TenantSituation): ConditionIntent {
  const { stored, tenant } = situation;
  const before = findCondition(stored.conditions, 'Suspended');
  if (tenant?.status === 'suspended')
    return { type: 'Suspended', status: 'True', reason: 'Suspended', message: suspendedMessage(situation) };
  // What the server does not say now it said before.
  if (tenant === undefined && before !== undefined) {
    const { message, reason, status, type } = before;
    return { type, status, reason, message };
  }
  const wasSuspended = before?.status === 'True' || before?.reason === 'Activated';
  return { type: 'Suspended', status: 'False', reason: wasSuspended ? 'Activated' : 'Active', message: 'the tenant is not suspended' };
}

/** With a master key the server answers every other key with 401 (MAIA `internal/server`), so that keys of tenants open nothing. */
function keysUsable({ observed, primary, tenant }: TenantSituation): readonly ConditionIntent[] {
  const { instance } = observed;
  if (primary.spec.apiKeys.length === 0 || instance.state !== 'present') return [];
  const type = 'KeysUsable';
  if (instance.server.apiKey === undefined) {
    return [
      {
        type,
        status: 'True',
        reason: 'NoMasterKey',
        message: 'API keys of the tenant authenticate, and the Admin API is open to everybody',
      },
    ];
  }
  const id = tenant === undefined ? 'TENANT-ID' : tenant.id;
  const message = `the server has a master key and so accepts no API key of a tenant: clients send the master key with the header X-MAIA-Tenant-ID: ${id}`;
  return [{ type, status: 'False', reason: 'MasterKeySet', message }];
}

function keysKnown({ stored, tenant, work }: TenantSituation): readonly ConditionIntent[] {
  const type = 'KeysKnown';
  if (tenant === undefined) {
    const before = findCondition(stored.conditions, type);
    return before === undefined ? [] : [{ type, status: before.status, reason: before.reason, message: before.message }];
  }
  if (work.unknown.length === 0)
    return [{ type, status: 'True', reason: 'AllKeysKnown', message: 'every API key on the server is in a Secret' }];
  const named = work.unknown.slice(0, MAX_NAMED).map(describeUnknownKey).join(', ');
  const more = work.unknown.length > MAX_NAMED ? `, and ${String(work.unknown.length - MAX_NAMED)} more` : '';
  const message = `the server lists API keys whose value is in no Secret, so that they cannot be revoked: ${named}${more}`;
  return [{ type, status: 'False', reason: 'UnknownKeys', message }];
}

function isolated({ observed, tenant }: TenantSituation): readonly ConditionIntent[] {
  const { instance } = observed;
  if (instance.state !== 'present') return [];
  const type = 'Isolated';
  if (!instance.tenancy.enabled) {
    const message = 'spec.tenancy.enabled of the instance is false: the server does not keep the data of tenants apart';
    return [{ type, status: 'False', reason: 'TenancyDisabled', message }];
  }
  const dedicated = tenant?.config.dedicated_storage ?? instance.tenancy.dedicatedStorage;
  if (dedicated === instance.tenancy.dedicatedStorage) {
    return [{ type, status: 'True', reason: 'TenancyEnabled', message: 'the server keeps the data of tenants apart' }];
  }
  const stands = dedicated ? 'has a store of its own' : 'shares the store';
  const message = `the tenant ${stands} since it was made: a later change of spec.tenancy.dedicatedStorage of the instance moves no data`;
  return [{ type, status: 'True', reason: 'DedicatedStorageUnchanged', message }];
}

/** The conditions of a tenant, each type every time, so that none of them is left over from before. */
export function tenantConditions(situation: TenantSituation): readonly ConditionIntent[] {
  return [
    synced(situation),
    ready(situation),
    suspended(situation),
    ...keysUsable(situation),
    ...keysKnown(situation),
    ...isolated(situation),
  ];
}
