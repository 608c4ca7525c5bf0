import type { KubeObject } from '../../kernel/kube-object.ts';

/** On an operator's Deployment that a run on somebody's machine has scaled to 0 for its own time: with how many replicas it must come back. */
export const TAKEN_OVER_REPLICAS = 'aistack.dev/taken-over-replicas';
/** Beside it: the identity of that run, as it stands in its leases. */
export const TAKEN_OVER_BY = 'aistack.dev/taken-over-by';
/** Beside it: since when (RFC 3339). */
export const TAKEN_OVER_AT = 'aistack.dev/taken-over-at';
/** Beside it, and on a Lease that was taken though somebody held it: why, in the words of who did it. */
export const TAKEN_OVER_REASON = 'aistack.dev/taken-over-reason';

/** What a Deployment's annotations say of a run that has taken over. */
export interface TakenOver {
  /** Undefined where the annotation is no number of replicas. */
  readonly replicas: number | undefined;
  readonly by: string;
  /** Unix milliseconds; NaN where the annotation is no time. */
  readonly at: number;
}

/** Reads those annotations; undefined where the Deployment is not taken over. */
export function takenOverOf({ metadata }: KubeObject): TakenOver | undefined {
  const { annotations = {} } = metadata;
  const replicas = annotations[TAKEN_OVER_REPLICAS];
  if (replicas === undefined) return undefined;
  return {
    replicas: /^[1-9]\d{0,4}$/.test(replicas) ? Number(replicas) : undefined,
    by: annotations[TAKEN_OVER_BY] ?? '',
    at: Date.parse(annotations[TAKEN_OVER_AT] ?? ''),
  };
}
