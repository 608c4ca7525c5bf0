import { usageError } from '../../../output/cli-error.ts';
import { confirm, refuseWithoutTerminal } from '../confirm.ts';
import type { TakeOverTerms } from '../hold-leases.ts';
import type { Runtime } from '../runtime.ts';
import type { TakeOverMode } from './taker.ts';

/** The flags of a run that takes over. */
export interface TakeOverFlags {
  readonly 'take-over'?: TakeOverMode | undefined;
  readonly reason?: string | undefined;
  readonly yes: boolean;
  readonly 'leader-elect': boolean;
  readonly 'dry-run': string;
  readonly shadow: boolean;
}

/** Reads them. Throws a usage error where nobody can be asked and nobody said `--yes`, and for a run that holds no lease. */
export function takeOverTerms(
  { 'dry-run': dryRun, reason, shadow, 'take-over': mode, 'leader-elect': elects, yes }: TakeOverFlags,
  runtime: Runtime,
): { readonly takeOver?: TakeOverTerms } {
  if (mode === undefined) return {};
  const look = shadow ? '--shadow' : dryRun === 'none' ? undefined : '--dry-run';
  if (look !== undefined)
    throw usageError(`--take-over contradicts ${look}`, 'a run that writes nothing stops nobody: leave --take-over out');
  if (!elects)
    throw usageError('--take-over contradicts --no-leader-elect', 'a run that takes over holds the lease: leave --no-leader-elect out');
  if (!yes) refuseWithoutTerminal('--take-over stops who works on these objects', runtime);
  const ask = async (question: string): Promise<void> => confirm(question, runtime);
  return { takeOver: { mode, reason, confirm: yes ? () => Promise.resolve() : ask, tell: runtime.stderr } };
}
