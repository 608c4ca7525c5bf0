import { intOrPercent } from '../framework/int-or-percent.ts';

/** How far a rolling update may stray from the wanted number of pods. */
export interface RolloutBounds {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** A ReplicaSet as the arithmetic sees it. */
export interface ReplicaCount {
  readonly name: string;
  /** `spec.replicas`. */
  readonly replicas: number;
  /** `status.availableReplicas`. */
  readonly available: number;
}

/** A ReplicaSet and the number of replicas it is to have. */
export interface ScaleStep {
  readonly name: string;
  readonly replicas: number;
}

/** The bounds of a strategy: surge is rounded up, unavailability down, and never are both zero (kubernetes, `ResolveFenceposts`). */
export function rolloutBounds(
  replicas: number,
  strategy: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string } = {},
): RolloutBounds {
  const maxSurge = intOrPercent(strategy.maxSurge ?? '25%', replicas, 'up') ?? 0;
  const maxUnavailable = intOrPercent(strategy.maxUnavailable ?? '25%', replicas, 'down') ?? 0;
  if (maxSurge === 0 && maxUnavailable === 0) return { maxSurge, maxUnavailable: 1 };
  return { maxSurge, maxUnavailable: Math.min(maxUnavailable, replicas) };
}

const sum = (sets: readonly ReplicaCount[], of: (set: ReplicaCount) => number): number => sets.reduce((total, set) => total + of(set), 0);

/** How many replicas the new ReplicaSet may have now. */
export function newSetReplicas(wanted: number, bounds: RolloutBounds, newSet: ReplicaCount, oldSets: readonly ReplicaCount[]): number {
  if (newSet.replicas >= wanted) return wanted;
  const room = wanted + bounds.maxSurge - newSet.replicas - sum(oldSets, (set) => set.replicas);
  return room <= 0 ? newSet.replicas : newSet.replicas + Math.min(room, wanted - newSet.replicas);
}

/**
 * The steps by which old ReplicaSets (oldest first) go down without falling under the wanted availability: first what is not available
 * anyway, then what is.
 */
export function oldSetSteps(
  wanted: number,
  bounds: RolloutBounds,
  newSet: ReplicaCount,
  oldSets: readonly ReplicaCount[],
): readonly ScaleStep[] {
  const minAvailable = wanted - bounds.maxUnavailable;
  const all = newSet.replicas + sum(oldSets, (set) => set.replicas);
  let spare = all - minAvailable - Math.max(0, newSet.replicas - newSet.available);
  if (spare <= 0) return [];
  const left = new Map(oldSets.map((set) => [set.name, set.replicas]));
  for (const { name, replicas, available } of oldSets) {
    const count = Math.min(spare, Math.max(0, replicas - available));
    left.set(name, replicas - count);
    spare -= count;
  }
  let droppable = newSet.available + sum(oldSets, (set) => set.available) - minAvailable;
  for (const { name } of oldSets) {
    const count = Math.max(0, Math.min(droppable, left.get(name) ?? 0));
    left.set(name, (left.get(name) ?? 0) - count);
    droppable -= count;
  }
  return oldSets.filter((set) => left.get(set.name) !== set.replicas).map(({ name }) => ({ name, replicas: left.get(name) ?? 0 }));
}

/**
 * The steps by which a change of the wanted number in the middle of a rollout is shared out by size over the active ReplicaSets (oldest
 * first); what rounding leaves over goes to the largest.
 *
 * @param before the number that the sets were made for: their annotation `max-replicas`.
 */
export function proportionalSteps(wanted: number, maxSurge: number, sets: readonly ReplicaCount[], before: number): readonly ScaleStep[] {
  const all = sum(sets, (set) => set.replicas);
  const toAdd = (wanted > 0 ? wanted + maxSurge : 0) - all;
  if (toAdd === 0 || all === 0) return [];
  const ordered = sets.toSorted((left, right) => right.replicas - left.replicas);
  let rest = toAdd;
  const next = ordered.map(({ name, replicas }) => {
    const exact = Math.round((replicas * (wanted + maxSurge)) / before) - replicas;
    const share = toAdd > 0 ? Math.max(0, Math.min(exact, rest)) : Math.min(0, Math.max(exact, rest));
    rest -= share;
    return { name, replicas: Math.max(0, replicas + share) };
  });
  const [first, ...others] = next;
  if (first === undefined) return [];
  const settled = [{ name: first.name, replicas: Math.max(0, first.replicas + rest) }, ...others];
  return settled.filter(({ name, replicas }) => sets.find((set) => set.name === name)?.replicas !== replicas);
}
