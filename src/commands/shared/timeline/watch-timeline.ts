import { createSystemClock } from '../../../cluster/system-clock.ts';
import { EVENT } from '../../../kernel/builtin-types.ts';
import { timestamp, pause } from '../../../kernel/clock.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { clusterReader } from '../describe-object/cluster-reader.ts';
import { eventOwnerFinder } from '../events/event-owner-finder.ts';
import type { EventOwner } from '../events/read-events.ts';
import { seenEvent } from '../events/seen-event.ts';
import { followChanges, type FollowOptions } from '../get/follow-changes.ts';
import type { Runtime } from '../runtime.ts';
import type { Doing, Session } from '../session.ts';
import { createBell } from './bell.ts';
import type { Collected } from './collect-moments.ts';
import { mergeMoments, type MomentFilter } from './merge-moments.ts';
import type { Moment } from './moment.ts';
import { momentObject } from './moment-object.ts';

export interface WatchTimelineOptions {
  readonly owners: readonly EventOwner[];
  readonly recursive: boolean;
  readonly filter: MomentFilter;
  readonly quiet: boolean;
  /** Collects anew what happened to these objects; `before` are uids of what belonged to them earlier. */
  collect(owners: readonly EventOwner[], before: ReadonlySet<string>): Promise<Collected>;
  /** Writes moments that were not written before. */
  print(moments: readonly Moment[]): Promise<void>;
}

/** The least time between two looks. */
const LEAST_MS = 1000;
/** A change that no event and no change of the object itself tells of is seen after this. */
const MOST_MS = 10_000;

/** What makes two moments the same one seen twice; the message of a condition may change while it holds. */
function identity(moment: Moment): string {
  return JSON.stringify(moment.what === 'condition' ? { ...moment, message: '' } : moment);
}

/**
 * Prints what happened to objects and then what goes on happening, until the signal is aborted. Their changes and the events around them are watched;
 * each makes it look at everything again, at most once a second.
 */
export async function watchTimeline(session: Session, runtime: Runtime, options: WatchTimelineOptions, signal: AbortSignal): Promise<void> {
  const { recursive, filter, quiet, collect, print } = options;
  const clock = createSystemClock({ holdsProcess: true });
  const bell = createBell(clock);
  const live = new Map(options.owners.map((owner) => [owner.object.metadata.uid, owner] as const));
  const gone: Moment[] = [];
  const told = new Set<string>();
  let uids: ReadonlySet<string> = new Set(live.keys());

  const look = async (): Promise<Collected> => {
    const found = await collect([...live.values()], uids);
    uids = found.uids;
    const fresh = mergeMoments([...found.moments, ...gone.splice(0)], filter).filter((moment) => !told.has(identity(moment)));
    for (const moment of fresh) told.add(identity(moment));
    if (fresh.length > 0 && !signal.aborted) await print(fresh);
    return found;
  };

  const stop = new AbortController();
  const ends = AbortSignal.any([signal, stop.signal]);
  const follow = (doing: Doing, own: Pick<FollowOptions, 'type' | 'namespace' | 'fieldSelector' | 'known' | 'onChange'>): Promise<void> =>
    session.during(doing, () =>
      followChanges(
        {
          ...own,
          api: session.api,
          clock,
          random: Math.random,
          onTrouble: (error) => {
            const why = error instanceof Error ? error.message : String(error);
            if (!quiet && !signal.aborted) runtime.stderr(`note: the watch of ${own.type.plural} was lost (${why}); trying again\n`);
          },
        },
        ends,
      ),
    );

  const followOwner = ({ kind, object }: EventOwner): Promise<void> => {
    const { name, namespace } = object.metadata;
    return follow(
      { verb: 'watch', type: kind, namespace },
      {
        type: kind,
        namespace,
        fieldSelector: `metadata.name=${name}`,
        known: [object],
        onChange: ({ type, object: changed }) => {
          const { uid } = changed.metadata;
          if (type === 'DELETED') {
            live.delete(uid);
            const at = timestamp(runtime.now());
            gone.push({ at, what: 'spec', object: momentObject(changed), bad: false, change: 'gone', managers: [], fields: [] });
          } else live.set(uid, { kind, object: changed });
          bell.ring();
        },
      },
    );
  };

  const belongs = eventOwnerFinder(session, clusterReader(session, ends), { uids: new Set(live.keys()), kinds: [] }, ends);
  const concerns = async (event: KubeObject): Promise<boolean> => {
    const { object } = seenEvent(event);
    if (object.uid !== undefined && uids.has(object.uid)) return true;
    return recursive && (await belongs(object).catch(() => true));
  };

  const followEvents = async (namespace: string): Promise<void> => {
    const known = await clusterReader(session, ends).list(EVENT, { namespace });
    // That they may not be read was told with the first look.
    if (known.state !== 'read') return;
    await follow(
      { verb: 'watch', type: EVENT, namespace },
      {
        type: EVENT,
        namespace,
        known: known.objects,
        onChange: ({ type, object }) => {
          if (type === 'DELETED') return;
          void concerns(object).then((does) => {
            if (does) bell.ring();
          });
        },
      },
    );
  };

  const { eventNamespaces } = await look();
  const looking = async (): Promise<never> => {
    for (;;) {
      await bell.wait(MOST_MS, ends);
      await look();
      await pause(clock, LEAST_MS, ends);
    }
  };
  const places = filter.types.includes('event') ? eventNamespaces : [];
  try {
    await Promise.all([looking(), ...options.owners.map(followOwner), ...places.map(followEvents)]);
  } finally {
    stop.abort();
  }
}
