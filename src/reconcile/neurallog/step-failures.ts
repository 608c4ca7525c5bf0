import { tenantNames } from '../../templates/neurallog/names.ts';
import type { StepFailure } from '../engine/contract.ts';
import type { Problem } from './component-finding.ts';

/** What a failed step was about. */
export type FailedPart = 'namespace' | 'redis' | 'server' | 'policies' | 'quota' | 'volumes' | 'finalizer';

const PART_OF_KIND: Readonly<Record<string, FailedPart>> = {
  Namespace: 'namespace',
  NetworkPolicy: 'policies',
  ResourceQuota: 'quota',
  LimitRange: 'quota',
  PersistentVolumeClaim: 'volumes',
  StatefulSet: 'redis',
  ConfigMap: 'redis',
  Deployment: 'server',
};

function partOf({ kind, name, subject }: StepFailure): FailedPart {
  const what = kind ?? subject.split('/')[0] ?? '';
  if (what === 'Service') return (name ?? subject.split('/').at(-1)) === tenantNames.server ? 'server' : 'redis';
  return PART_OF_KIND[what] ?? 'finalizer';
}

/** The failures of the last pass, by what they were about. */
export function failuresByPart(failures: readonly StepFailure[]): Readonly<Partial<Record<FailedPart, readonly StepFailure[]>>> {
  return Object.fromEntries(Map.groupBy(failures, partOf));
}

/** What a failed step could not do. */
export function failureProblem({ message, reason, step, subject }: StepFailure): Problem {
  if (reason === 'ForeignObject')
    return { reason: 'NameConflict', message: `${subject} exists and does not belong to this Tenant: it is left alone` };
  return { reason: 'ApplyFailed', message: `${subject} could not be ${step === 'remove' ? 'removed' : 'applied'}: ${message}` };
}

/** The first failure that only a person can mend. */
export function stuckProblem(failures: readonly StepFailure[] = []): Problem | undefined {
  const found = failures.find(({ stuck }) => stuck);
  return found === undefined ? undefined : failureProblem(found);
}
