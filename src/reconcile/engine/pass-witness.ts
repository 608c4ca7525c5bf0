import type { KubeObject } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { Plan } from './contract.ts';
import type { Decision } from './decide-plan.ts';
import type { PassReport } from './pass-report.ts';
import type { AnyReconciler } from './wake-up.ts';

/** Something that a reconciler looked at. */
export interface SeenRead {
  readonly type: ResourceType;
  readonly namespace?: string | undefined;
  /** Absent: all of the type, or all that are the primary's. */
  readonly name?: string;
  readonly from: 'cache' | 'api';
  /** Of a list: how many there were. */
  readonly found: 'present' | 'absent' | 'unknown' | number;
}

/** Looks on at one pass. It sees names and decisions, and changes nothing. What it throws breaks the pass. */
export interface PassWitness {
  /** Runs the pass: whatever is called inside belongs to it. */
  within<T>(work: () => Promise<T>): Promise<T>;
  read(read: SeenRead): void;
  /** A plan was made. A second time where steps failed and it was made anew with their failures. */
  planned(plan: Plan<unknown>): void;
  /** What the first plan means for each child, by the cache. */
  decided(decisions: readonly Decision[]): void;
  /** The pass is over and it is known when the next one comes. */
  ended(report: PassReport): void;
}

/** A pass that begins. */
export interface PassBeginning {
  readonly reconciler: AnyReconciler;
  readonly key: string;
  readonly primary: KubeObject;
  /** `initial`, `change`, `child KIND/NAME`, `reference KIND/NAME`, `again`, `retry`, `timer`, `resync`. */
  readonly wokenBy: readonly string[];
}

/** Gives each pass its witness. */
export type WitnessPasses = (beginning: PassBeginning) => PassWitness;
