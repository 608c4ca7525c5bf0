import type { RequestReport } from '../../../cluster/api-calls.ts';
import { isApiError } from '../../../cluster/api-error.ts';
import type { KubeApi } from '../../../cluster/kube-api.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Log } from '../../../kernel/log.ts';
import { createObjectStore } from '../../../reconcile/engine/object-store.ts';
import { runReflector } from '../../../reconcile/engine/reflector.ts';
import { withoutManagedFields } from '../../../reconcile/engine/transform.ts';
import type { Target } from '../targets.ts';
import { writerOf } from './writer-of.ts';

/** How one watch is doing: of a kind, or of one named object of it. */
export interface KindWatch {
  readonly target: Target;
  /** `waiting`: for its first answer. `refused`: it may not be read. `unserved`: the cluster does not know the kind. `broken`: it is tried again. */
  readonly state: 'waiting' | 'live' | 'refused' | 'unserved' | 'broken';
  readonly error?: unknown;
  /** Failures in a row. */
  readonly attempt: number;
  /** When it is tried again, milliseconds since 1970. */
  readonly retryAt: number;
  /** When it was last known to be in step with the server; while it is live, see {@link KindWatches}. */
  readonly inStepAt: number;
  /** Where it looks; absent: where the whole feed does. */
  readonly namespace?: string;
  /** Of a kind that is watched in some namespaces only: what is left out, in words. */
  readonly leftOut?: string;
}

/** A change of an object. `first`: it was there before we looked. */
export interface KindChange {
  readonly target: Target;
  readonly before?: KubeObject;
  readonly after?: KubeObject;
  readonly first: boolean;
  /** Field manager that wrote the spec last. */
  readonly by?: string;
}

/** How kinds are watched. */
export interface FollowOptions {
  readonly api: KubeApi;
  /** Absent: all namespaces. Types without namespaces are watched in either case. */
  readonly namespace: string | undefined;
  readonly selector: string | undefined;
  readonly fieldSelector: string | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly onChange: (change: KindChange) => void;
  /** Some watch came into another state. */
  readonly onState: () => void;
}

/** A watch that runs. */
export interface Following {
  now(): KindWatch;
  /** The server answered a request that was sent at this time: a watch that is live was in step then. */
  beat(at: number): void;
  /** Told of the requests that are made, so that a watch that works again is seen at once. */
  heard(report: RequestReport): void;
  /** Resolves when it has had a first answer, good or bad. */
  readonly begun: Promise<void>;
  /** Resolves when it has ended, after the signal was aborted. */
  readonly ended: Promise<void>;
}

function stateOf(error: unknown): KindWatch['state'] {
  if (isApiError(error, 'Forbidden')) return 'refused';
  return isApiError(error, 'NotFound', 'MethodNotAllowed') ? 'unserved' : 'broken';
}

/** Whether a URL is that of a watch of a target. */
function isWatchOf(url: string, { kind }: Target, namespace: string | undefined, fieldSelector: string | undefined): boolean {
  const { pathname, searchParams } = new URL(url);
  if (!/^(1|true)$/.test(searchParams.get('watch') ?? '') || searchParams.get('sendInitialEvents') === 'true') return false;
  const place = namespace === undefined || kind.scope === 'Cluster' ? '' : `/namespaces/${namespace}`;
  const isSelected = (searchParams.get('fieldSelector') ?? undefined) === fieldSelector;
  return isSelected && pathname.endsWith(`/apis/${kind.group}/${kind.version}${place}/${kind.plural}`);
}

/** Watches a kind, one object of it where `name` is given, in `place` rather than where the options say, until the signal is aborted; what fails is tried again for ever. */
export function followKind(
  options: FollowOptions,
  { target, name, place }: { readonly target: Target; readonly name?: string; readonly place?: string },
  signal: AbortSignal,
): Following {
  const { api, clock, random, log, onChange, onState, selector } = options;
  let state: KindWatch = {
    target,
    state: 'waiting',
    attempt: 0,
    retryAt: 0,
    inStepAt: clock.now(),
    ...(place !== undefined && { namespace: place }),
  };
  let begin: (() => void) | undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const move = (next: Partial<KindWatch>): void => {
    state = { ...state, ...next };
    onState();
  };
  const writers = new WeakMap<KubeObject, string>();
  const store = createObjectStore((error) => log.error(`a change was not shown: ${String(error)}`));
  store.listen(({ before, after, initial }) => {
    const by = after === undefined ? undefined : writers.get(after);
    onChange({
      target,
      first: initial,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      ...(by !== undefined && { by }),
    });
  });
  const fieldSelector = name === undefined ? options.fieldSelector : `metadata.name=${name}`;
  const namespace = place ?? options.namespace;
  const ended = runReflector(
    {
      api,
      type: target.kind,
      ...(namespace !== undefined && target.kind.scope === 'Namespaced' && { namespace }),
      ...(selector !== undefined && { labelSelector: selector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
      store,
      transform: (object) => {
        const kept = withoutManagedFields(object);
        const by = writerOf(object);
        if (by !== undefined) writers.set(kept, by);
        return kept;
      },
      // A reflector waits on its clock between two attempts only: that is how it is known when it tries again.
      clock: {
        ...clock,
        after: (ms, callback) => {
          if (state.error !== undefined) move({ retryAt: clock.now() + ms });
          return clock.after(ms, callback);
        },
      },
      random,
      log,
      onState: ({ error, synced }) => {
        // Our version was dropped: it lists anew at once.
        if (isApiError(error, 'Gone', 'Expired')) return;
        if (error !== undefined) {
          move({ state: stateOf(error), error, attempt: state.attempt + 1, retryAt: clock.now() });
        } else if (synced && state.state !== 'live') {
          const { error: _, ...rest } = state;
          state = { ...rest, state: 'live', attempt: 0, inStepAt: clock.now() };
          onState();
        }
        begin?.();
      },
    },
    signal,
  ).finally(() => begin?.());
  const beat = (at: number): void => {
    if (state.state === 'live') state = { ...state, inStepAt: Math.max(state.inStepAt, at) };
  };
  // The head of the answer to a watch: until its first event, which may be long in coming, nothing else tells that it works again.
  const heard = ({ url, status }: RequestReport): void => {
    if (state.state !== 'broken' || status !== 200 || !isWatchOf(url, target, namespace, fieldSelector)) return;
    const { error: _, ...rest } = state;
    state = { ...rest, state: 'live', attempt: 0, inStepAt: clock.now() };
    onState();
  };
  return { now: () => state, beat, heard, begun, ended };
}
