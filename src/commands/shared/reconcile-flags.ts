import * as Flags from '@oclif/core/flags';
import { usageError } from '../../output/cli-error.ts';
import { dryRunFlag } from './flags.ts';

/** The flags of `reconcile` with which it only looks, tells more, or asks less. */
export const reconcileFlags = {
  'dry-run': dryRunFlag,
  shadow: Flags.boolean({
    description: 'Change nothing: tell where the objects are another than they would be made, beside the operator that runs.',
  }),
  trace: Flags.string({
    description: 'Append one JSON record per pass to this file: reads, decisions, writes, what comes next.',
    helpValue: 'FILE',
  }),
  explain: Flags.boolean({
    description: 'Tell on stderr what each pass read, what differs, what is done and why. With -v passes that decide nothing too.',
  }),
  qps: Flags.integer({ min: 1, description: 'Requests a second at most, twice as many in a burst. Default: no limit.', helpValue: 'N' }),
};

/** What of the parsed flags decides whether a run only looks. */
export interface LookFlags {
  readonly 'dry-run': 'none' | 'client' | 'server';
  readonly shadow: boolean;
  readonly watch: boolean;
  readonly 'take-over'?: unknown;
  readonly 'give-back'?: boolean;
}

/** How a run only looks; undefined for one that changes things. Throws a usage error where the flags contradict each other. */
export function lookModeOf(flags: LookFlags): 'client' | 'server' | 'shadow' | undefined {
  const dryRun = flags['dry-run'];
  if (!flags.shadow && dryRun === 'none') return undefined;
  const name = flags.shadow ? '--shadow' : '--dry-run';
  if (flags.shadow && dryRun !== 'none') throw usageError('--shadow contradicts --dry-run', 'give one of them');
  if (dryRun !== 'none' && flags.watch)
    throw usageError('--dry-run contradicts --watch', 'for a loop that changes nothing: --shadow --watch');
  if (flags['take-over'] !== undefined) throw usageError(`${name} contradicts --take-over`, `${name} works beside whoever reconciles now`);
  if (flags['give-back'] === true) throw usageError(`${name} contradicts --give-back`, 'give one of them');
  return flags.shadow || dryRun === 'none' ? 'shadow' : dryRun;
}
