import * as Flags from '@oclif/core/flags';
import type { OptionFlag } from '@oclif/core/interfaces';
import { usageError } from '../../output/cli-error.ts';
import { MOST_SHARDS, parseShard, type Shard } from '../../kernel/shard.ts';

/** A part of the objects: several loops share them, each under a lease of its own. */
export const shardFlag: OptionFlag<string | undefined> = Flags.string({
  env: 'AISTACK_SHARD',
  description: 'Work on this part of the objects, for example 1/3. Needs --watch, and a loop for each of the parts.',
  helpValue: 'I/N',
});

/**
 * The shard of `--shard`; undefined where all objects are worked on, which one of one is too. Throws a usage error where it is no shard, and
 * for a run that is no loop: what it did not find might be in another shard.
 */
export function chosenShard(flags: {
  readonly shard?: string | undefined;
  readonly watch: boolean;
  readonly 'take-over'?: unknown;
}): Shard | undefined {
  if (flags.shard === undefined || flags.shard === '') return undefined;
  const shard = parseShard(flags.shard);
  if (shard === undefined)
    throw usageError(
      `"${flags.shard}" is no shard`,
      `write it like --shard 1/3: the part, from 1, and how many there are, up to ${String(MOST_SHARDS)}`,
    );
  if (!flags.watch) throw usageError('--shard is for a loop', 'add --watch, or leave --shard (AISTACK_SHARD) out');
  if (flags['take-over'] !== undefined)
    throw usageError('--take-over contradicts --shard', 'scale the operator down, or take over without --shard');
  return shard.of === 1 ? undefined : shard;
}
