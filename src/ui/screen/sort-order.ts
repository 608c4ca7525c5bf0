import type { LiveHealth, LiveRow } from '../live-source.ts';

/** What the objects can be ordered by. */
export const SORTS = ['problem', 'name', 'namespace', 'kind', 'status', 'age'] as const;
export type SortBy = (typeof SORTS)[number];

/** The order of the objects. */
export interface SortOrder {
  readonly by: SortBy;
  readonly reversed: boolean;
}

/** The worst first. */
export const HEALTH_RANK: Readonly<Record<LiveHealth, number>> = { failed: 0, degraded: 1, pending: 2, suspended: 3, healthy: 4 };

type Compare = (left: LiveRow, right: LiveRow) => number;

// Comparing by code unit: a locale's order costs ten times as much, and names are ASCII.
function text(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function byName(left: LiveRow, right: LiveRow): number {
  return (
    text(left.namespace ?? '', right.namespace ?? '') ||
    text(left.name, right.name) ||
    text(left.kind, right.kind) ||
    text(left.id, right.id)
  );
}

/** The worst first, and of those alike what has been so for longest. */
function byProblem(left: LiveRow, right: LiveRow): number {
  const rank = HEALTH_RANK[left.health] - HEALTH_RANK[right.health];
  if (rank !== 0) return rank;
  return left.health === 'healthy' ? byName(left, right) : left.sinceAt - right.sinceAt || byName(left, right);
}

const ORDERS: Readonly<Record<SortBy, Compare>> = {
  problem: byProblem,
  name: (left, right) => text(left.name, right.name) || byName(left, right),
  namespace: byName,
  kind: (left, right) => text(left.kind, right.kind) || byName(left, right),
  status: (left, right) => text(left.phase, right.phase) || byName(left, right),
  age: (left, right) => right.createdAt - left.createdAt || byName(left, right),
};

/** Compares two objects by an order. It never says that two different ones are equal, so the list is the same each time. */
export function compareRows({ by, reversed }: SortOrder): Compare {
  const compare = ORDERS[by];
  return reversed ? (left, right) => compare(right, left) : compare;
}

/** `problem`, `-age`. */
export function sortName({ by, reversed }: SortOrder): string {
  return reversed ? `-${by}` : by;
}

/** The order with that name; worst first for a name that there is not. */
export function sortNamed(name: string | undefined): SortOrder {
  const reversed = name?.startsWith('-') === true;
  const by = SORTS.find((known) => known === (reversed ? name?.slice(1) : name));
  return by === undefined ? { by: 'problem', reversed: false } : { by, reversed };
}
