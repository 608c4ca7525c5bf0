import * as Flags from '@oclif/core/flags';
import { usageError } from '../../../output/cli-error.ts';
import { connectionFlags } from '../../shared/flags.ts';

/** What a sandbox has. */
export const sandboxFlags = {
  nodes: Flags.integer({ default: 3, min: 1, max: 1000, helpValue: 'NUMBER', description: 'Nodes that pods can be placed on.' }),
  gpus: Flags.integer({ default: 0, min: 0, max: 1000, helpValue: 'NUMBER', description: 'GPUs (nvidia.com/gpu) of the last node.' }),
  'storage-class': Flags.string({
    description: 'A storage class beside the default one; may be repeated.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
  }),
};

/** Flags about a connection that a sandbox makes no use of. */
const MEANINGLESS = Object.keys(connectionFlags).filter((name) => name !== 'request-timeout');

/** A sandbox is its own cluster: a flag that names another one is a mistake. Throws a usage error. */
export function refuseConnectionFlags(flags: Readonly<Record<string, unknown>>, command: string): void {
  const given = MEANINGLESS.find((name) => flags[name] !== undefined && flags[name] !== false);
  if (given === undefined) return;
  throw usageError(`--${given} says nothing to ${command}`, `leave it out: ${command} brings its own API server`);
}
