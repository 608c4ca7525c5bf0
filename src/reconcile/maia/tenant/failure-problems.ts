import type { StepFailure } from '../../engine/contract.ts';
import type { AdminServer } from '../admin-api.ts';
import { adminProblem, isServerWide } from './admin-problem.ts';
import type { TenantProblem } from './tenant-problem.ts';

const KEY_EFFECTS: ReadonlySet<string> = new Set(['issue-key', 'revoke-key', 'record-keys']);

function problemOf({ message, reason, step, stuck, subject }: StepFailure, server: AdminServer): TenantProblem {
  const [effect = '', about = ''] = subject.split(' ');
  if (step === 'effect' && !KEY_EFFECTS.has(effect)) return adminProblem(reason, message, server);
  if (isServerWide(reason)) return adminProblem(reason, message, server);
  const kind = stuck ? 'stuck' : 'waits';
  if (step !== 'effect' && !subject.startsWith('Secret/')) return { kind, reason: 'SyncFailed', message };
  return { kind, reason: 'APIKeySyncFailed', message: step === 'effect' ? `API key ${about}: ${message}` : `${subject}: ${message}` };
}

/** What the steps that failed mean for the tenant. */
export function failureProblems(failures: readonly StepFailure[], server: AdminServer): readonly TenantProblem[] {
  return failures.map((failure) => problemOf(failure, server));
}
