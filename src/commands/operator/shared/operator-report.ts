import { parseScope, shardName } from '../../../kernel/shard.ts';
import { formatAge } from '../../../output/age.ts';
import type { TableColumn } from '../../../output/table.ts';
import type { FoundManager, FoundManagers } from './find-managers.ts';

/** How a system is reconciled: by a Deployment, by a loop elsewhere, or not at all. */
export type OperatorState = 'Running' | 'NotReady' | 'Stopped' | 'Outside' | 'Missing' | 'Unknown';

/** One line of `operator status`. */
export interface OperatorItem {
  readonly system: string;
  readonly state: OperatorState;
  /** The Deployment; absent where there is none. */
  readonly manager?: Omit<FoundManager, 'selector'>;
  readonly lease?: {
    readonly namespace: string;
    readonly name: string;
    readonly holder: string;
    readonly scope: string;
    readonly ageSeconds: number;
  };
  /** Null: unknown. */
  readonly missingRights: readonly string[] | null;
  /** Passes that failed since it was started, by controller. Null: unknown. */
  readonly errors: Readonly<Record<string, number>> | null;
}

/** What was found out about a Deployment beyond what it says itself. */
export interface ManagerFacts {
  readonly missingRights: readonly string[] | undefined;
  readonly errors: Readonly<Record<string, number>> | undefined;
}

function stateOf({ ready, wanted }: FoundManager): OperatorState {
  if (wanted === 0) return 'Stopped';
  return ready === 0 ? 'NotReady' : 'Running';
}

/** The lines of one system: one per Deployment; without any, one that says who else works. */
export function operatorItems(found: FoundManagers, factsOf: (manager: FoundManager) => ManagerFacts): readonly OperatorItem[] {
  const { system, managers, holders, hidden } = found;
  const leaseOf = (holder: FoundManagers['holders'][number] | undefined): Pick<OperatorItem, 'lease'> => {
    if (holder === undefined) return {};
    const { namespace: at, name, identity, scope, ageMs } = holder;
    return { lease: { namespace: at, name, holder: identity, scope, ageSeconds: Math.max(0, Math.round(ageMs / 1_000)) } };
  };
  if (managers.length === 0) {
    const state = holders.length > 0 ? 'Outside' : hidden === undefined ? 'Missing' : 'Unknown';
    // Loops elsewhere may have the objects shared among them.
    const shown = holders.some(({ scope }) => parseScope(scope).shard !== undefined) ? holders : [holders[0]];
    return shown.map((holder) => ({ system: system.id, state, ...leaseOf(holder), missingRights: null, errors: null }));
  }
  const holderFor = ({ namespace, scope }: FoundManager): FoundManagers['holders'][number] | undefined => {
    const { shard } = parseScope(scope);
    if (shard === undefined) return holders.find((one) => one.namespace === namespace) ?? holders[0];
    return holders.find((one) => one.name.endsWith(shardName('', shard)));
  };
  return managers.map((manager) => {
    const { selector: _, ...said } = manager;
    const { missingRights, errors } = factsOf(manager);
    return {
      system: system.id,
      state: stateOf(manager),
      manager: said,
      ...leaseOf(holderFor(manager)),
      missingRights: missingRights ?? null,
      errors: errors ?? null,
    };
  });
}

/** The columns of the table. */
export const OPERATOR_COLUMNS: readonly TableColumn[] = [
  { header: 'SYSTEM' },
  { header: 'STATE' },
  { header: 'DEPLOYMENT', freeText: true },
  { header: 'READY' },
  { header: 'VERSION' },
  { header: 'SCOPE' },
  { header: 'HOLDER', freeText: true },
  { header: 'RENEWED' },
  { header: 'RIGHTS' },
  { header: 'ERRORS' },
];

/** The cells of a line. */
export function operatorRow({ system, state, manager, lease, missingRights, errors }: OperatorItem): readonly string[] {
  return [
    system,
    state,
    manager === undefined ? '<none>' : `${manager.namespace}/${manager.name}`,
    manager === undefined ? '' : `${String(manager.ready)}/${String(manager.wanted)}`,
    manager?.version ?? '',
    manager?.scope ?? lease?.scope ?? '',
    lease?.holder ?? '<none>',
    lease === undefined ? '' : formatAge(lease.ageSeconds * 1_000),
    missingRights === null ? '<unknown>' : missingRights.length === 0 ? 'complete' : `${String(missingRights.length)} missing`,
    errors === null ? '<unknown>' : String(Object.values(errors).reduce((sum, value) => sum + value, 0)),
  ];
}
