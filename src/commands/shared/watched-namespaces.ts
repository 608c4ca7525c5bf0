import * as Flags from '@oclif/core/flags';
import type { OptionFlag } from '@oclif/core/interfaces';
import { usageError } from '../../output/cli-error.ts';

/** Several namespaces and no others: what a loop is limited to whose rights are. */
export const watchNamespacesFlag: OptionFlag<string | undefined> = Flags.string({
  description: 'Only these namespaces, separated by commas.',
  helpValue: 'LIST',
});

/** The namespaces of `--watch-namespaces`, each once; undefined where it was not given. Throws a usage error where it contradicts -A or -n. */
export function watchedNamespaces(flags: {
  readonly 'watch-namespaces'?: string | undefined;
  readonly namespace?: string | undefined;
  readonly 'all-namespaces'?: boolean;
}): readonly string[] | undefined {
  const list = flags['watch-namespaces'];
  if (list === undefined) return undefined;
  const other = flags['all-namespaces'] === true ? '--all-namespaces' : flags.namespace === undefined ? undefined : '--namespace';
  if (other !== undefined) throw usageError(`--watch-namespaces contradicts ${other}`, 'give one of them');
  const names = [...new Set(list.split(',').map((name) => name.trim()))];
  if (names.includes(''))
    throw usageError(`--watch-namespaces "${list}" has an empty name`, 'write it like --watch-namespaces team-a,team-b');
  return names;
}
