import type { FaultAction, FaultHook, StreamFault } from '../requests/fault-hook.ts';
import type { RequestInfo, ResourceRequest } from '../requests/request-info.ts';
import { countedRandom } from './counted-random.ts';

/** What may happen to a whole request. */
export type RequestFault =
  /** It is answered late. */
  | 'delay'
  /** 429 with Retry-After. */
  | 'throttled'
  /** 500. */
  | 'error'
  /** 410 with reason Expired; for lists and watches. */
  | 'expired'
  /** The connection is reset and nothing is carried out. */
  | 'reset'
  /** It is carried out, and the answer is lost. */
  | 'lose-answer'
  /** 502 with a page of HTML. */
  | 'garbage'
  /** Nothing is carried out and nothing ever comes back. */
  | 'silent';

/** How a server misbehaves. `silent` and `stall` are left out unless named: they cost a client its whole time-out. */
export interface SeededFaultOptions {
  readonly seed: number;
  /** Share of requests that meet a fault, 0 to 1. Default 0.2. */
  readonly share?: number;
  /** For get. */
  readonly gets?: readonly RequestFault[];
  readonly lists?: readonly RequestFault[];
  /** For create, update, patch and delete. */
  readonly writes?: readonly RequestFault[];
  /** Instead of a watch. */
  readonly watches?: readonly RequestFault[];
  /** Inside a watch: every one that begins well ends by one of these, sooner or later. Default: all but `stall`. */
  readonly streams?: readonly StreamFault[];
  /** A stream meets its fault after 0 to this many events. Default 50. */
  readonly every?: number;
  /** Default 50. */
  readonly maxDelayMs?: number;
  /** Default 1. */
  readonly retryAfterSeconds?: number;
  /** The requests that may meet a fault. Default: all for resources; discovery and health are spared. */
  readonly when?: (info: RequestInfo) => boolean;
}

const GETS: readonly RequestFault[] = ['delay', 'throttled', 'error', 'reset', 'garbage'];
const LISTS: readonly RequestFault[] = [...GETS, 'expired'];
const WRITES: readonly RequestFault[] = [...GETS, 'lose-answer'];
const STREAMS: readonly StreamFault[] = ['cut', 'garbage', 'truncate', 'expired', 'reset'];
const EXPIRED = 'The provided continue parameter or resource version is too old.';

function kindOf({ verb, group, plural, subresource = '' }: ResourceRequest): string {
  return `${verb} ${plural}.${group}/${subresource}`;
}

/**
 * Faults that are always the same for the same seed: what happens to a request hangs on its kind (verb and resource) and on how many of
 * that kind came before, not on time, nor on requests of other kinds that come between.
 */
export function seededFaults(options: SeededFaultOptions): FaultHook {
  const { seed, share = 0.2, every = 50, maxDelayMs = 50, retryAfterSeconds = 1, when = () => true } = options;
  const { gets = GETS, lists = LISTS, writes = WRITES, watches = LISTS, streams = STREAMS } = options;
  const counts = new Map<string, number>();

  const actionOf = (fault: RequestFault, random: () => number): FaultAction => {
    if (fault === 'delay') return { do: 'delay', ms: Math.ceil(random() * maxDelayMs) };
    if (fault === 'throttled') return { do: 'status', code: 429, reason: 'TooManyRequests', retryAfterSeconds };
    if (fault === 'error') return { do: 'status', code: 500, reason: 'InternalError' };
    if (fault === 'expired') return { do: 'status', code: 410, reason: 'Expired', message: EXPIRED };
    return { do: fault };
  };
  const faultsFor = (verb: string): readonly RequestFault[] => {
    if (verb === 'get') return gets;
    if (verb === 'list') return lists;
    return verb === 'watch' ? watches : writes;
  };

  return {
    before: (info) => {
      const { resource } = info;
      if (resource === undefined || !when(info)) return undefined;
      const kind = kindOf(resource);
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      const random = countedRandom(seed, kind, count);
      const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
      if (random() < share) {
        const fault = pick(faultsFor(resource.verb));
        return fault === undefined ? undefined : actionOf(fault, random);
      }
      if (resource.verb !== 'watch') return undefined;
      const by = pick(streams);
      return by === undefined ? undefined : { do: 'break-watch', after: Math.floor(random() * (every + 1)), by };
    },
  };
}
