import { usageError } from '../../../output/cli-error.ts';
import type { Target } from '../targets.ts';

export interface Selection {
  readonly all: boolean;
  readonly 'all-namespaces': boolean;
  readonly namespace?: string | undefined;
  readonly selector?: string | undefined;
  readonly 'field-selector'?: string | undefined;
  readonly fromFiles: boolean;
}

/** Throws a usage error unless what is to be deleted is said in exactly one way: names, `-l`, `--all`, or files. */
export function checkSelection(targets: readonly Target[], flags: Selection): void {
  const hasSelector = flags.selector !== undefined || flags['field-selector'] !== undefined;
  const hasNames = targets.some(({ names }) => names.length > 0);
  if (flags['all-namespaces'] && flags.namespace !== undefined)
    throw usageError('--all-namespaces contradicts --namespace', 'give one of them');
  if (flags.fromFiles) {
    if (targets.length > 0 || flags.all || hasSelector) throw usageError('files and other selections do not mix', 'give -f or -k alone');
    return;
  }
  if (targets.length === 0) throw usageError('delete needs a type', 'name type and object, as in delete tenant acme');
  if (hasNames && (flags.all || hasSelector))
    throw usageError('names and selections do not mix', 'leave out --all and the selectors, or the names');
  if (hasNames && flags['all-namespaces']) throw usageError('a name cannot be looked up in all namespaces', 'name the namespace with -n');
  if (flags.all && hasSelector) throw usageError('--all and selectors do not mix', 'give one of them');
  if (!hasNames && !flags.all && !hasSelector) throw usageError('delete needs names', 'name the objects, or select them with -l or --all');
}
