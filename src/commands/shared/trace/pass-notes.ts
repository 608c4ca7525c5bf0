import { isJsonObject } from '../../../kernel/json.ts';
import { describeRef, keyOf, parseKey } from '../../../kernel/kube-object.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { Blocker, Plan, Step, StepFailure } from '../../../reconcile/engine/contract.ts';
import type { Decision } from '../../../reconcile/engine/decide-plan.ts';
import type { PassReport } from '../../../reconcile/engine/pass-report.ts';
import type { PassBeginning } from '../../../reconcile/engine/pass-witness.ts';
import type { ReconcileTrace, TracedFailure, TracedRead, TracedStep, TracedWrite } from './reconcile-trace.ts';

/** What is noted while one pass runs. */
export interface PassNotes {
  read(read: TracedRead): void;
  wrote(write: TracedWrite): void;
  planned(plan: Plan<unknown>): void;
  decided(decisions: readonly Decision[]): void;
  record(named: { readonly id: string; readonly at: string }, report: PassReport): ReconcileTrace;
}

/** More reads than these are counted and not listed. */
const MAX_READS = 200;

function subjectsOf(step: Step<unknown>): readonly string[] {
  switch (step.do) {
    case 'hold':
      return [step.finalizer];
    case 'release':
      return [step.from === undefined ? step.finalizer : `${step.finalizer} of ${describeRef(step.from)}`];
    case 'apply':
      return step.wave.map(({ manifest }) => `${manifest.kind}/${keyOf(manifest.metadata)}`);
    case 'remove':
      return step.refs.map(describeRef);
    case 'checkpoint':
      return isJsonObject(step.status) ? Object.keys(step.status).map((field) => `status.${field}`) : ['status'];
    case 'effect':
      return [step.effect.about === undefined ? step.effect.type : `${step.effect.type} ${step.effect.about}`];
  }
}

function stepOf(step: Step<unknown>): TracedStep {
  return { do: step.do, subjects: subjectsOf(step), ...(step.optional === true && { optional: true as const }) };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function statusOf(plan: Plan<unknown> | undefined, changed: boolean): ReconcileTrace['status'] {
  const status = isJsonObject(plan?.status) ? plan.status : {};
  const phase = text(status['phase']);
  const listed: readonly unknown[] = Array.isArray(status['conditions']) ? status['conditions'] : [];
  const conditions = listed.filter(isJsonObject).map((condition) => {
    const reason = text(condition['reason']);
    return { type: String(condition['type']), status: String(condition['status']), ...(reason !== undefined && { reason }) };
  });
  return { changed, ...(phase !== undefined && { phase }), conditions };
}

function blockedOf({ kind, reason, message, on, fix }: Blocker): NonNullable<ReconcileTrace['blocked']> {
  return {
    kind,
    reason,
    message,
    ...(on !== undefined && { on: `${on.kind}/${keyOf(on)}` }),
    ...(fix !== undefined && { fix }),
  };
}

function failureOf({ step, subject, reason, message, stuck }: StepFailure): TracedFailure {
  return { step, subject, reason, message, stuck };
}

function effectsOf({ actions = [], failures = [] }: PassReport): ReconcileTrace['effects'] {
  return [
    ...actions.filter(({ verb }) => verb === 'ran').map(({ subject }) => ({ type: subject, result: 'done' })),
    ...failures.filter(({ step }) => step === 'effect').map(({ subject, reason }) => ({ type: subject, result: reason })),
  ];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Empty notes on one pass. */
export function passNotes({ reconciler, key, primary, wokenBy }: PassBeginning): PassNotes {
  const reads = new Map<string, TracedRead>();
  let readsLeftOut = 0;
  const writes: TracedWrite[] = [];
  let decisions: readonly Decision[] = [];
  let first: Plan<unknown> | undefined;
  let last: Plan<unknown> | undefined;
  return {
    read: (read) => {
      const id = `${read.type} ${read.namespace ?? ''} ${read.name ?? ''} ${read.from} ${String(read.found)}`;
      const before = reads.get(id);
      if (before !== undefined) reads.set(id, { ...before, times: (before.times ?? 1) + 1 });
      else if (reads.size < MAX_READS) reads.set(id, read);
      else readsLeftOut += 1;
    },
    wrote: (write) => {
      writes.push(write);
    },
    planned: (plan) => {
      first ??= plan;
      last = plan;
    },
    decided: (made) => {
      decisions = made;
    },
    record: ({ id, at }, report) => {
      const { kind } = reconciler;
      const { name, namespace } = parseKey(key);
      const { generation } = primary.metadata;
      return {
        apiVersion: 'cli.aistack.dev/v1',
        kind: 'ReconcileTrace',
        id,
        at,
        system: kind.system,
        target: `${resourceNameOf(kind)}/${name}`,
        ...(namespace !== undefined && { namespace }),
        ...(generation !== undefined && { generation }),
        durationMs: Math.round(report.durationMs * 1_000) / 1_000,
        wokenBy,
        reads: [...reads.values()],
        ...(readsLeftOut > 0 && { readsLeftOut }),
        decisions: decisions.map(({ ref, decision, why, differences }) => ({
          child: describeRef(ref),
          decision,
          ...(why !== undefined && { why }),
          fields: differences.map(({ path }) => path),
        })),
        steps: (first?.steps ?? []).map(stepOf),
        writes,
        effects: effectsOf(report),
        status: statusOf(last, report.wroteStatus === true),
        ...(report.blocked !== undefined && { blocked: blockedOf(report.blocked) }),
        failures: (report.failures ?? []).map(failureOf),
        ...(report.error !== undefined && { error: messageOf(report.error) }),
        ...(report.requeueAfterMs !== undefined && { requeueAfterMs: Math.round(report.requeueAfterMs) }),
        outcome: report.outcome,
      };
    },
  };
}
