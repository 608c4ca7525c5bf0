import type { Blocker } from '../engine/contract.ts';
import type { ChildProblem } from './child-problem.ts';
import type { Problem } from './problem.ts';
import type { WorkloadFinding } from './workload-finding.ts';

/** Where an object stands. Ready means ready; Failed and Waiting mean not ready. */
export interface Verdict {
  readonly phase: 'Pending' | 'Ready' | 'Failed' | 'Waiting';
  /** It serves now: what dependants wait for. */
  readonly ready: boolean;
  readonly message: string;
  readonly blocked?: Blocker;
}

type On = NonNullable<Blocker['on']>;

/** Something that an object waits for. */
export interface Wait extends Problem {
  readonly on?: On;
  readonly fix?: string;
  /** Only a person can end it. */
  readonly isStuck?: boolean;
}

/** What a verdict is made from, for all three kinds. */
export interface VerdictFacts {
  /** The spec cannot be carried out. */
  readonly problem?: Problem | undefined;
  readonly failure?: ChildProblem | undefined;
  /** A ModelAPI or MCPServer that is missing or not ready. */
  readonly dependency?: Wait | undefined;
  /** What keeps the Deployment from being made or changed, though what runs goes on (a Secret that is not there). */
  readonly hold?: Wait | undefined;
  readonly workload: WorkloadFinding;
  /** A peer that is not satisfied. */
  readonly peer?: Wait | undefined;
  /** The Deployment. */
  readonly on: On;
}

function blockerOf({ fix, isStuck = false, message, on, reason }: Wait): Blocker {
  return { kind: isStuck ? 'stuck' : 'waits', reason, message, ...(on === undefined ? {} : { on }), ...(fix === undefined ? {} : { fix }) };
}

/** Judges in a fixed order: the first thing that is in the way decides. */
export function verdict(facts: VerdictFacts): Verdict {
  const { dependency, failure, hold, on, peer, problem, workload } = facts;
  const namespace = on.namespace ?? '';
  const fix = `kubectl describe deployment ${on.name} -n ${namespace}`;
  const failed = (blocker: Blocker): Verdict => ({ phase: 'Failed', ready: false, message: blocker.message, blocked: blocker });
  if (problem !== undefined) return failed({ kind: 'failed', ...problem });
  if (failure?.isFinal === true) {
    const { kind, message, name, reason } = failure;
    const look = `kubectl get ${kind.toLowerCase()} ${name} -n ${namespace} -o yaml`;
    return failed({ kind: 'failed', reason, message, on: { kind, name, namespace }, fix: look });
  }
  if (dependency !== undefined) {
    return { phase: 'Waiting', ready: false, message: dependency.message, blocked: blockerOf(dependency) };
  }
  const serves = workload.readyReplicas > 0;
  if (hold !== undefined) return { phase: 'Pending', ready: serves, message: hold.message, blocked: blockerOf(hold) };
  const { message, reason, state } = workload;
  if (state === 'Failed') return failed({ kind: 'failed', reason, message, on, fix });
  if (failure !== undefined) {
    const waits: Blocker = { kind: 'waits', reason: failure.reason, message: failure.message };
    return { phase: 'Pending', ready: serves, message: failure.message, blocked: waits };
  }
  if (state !== 'Serving') return { phase: 'Pending', ready: serves, message, blocked: { kind: 'waits', reason, message, on, fix } };
  if (peer !== undefined) return { phase: 'Pending', ready: false, message: peer.message, blocked: blockerOf(peer) };
  return { phase: 'Ready', ready: true, message };
}
