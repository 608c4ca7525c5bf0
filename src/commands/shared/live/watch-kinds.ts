import type { RequestReport } from '../../../cluster/api-calls.ts';
import { pause } from '../../../kernel/clock.ts';
import type { Target } from '../targets.ts';
import { followKind, type Following, type FollowOptions, type KindWatch } from './follow-kind.ts';

/** The namespaces that a kind may be read in, where not all may. */
export interface ReadablePart {
  readonly namespaces: readonly string[];
  /** What is not in them, in words: `agents in 3 of 5 namespaces`. */
  readonly leftOut: string;
}

export interface WatchKindsOptions extends FollowOptions {
  readonly targets: readonly Target[];
  /**
   * Asked where all namespaces at once are refused. Undefined: there are none. Rejects where that cannot be found out now. Absent: kinds are
   * refused as a whole.
   */
  readonly partOf?: (target: Target, signal: AbortSignal) => Promise<ReadablePart | undefined>;
}

/** Watches that run. */
export interface KindWatches {
  all(): readonly KindWatch[];
  /** The server answered a request that was sent at this time: watches that are live were in step then. */
  beat(at: number): void;
  /** Told of the requests that are made, so that a watch that works again is seen at once. */
  heard(report: RequestReport): void;
  /** Resolves when each watch has had a first answer, good or bad. */
  readonly begun: Promise<void>;
  /** Resolves when all have ended, after the signal was aborted. */
  readonly ended: Promise<void>;
}

/** How long after a failure it is asked again what may be read. */
const ASK_AGAIN_MS = 5_000;

/** All namespaces at once; where those are refused, each that may be read. */
function followEverywhere(
  options: WatchKindsOptions,
  target: Target,
  partOf: NonNullable<WatchKindsOptions['partOf']>,
  signal: AbortSignal,
): Omit<KindWatches, 'beat' | 'heard'> & { readonly followed: () => readonly Following[] } {
  const { clock, log, onState } = options;
  const wholeEnd = new AbortController();
  const whole = followKind(options, { target }, AbortSignal.any([signal, wholeEnd.signal]));
  let parts: readonly Following[] | undefined;
  let leftOut = '';
  let isAsking = true;

  const ask = async (): Promise<void> => {
    while (!signal.aborted && whole.now().state === 'refused') {
      try {
        const part = await partOf(target, signal);
        if (part === undefined) return;
        wholeEnd.abort();
        leftOut = part.leftOut;
        parts = part.namespaces.map((place) => followKind(options, { target, place }, signal));
        await Promise.all(parts.map(({ begun }) => begun));
        return;
      } catch (error) {
        if (signal.aborted) return;
        log.debug(
          `where ${target.kind.plural} may be read could not be found out: ${error instanceof Error ? error.message : String(error)}`,
        );
        await pause(clock, ASK_AGAIN_MS, signal).catch(() => undefined);
      }
    }
  };
  const begun = whole.begun.then(ask).finally(() => {
    isAsking = false;
    if (!signal.aborted) onState();
  });
  const stateOfWhole = (): KindWatch => {
    const now = whole.now();
    return isAsking && now.state === 'refused' ? { ...now, state: 'waiting' } : now;
  };
  return {
    all: () => (parts === undefined ? [stateOfWhole()] : [...parts.map(({ now }) => now()), { ...whole.now(), state: 'refused', leftOut }]),
    followed: () => parts ?? [whole],
    begun,
    ended: Promise.all([whole.ended, begun]).then(async () => {
      await Promise.all((parts ?? []).map(({ ended }) => ended));
    }),
  };
}

/** Watches the objects of all targets until the signal is aborted; what fails is tried again for ever. */
export function watchKinds(options: WatchKindsOptions, signal: AbortSignal): KindWatches {
  const { namespace, partOf, targets } = options;
  const watches = targets.flatMap((target) => {
    const isWhole = target.names.length === 0;
    if (isWhole && partOf !== undefined && namespace === undefined && target.kind.scope === 'Namespaced')
      return [followEverywhere(options, target, partOf, signal)];
    const each = isWhole ? [{ target }] : target.names.map((name) => ({ target, name }));
    return each.map((what) => {
      const one = followKind(options, what, signal);
      return { all: () => [one.now()], followed: () => [one], begun: one.begun, ended: one.ended };
    });
  });
  return {
    all: () => watches.flatMap(({ all }) => all()),
    beat: (at) => {
      for (const { followed } of watches) for (const one of followed()) one.beat(at);
    },
    heard: (report) => {
      for (const { followed } of watches) for (const one of followed()) one.heard(report);
    },
    begun: Promise.all(watches.map(({ begun }) => begun)).then(() => undefined),
    ended: Promise.all(watches.map(({ ended }) => ended)).then(() => undefined),
  };
}
