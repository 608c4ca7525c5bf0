import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { CliError } from '../../../output/cli-error.ts';
import { withoutManagedFields } from '../../../reconcile/engine/transform.ts';
import { clusterReader } from '../describe-object/cluster-reader.ts';
import { loadKnowledge } from '../describe-object/load-knowledge.ts';
import { partialWarning } from '../get/read-all.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';
import { readOwners } from './event-owners.ts';
import { passes, type EventFilter } from './event-scope.ts';
import { eventTable } from './format-events.ts';
import { eventsOfKinds, eventsOfObjects } from './read-events.ts';
import { seenEvent, seenEvents } from './seen-event.ts';

/** Which events, and how they are shown. */
export interface EventsOptions {
  /** Without names: every object of the kind. */
  readonly targets: readonly Target[];
  readonly recursive: boolean;
  readonly filter: EventFilter;
  /** Absent: all. */
  readonly namespace: string | undefined;
  readonly format: 'table' | 'json' | 'yaml';
  readonly headers: boolean;
  readonly quiet: boolean;
}

/** Whether only the kind of an event's object matters: no object has to be read. */
export function isByKind({ targets, recursive }: EventsOptions): boolean {
  return !recursive && targets.every(({ names }) => names.length === 0);
}

async function wantedEvents(
  session: Session,
  runtime: Runtime,
  options: EventsOptions,
): Promise<{ readonly events: readonly KubeObject[]; readonly missing: readonly CliError[]; readonly isPartial: boolean }> {
  const { namespace, recursive, targets } = options;
  const reader = clusterReader(session, runtime.signal);
  if (isByKind(options)) {
    const kinds = targets.map(({ kind }) => kind);
    const { events, leftOut } = await eventsOfKinds(session, reader, kinds, namespace);
    if (leftOut.length > 0) runtime.stderr(partialWarning(leftOut));
    return { events, missing: [], isPartial: leftOut.length > 0 };
  }
  const { owners, missing, leftOut } = await readOwners(session, runtime, targets, namespace);
  if (leftOut.length > 0) runtime.stderr(partialWarning(leftOut));
  const isPartial = leftOut.length > 0;
  if (owners.length === 0) return { events: [], missing, isPartial };
  const { events } = await eventsOfObjects(reader, owners, recursive ? await loadKnowledge(runtime.entry) : undefined, session.namespace);
  const refused = reader.refused();
  for (const why of refused) runtime.stderr(`warning: ${why}: events may be missing\n`);
  return { events, missing, isPartial: isPartial || refused.length > 0 };
}

/** Prints the events; gives an error for each named object that there is not, and whether something could not be looked at. */
export async function printEvents(
  session: Session,
  runtime: Runtime,
  options: EventsOptions,
): Promise<{ readonly missing: readonly CliError[]; readonly isPartial: boolean }> {
  const { filter, format, headers, namespace, quiet } = options;
  const { events, ...end } = await wantedEvents(session, runtime, options);
  const found = events
    .filter((event) => passes(seenEvent(event), filter))
    .toSorted((a, b) => Date.parse(seenEvent(a).last) - Date.parse(seenEvent(b).last));
  if (format !== 'table') {
    const { toJson, toList, toYaml } = await import('../../../output/print-object.ts');
    const list = toList(found.map(withoutManagedFields));
    runtime.stdout(format === 'json' ? toJson(list) : toYaml(list));
    return end;
  }
  if (found.length === 0) {
    if (end.missing.length === 0 && !end.isPartial && !quiet)
      runtime.stderr(namespace === undefined ? 'No events found\n' : `No events found in ${namespace} namespace.\n`);
    return end;
  }
  const namespaces = namespace === undefined;
  runtime.stdout(await eventTable(seenEvents(found), { now: runtime.now(), headers, namespaces, width: runtime.columns }));
  return end;
}
