import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Plan } from './contract.ts';
import type { Decision } from './decide-plan.ts';
import type { AnyReconciler } from './wake-up.ts';

/** What a pass decided, for whoever looks at it in place of doing it. */
export interface PlannedPass {
  readonly reconciler: AnyReconciler;
  readonly primary: KubeObject;
  readonly plan: Plan<unknown>;
  readonly decisions: readonly Decision[];
  readonly signal: AbortSignal;
}

/**
 * Stands in for the engine's own execution of a plan: the pass ends with it, and neither steps nor status nor events are written. What it
 * rejects with breaks the pass.
 */
export type PlanExecutor = (planned: PlannedPass) => Promise<void>;
