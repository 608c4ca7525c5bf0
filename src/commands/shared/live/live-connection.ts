import type { LiveConnection } from '../../../ui/live-source.ts';
import type { KindWatch } from './follow-kind.ts';
import { oneLine } from './one-line.ts';

/** What of the connection does not change. */
export type ConnectionFacts = Pick<LiveConnection, 'context' | 'server' | 'user'>;

/** How the requests beside the watches fare. */
export interface Pulse {
  readonly latencyMs?: number;
  /** Present while the server does not answer. */
  readonly miss?: { readonly error: unknown; readonly attempt: number; readonly retryAt: number };
}

/** An error in a few words: what a person must know of it first. */
export function shortError(error: unknown): string {
  const text = oneLine(error instanceof Error ? error.message : String(error)).replace(/^Unable to connect to the server: /, '');
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

function nameOf({ leftOut, namespace, target }: KindWatch): string {
  if (leftOut !== undefined) return leftOut;
  const what = target.names.length === 0 ? target.kind.plural : `${target.kind.singular}/${target.names.join(',')}`;
  return namespace === undefined ? what : `${what} in namespace ${namespace}`;
}

function broken(watches: readonly KindWatch[], pulse: Pulse): LiveConnection['broken'] {
  if (pulse.miss !== undefined) {
    const { error, attempt, retryAt } = pulse.miss;
    return { what: 'API server', why: shortError(error), attempt, retryAt };
  }
  const ill = watches.filter(({ state }) => state === 'broken').toSorted((left, right) => left.inStepAt - right.inStepAt);
  const [first] = ill;
  if (first === undefined) return undefined;
  const more = ill.length === 1 ? '' : ` and ${String(ill.length - 1)} more`;
  const { error, attempt, retryAt } = first;
  return { what: `watch ${nameOf(first)}${more}`, why: shortError(error), attempt, retryAt };
}

/** Whether what is shown is true, from how watches and requests fare. */
export function liveConnection(
  facts: ConnectionFacts,
  namespace: string | undefined,
  watches: readonly KindWatch[],
  pulse: Pulse,
  now: number,
): LiveConnection {
  const wanted = watches.filter(({ state }) => state !== 'refused' && state !== 'unserved');
  const refused = watches.filter(({ state }) => state === 'refused').map(nameOf);
  const trouble = broken(watches, pulse);
  const { latencyMs } = pulse;
  return {
    ...facts,
    ...(namespace !== undefined && { namespace }),
    ...(latencyMs !== undefined && { latencyMs: Math.round(latencyMs) }),
    watches: { live: wanted.filter(({ state }) => state === 'live').length, total: wanted.length },
    freshAt: wanted.reduce((oldest, { inStepAt }) => Math.min(oldest, inStepAt), now),
    ...(trouble !== undefined && { broken: trouble }),
    refused: [...new Set(refused)],
  };
}
