import { createSystemClock } from '../../../cluster/system-clock.ts';
import { EVENT } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { withoutManagedFields } from '../../../reconcile/engine/transform.ts';
import { followChanges } from '../get/follow-changes.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { passes, type EventFilter } from './event-scope.ts';
import { eventLine } from './format-events.ts';
import { seenEvent, type EventSubject } from './seen-event.ts';

export interface WatchEventsOptions {
  /** Undefined among them: all at once. */
  readonly namespaces: readonly (string | undefined)[];
  /** The events that there are: they are told first. */
  readonly known: readonly KubeObject[];
  readonly filter: EventFilter;
  readonly isWanted: (subject: EventSubject) => Promise<boolean>;
  readonly format: 'table' | 'json' | 'yaml';
  /** Whether lines name the namespace. */
  readonly withNamespace: boolean;
  readonly quiet: boolean;
}

function time(event: KubeObject): number {
  return Date.parse(seenEvent(event).last);
}

/** Prints the events that there are, the oldest first, then each as it comes, until the signal is aborted. */
export async function watchEvents(session: Session, runtime: Runtime, options: WatchEventsOptions, signal: AbortSignal): Promise<void> {
  const { filter, format, isWanted, known, namespaces, quiet, withNamespace } = options;
  const { toJsonLine, toYaml } = await import('../../../output/print-object.ts');
  let last: Promise<void> = Promise.resolve();

  const print = async (event: KubeObject): Promise<void> => {
    const seen = seenEvent(event);
    if (!passes(seen, filter) || !(await isWanted(seen.object)) || signal.aborted) return;
    const object = withoutManagedFields(event);
    if (format === 'yaml') runtime.stdout(`---\n${toYaml(object)}`);
    else runtime.stdout(format === 'json' ? toJsonLine(object) : eventLine(seen, withNamespace));
  };

  const note = (text: string, error: unknown): void => {
    if (!quiet && !signal.aborted) runtime.stderr(`note: ${text} (${error instanceof Error ? error.message : String(error)})\n`);
  };

  /** One after the other, so that a slow look at an owner does not turn their order around. */
  const queue = (event: KubeObject): void => {
    last = last.then(() => print(event)).catch((error: unknown) => note('an event was left out', error));
  };

  const follow = (namespace: string | undefined): Promise<void> =>
    session.during({ verb: 'watch', type: EVENT, namespace }, () =>
      followChanges(
        {
          api: session.api,
          type: EVENT,
          namespace,
          known: known.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace),
          clock: createSystemClock({ holdsProcess: true }),
          random: Math.random,
          onChange: ({ type, object }) => {
            if (type !== 'DELETED') queue(object);
          },
          onTrouble: (error) => note('the watch of events was lost; trying again', error),
        },
        signal,
      ),
    );

  for (const event of known.toSorted((a, b) => time(a) - time(b))) queue(event);
  await Promise.all(namespaces.map(follow));
  await last;
}
