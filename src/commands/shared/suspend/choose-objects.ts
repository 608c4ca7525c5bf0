import { usageError } from '../../../output/cli-error.ts';
import { keyFor } from '../change/change-object.ts';
import type { ToChange } from '../change/change-many.ts';
import { readObjects } from '../read-objects.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';

/** Which objects a command that changes them is about: those named, those with the labels, or all of a type. */
export interface Choice {
  readonly targets: readonly Target[];
  readonly selector: string | undefined;
  readonly all: boolean;
  readonly allNamespaces: boolean;
}

/** Throws a usage error for a choice that says nothing, or too much. `verb` and `bin` are for the message. */
export function checkChoice({ targets, selector, all, allNamespaces }: Choice, verb: string, bin: string): void {
  const named = targets.some(({ names }) => names.length > 0);
  const broad = all || selector !== undefined;
  if (targets.length === 0) throw usageError(`${verb} needs a type`, `${bin} ${verb} TYPE NAME`);
  if (named && broad) throw usageError('names do not mix with --all and --selector', 'give one of them');
  if (all && selector !== undefined) throw usageError('--all contradicts --selector', 'give one of them');
  if (!named && !broad) throw usageError(`${verb} needs names`, `${bin} ${verb} TYPE NAME, or choose with -l, or --all`);
  if (named && allNamespaces) throw usageError('a name cannot be looked up in all namespaces', 'name the namespace with -n');
}

/** The objects of a choice; looks them up only where they are not named. */
export async function chooseObjects(session: Session, choice: Choice, signal: AbortSignal): Promise<readonly ToChange[]> {
  const namespace = choice.allNamespaces ? undefined : session.namespace;
  const found = await Promise.all(
    choice.targets.map(async (target): Promise<readonly ToChange[]> => {
      const { kind, names } = target;
      if (names.length > 0) return names.map((name) => ({ kind, key: keyFor(kind, name, session.namespace) }));
      const scope = { namespace, selector: choice.selector, ignoreNotFound: false, signal };
      const { found: objects } = await readObjects(session, target, scope);
      return objects.map(({ metadata }) => ({ kind, key: keyFor(kind, metadata.name, metadata.namespace ?? '') }));
    }),
  );
  return found.flat();
}
