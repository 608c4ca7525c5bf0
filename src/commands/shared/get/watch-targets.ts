import { createSystemClock } from '../../../cluster/system-clock.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';
import { followChanges } from './follow-changes.ts';
import type { GetOptions } from './get-options.ts';
import type { View, ViewReading } from './view.ts';

interface Followed {
  readonly target: Target;
  readonly result: ViewReading;
}

/** One watch: a namespace of a target, or one of its names. */
interface Source extends Followed {
  readonly namespace: string | undefined;
  readonly fieldSelector: string | undefined;
}

function sourcesOf({ target, result }: Followed, fieldSelector: string | undefined): readonly Source[] {
  const names = target.names.length === 0 ? [undefined] : target.names;
  return result.namespaces.flatMap((namespace) =>
    names.map((name) => ({ target, result, namespace, fieldSelector: name === undefined ? fieldSelector : `metadata.name=${name}` })),
  );
}

function known({ result, namespace, target, fieldSelector }: Source): ViewReading['objects'] {
  return result.objects.filter(
    ({ metadata }) =>
      (namespace === undefined || metadata.namespace === namespace) &&
      (target.names.length === 0 || fieldSelector === `metadata.name=${metadata.name}`),
  );
}

/**
 * Prints the changes of what was read, in the order in which they come, until `signal` is aborted; then it throws the signal's reason. The first
 * watch that the server refuses ends all.
 */
export async function watchTargets(
  session: Session,
  followed: readonly Followed[],
  view: View,
  runtime: Pick<Runtime, 'stdout' | 'stderr'>,
  options: GetOptions,
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  const clock = createSystemClock({ holdsProcess: true });
  let turn: Promise<void> = Promise.resolve();
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
    ended.abort();
  };
  const follow = async (source: Source): Promise<void> => {
    const { target, namespace, fieldSelector } = source;
    const { kind } = target;
    await session.during({ verb: 'watch', type: kind, namespace }, () =>
      followChanges(
        {
          api: session.api,
          type: kind,
          namespace,
          selector: options.scope.selector,
          fieldSelector,
          where: options.scope.where,
          known: known(source),
          clock,
          random: Math.random,
          onChange: (change) => {
            turn = turn.then(async () => {
              if (ended.signal.aborted || signal.aborted) return;
              try {
                runtime.stdout(await view.change(target, change));
              } catch (error) {
                fail(error);
              }
            });
          },
          onTrouble: (error) => {
            if (options.quiet) return;
            const why = error instanceof Error ? error.message : String(error);
            runtime.stderr(`note: the watch of ${kind.plural} was lost (${why}); trying again\n`);
          },
        },
        AbortSignal.any([signal, ended.signal]),
      ),
    );
  };
  const sources = followed.flatMap((each) => sourcesOf(each, options.scope.fieldSelector));
  await Promise.all(sources.map((source) => follow(source).catch(fail)));
  await turn;
  signal.throwIfAborted();
  throw failure;
}
