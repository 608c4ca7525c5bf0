import type { Clock } from '../../../kernel/clock.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { LiveSource, LiveState, ReplayControl } from '../../../ui/live-source.ts';
import { HEALTHS } from '../status-report.ts';
import { EMPTY_STATE } from './empty-state.ts';
import { withDelta, type StateDelta } from './state-delta.ts';

/** A quiet hour is not waited for. */
const LONGEST_GAP_MS = 2_000;
/** So many states apart, one is kept whole: going back need not begin at the start. */
const KEYFRAME = 64;

/** A recording that is shown. */
export interface ReplaySource extends LiveSource {
  readonly replay: ReplayControl;
  /** Stops its timer. */
  close(): void;
}

/** The places at which something became worse: a row, or a bad moment. */
function worsenings(deltas: readonly StateDelta[]): readonly number[] {
  const healths = new Map<string, number>();
  return deltas.flatMap(({ set = [], gone = [], moments = [] }, index) => {
    let isWorse = index > 0 && moments.some(({ bad }) => bad);
    for (const id of gone) healths.delete(id);
    for (const { id, health } of set) {
      const rank = HEALTHS.indexOf(health);
      const before = healths.get(id) ?? (index === 0 ? rank : HEALTHS.indexOf('pending'));
      if (rank > before) isWorse = true;
      healths.set(id, rank);
    }
    return isWorse ? [index] : [];
  });
}

/** Plays a recording at the pace at which it was made, from its first state. At the last one it stops. `deltas`: at least one. */
export function replaySource(deltas: readonly StateDelta[], clock: Clock): ReplaySource {
  const listeners = new Set<() => void>();
  const keyframes: LiveState[] = [];
  const worse = worsenings(deltas);
  const last = deltas.length - 1;
  let index = 0;
  let state = EMPTY_STATE;
  let isPaused = false;
  let cancel = (): void => undefined;
  for (const [at, delta] of deltas.entries()) {
    state = withDelta(state, delta);
    if (at % KEYFRAME === 0) keyframes.push(state);
  }

  const stateAt = (wanted: number): LiveState => {
    const frame = Math.floor(wanted / KEYFRAME);
    const start = keyframes[frame] ?? EMPTY_STATE;
    return deltas.slice(frame * KEYFRAME + 1, wanted + 1).reduce(withDelta, start);
  };
  state = stateAt(0);

  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  const goTo = (wanted: number): void => {
    const next = Math.min(Math.max(wanted, 0), last);
    const delta = deltas[next];
    state = next === index + 1 && delta !== undefined ? withDelta(state, delta) : stateAt(next);
    index = next;
    tell();
  };

  const play = (): void => {
    cancel();
    const [now, next] = [deltas[index], deltas[index + 1]];
    if (isPaused || now === undefined || next === undefined) return;
    cancel = clock.after(Math.min(Math.max(next.at - now.at, 0), LONGEST_GAP_MS), () => {
      goTo(index + 1);
      play();
    });
  };

  const pause = (): void => {
    cancel();
    if (isPaused) return;
    isPaused = true;
    tell();
  };

  const replay: ReplayControl = {
    position: () => ({ index, total: deltas.length, paused: isPaused || index === last, at: deltas[index]?.at ?? 0 }),
    pause,
    resume: () => {
      isPaused = false;
      tell();
      play();
    },
    step: (by) => {
      pause();
      goTo(index + by);
    },
    jump: (by) => {
      pause();
      goTo((by > 0 ? worse.find((at) => at > index) : worse.findLast((at) => at < index)) ?? (by > 0 ? last : 0));
    },
  };
  play();
  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    // What was selected when it was recorded is what there is.
    select: () => undefined,
    lookAt: () => Promise.reject(new Error('a recording shows what was recorded; look for a namespace with the filter')),
    run: () => Promise.resolve({ exit: EXIT.usage, lines: ['this is a recording: there is no cluster to ask'] }),
    replay,
    close: () => cancel(),
  };
}
