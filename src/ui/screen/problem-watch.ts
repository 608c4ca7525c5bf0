import type { LiveState } from '../live-source.ts';

/** Remembers the last thing that was said to be wrong, for the line that is left when the screen is gone. */
export interface ProblemWatch {
  see(live: LiveState): void;
  tell(problem: string): void;
  readonly last: string | undefined;
}

/** Moments stand in the order of their times: the one that came last may be anywhere. */
function highest(moments: LiveState['moments']): number {
  return moments.reduce((most, { seq }) => Math.max(most, seq), -1);
}

/** What a state already tells counts as seen, and so does what is learned later of the time before `since` (milliseconds since 1970). */
export function problemWatch(first: LiveState, since: number): ProblemWatch {
  let moments = first.moments;
  let seen = highest(moments);
  let broken = first.connection.broken?.what;
  let last: string | undefined;
  return {
    see: (live) => {
      const newest = live.moments === moments ? undefined : live.moments.findLast(({ bad, seq, at }) => bad && seq > seen && at >= since);
      if (live.moments !== moments) seen = highest(live.moments);
      moments = live.moments;
      if (newest !== undefined) last = [newest.target, newest.text].filter((text) => text !== '').join(': ');
      const { broken: now } = live.connection;
      if (now !== undefined && now.what !== broken) last = `${now.what} lost (${now.why})`;
      broken = now?.what;
    },
    tell: (problem) => {
      last = problem;
    },
    get last() {
      return last;
    },
  };
}
