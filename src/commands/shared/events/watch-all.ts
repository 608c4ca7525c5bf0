import { formatError } from '../../../output/format-error.ts';
import { clusterReader, type ClusterReader } from '../describe-object/cluster-reader.ts';
import { loadKnowledge } from '../describe-object/load-knowledge.ts';
import { partialWarning } from '../get/read-all.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { eventOwnerFinder } from './event-owner-finder.ts';
import { readOwners } from './event-owners.ts';
import { isAboutKind } from './event-scope.ts';
import { isByKind, type EventsOptions } from './print-events.ts';
import type { EventList } from './list-events.ts';
import { eventsAround, eventsOfObjects } from './read-events.ts';
import type { EventSubject } from './seen-event.ts';
import { untilEnded } from './until-ended.ts';
import { watchEvents } from './watch-events.ts';

type IsWanted = (subject: EventSubject) => Promise<boolean>;

async function wantedSubjects(
  session: Session,
  runtime: Runtime,
  options: EventsOptions,
  reader: ClusterReader,
  signal: AbortSignal,
): Promise<{ readonly isWanted: IsWanted; readonly list: () => Promise<EventList> }> {
  const { namespace, recursive, targets } = options;
  const kinds = targets.filter(({ names }) => names.length === 0).map(({ kind }) => kind);
  const all = targets.map(({ kind }) => kind);
  if (isByKind(options)) {
    return {
      isWanted: (subject) => Promise.resolve(isAboutKind(subject, kinds)),
      list: () => eventsAround(session, reader, kinds, namespace),
    };
  }
  const { owners, missing } = await readOwners(session, runtime, targets, namespace);
  for (const error of missing) runtime.stderr(formatError(error, 0));
  const [first] = missing;
  if (owners.length === 0 && first !== undefined) throw first;
  const knowledge = recursive ? await loadKnowledge(runtime.entry) : undefined;
  const { uids } = await eventsOfObjects(reader, owners, knowledge, session.namespace);
  const find = eventOwnerFinder(session, clusterReader(session, signal), { uids, kinds }, signal);
  const isWanted: IsWanted = recursive
    ? find
    : (subject) => Promise.resolve((subject.uid !== undefined && uids.has(subject.uid)) || isAboutKind(subject, kinds));
  // What belongs to a cluster-scoped object may lie in namespaces that are made later.
  const spans = recursive && all.some(({ scope }) => scope === 'Cluster');
  return { isWanted, list: () => eventsAround(session, reader, all, spans ? undefined : namespace) };
}

/** Prints events as they come, until a signal (0) or the time-out (124). */
export async function watchAll(session: Session, runtime: Runtime, options: EventsOptions, timeoutMs: number): Promise<number> {
  return untilEnded(runtime, timeoutMs, async (signal) => {
    const reader = clusterReader(session, signal);
    const wanted = await wantedSubjects(session, runtime, options, reader, signal);
    const { filter, format, namespace, quiet } = options;
    const { events: known, leftOut, namespaces } = await wanted.list();
    if (leftOut.length > 0) runtime.stderr(partialWarning(leftOut));
    await watchEvents(
      session,
      runtime,
      { isWanted: wanted.isWanted, namespaces, known, filter, format, quiet, withNamespace: namespace === undefined },
      signal,
    );
  });
}
