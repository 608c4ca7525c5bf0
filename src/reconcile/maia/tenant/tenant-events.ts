import { conditionChanged, findCondition, type ConditionIntent } from '../../../kernel/condition.ts';
import type { EventNote } from '../../engine/contract.ts';
import type { TenantSituation } from './tenant-situation.ts';
import { describeUnknownKey } from './unknown-keys.ts';

/** Reasons that go by themselves while things start. */
const QUIET: ReadonlySet<string> = new Set(['InstanceNotReady']);

function syncEvents({ stored }: TenantSituation, synced: ConditionIntent): readonly EventNote[] {
  if (!conditionChanged(stored.conditions, synced) || synced.reason === 'Creating') return [];
  const { message, reason, status } = synced;
  return [{ type: status === 'True' || QUIET.has(reason) ? 'Normal' : 'Warning', reason, message }];
}

/** Each key that nobody holds is told once: those of the stored condition were told. */
function unknownKeyEvents({ primary, stored, work }: TenantSituation): readonly EventNote[] {
  const told = findCondition(stored.conditions, 'KeysKnown')?.message ?? '';
  const ours = new Set(primary.spec.apiKeys.map(({ name }) => name));
  return work.unknown
    .map((key) => ({ key, what: describeUnknownKey(key) }))
    .filter(({ what }) => !told.includes(what))
    .map(({ key, what }): EventNote => {
      const message = `the server has API key ${what} and its value is in no Secret: it cannot be revoked`;
      return ours.has(key.name)
        ? { type: 'Warning', reason: 'UnknownKey', message: `${message}. A key was made and its value was lost; there is another one now` }
        : { type: 'Normal', reason: 'UnknownKey', message };
    });
}

function isolationEvents({ stored }: TenantSituation, isolated: ConditionIntent | undefined): readonly EventNote[] {
  if (isolated === undefined || isolated.reason === 'TenancyEnabled' || !conditionChanged(stored.conditions, isolated)) return [];
  return [{ type: 'Warning', reason: isolated.reason, message: isolated.message }];
}

/** A tenant with an id that the server no longer knows: its data is gone, and its keys are made anew with it. */
function lossEvents({ observed, stored, tenant }: TenantSituation): readonly EventNote[] {
  const { createdAt } = stored;
  if (observed.server.state !== 'answered' || tenant?.created_at === undefined || createdAt === undefined) return [];
  if (Date.parse(tenant.created_at) - Date.parse(createdAt) < 1_000) return [];
  const message = `the server did not know the tenant any more and it was made anew, as ${tenant.id}: what it had stored is gone`;
  return [{ type: 'Warning', reason: 'TenantLost', message }];
}

/** What the status says anew. What the effects did they tell themselves. */
export function tenantEvents(situation: TenantSituation, conditions: readonly ConditionIntent[]): readonly EventNote[] {
  const find = (type: string): ConditionIntent | undefined => conditions.find((condition) => condition.type === type);
  const synced = find('Synced');
  return [
    ...lossEvents(situation),
    ...(synced === undefined ? [] : syncEvents(situation, synced)),
    ...isolationEvents(situation, find('Isolated')),
    ...unknownKeyEvents(situation),
  ];
}
