import { seededRandom } from './seeded-random.ts';

/** What happens to a whole request instead of an answer. */
export type RequestFault =
  /** HTTP 410 with reason Expired. */
  | 'expired'
  /** HTTP 429 with Retry-After. */
  | 'throttled'
  /** HTTP 500. */
  | 'error'
  /** The connection is reset before any answer. */
  | 'reset'
  /** The request is accepted and nothing is ever sent. */
  | 'silent'
  /** HTTP 502 with a page of HTML, as from a proxy in between. */
  | 'nonsense';

/** What happens inside a watch stream in place of the next event. */
export type StreamFault =
  /** The stream ends cleanly. */
  | 'cut'
  /** Nothing is sent any more, the connection stays open. */
  | 'stall'
  /** A line that is no JSON, then the stream goes on. */
  | 'garbage'
  /** Half a line, then the stream ends. */
  | 'truncate'
  /** An ERROR event with code 410, then the stream ends. */
  | 'expired'
  /** The connection is reset. */
  | 'reset';

/** The fault of one request: `instead` of an answer, or what it `does` inside its stream once `after` events were sent. */
export type Fault = { readonly instead: RequestFault } | { readonly after: number; readonly does: StreamFault };

/** One incoming request as a plan sees it. `number` counts requests of this kind from 1. */
export interface FaultRequest {
  readonly kind: 'list' | 'watch';
  readonly number: number;
}

/** Decides about each request; undefined lets it be answered truly. */
export type FaultPlan = (request: FaultRequest) => Fault | undefined;

/** How a seeded plan misbehaves. */
export interface SeededFaults {
  readonly seed: number;
  /** The kinds of faults that lists meet. Default: all but `silent`. */
  readonly list?: readonly RequestFault[];
  /** The kinds of faults that starting a watch meets. Default: all but `silent`. */
  readonly watch?: readonly RequestFault[];
  /** The kinds of faults inside streams. Default: all but `stall`. */
  readonly stream?: readonly StreamFault[];
  /** Share of requests that get a fault instead of an answer, 0 to 1. Default 0.3. */
  readonly share?: number;
  /** A stream meets its fault after 0 to this many events. Default 50. */
  readonly every?: number;
}

const REQUEST_FAULTS: readonly RequestFault[] = ['expired', 'throttled', 'error', 'reset', 'nonsense'];
const STREAM_FAULTS: readonly StreamFault[] = ['cut', 'garbage', 'truncate', 'expired', 'reset'];

/**
 * A plan under which every stream breaks sooner or later, always the same for the same seed and the same order of requests.
 * `silent` and `stall` are left out unless named: they cost the client its whole idle time-out.
 */
export function seededFaults(options: SeededFaults): FaultPlan {
  const random = seededRandom(options.seed);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const { list = REQUEST_FAULTS, watch = REQUEST_FAULTS, stream = STREAM_FAULTS, share = 0.3, every = 50 } = options;
  return ({ kind }) => {
    if (random() < share) {
      const instead = pick(kind === 'list' ? list : watch);
      return instead === undefined ? undefined : { instead };
    }
    if (kind === 'list') return undefined;
    const does = pick(stream);
    return does === undefined ? undefined : { after: Math.floor(random() * (every + 1)), does };
  };
}
