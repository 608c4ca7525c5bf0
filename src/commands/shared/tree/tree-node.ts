import type { Health } from '../status-report.ts';

/** How a node stands; `none` of what has no state of its own, like a ServiceAccount. */
export type TreeHealth = Health | 'none';

/** A condition of a node's status, as far as its writer filled it in. */
export interface NodeCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  /** RFC 3339. */
  readonly lastTransitionTime?: string;
}

/** One object of a tree. Part of `tree -o json`: fields are only ever added. */
export interface TreeNode {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Absent of what is not there or may not be read. */
  readonly uid?: string;
  /** `child`: it belongs to the node above. `uses`: the node above names it. `usedBy`: it names the node above. */
  readonly relation: 'root' | 'child' | 'uses' | 'usedBy';
  /**
   * Of a child: `controlled` by a controller reference; `retained` when its owner goes; `derived`: from the template of a StatefulSet, or it goes with the
   * namespace that it lies in.
   */
  readonly ownership?: 'controlled' | 'retained' | 'derived';
  /** Of `uses` and `usedBy`: the field that holds the name. */
  readonly field?: string;
  /** `incomplete`: it lacks a key that is needed. `unknown`: it may not be read. */
  readonly presence: 'present' | 'absent' | 'incomplete' | 'unknown';
  readonly health: TreeHealth;
  /** How it is, in a few words; may be empty. */
  readonly state: string;
  readonly conditions: readonly NodeCondition[];
  /** RFC 3339. */
  readonly created?: string;
  /** How many objects below it were cut off by a limit of depth. */
  readonly hidden?: number;
  readonly children: readonly TreeNode[];
}
