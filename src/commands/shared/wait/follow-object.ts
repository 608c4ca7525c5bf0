import type { ApiErrorReason } from '../../../cluster/api-error.ts';
import { isApiError } from '../../../cluster/api-error.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import { silentLog } from '../../../kernel/log.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { createObjectStore } from '../../../reconcile/engine/object-store.ts';
import { REFUSALS, runReflector } from '../../../reconcile/engine/reflector.ts';
import type { Session } from '../session.ts';

/** Which object is followed, and who hears of it. */
export interface FollowOptions {
  readonly session: Session;
  readonly type: ResourceType;
  readonly key: ObjectKey;
  /** The server was reached a moment ago: that it cannot be now is no reason to give up at once. */
  readonly isKnown: boolean;
  readonly clock: Clock;
  readonly random: () => number;
  /** Every state in order, from the first look on; undefined: it is not there. */
  readonly onSeen: (object: KubeObject | undefined) => void;
  /** What is wrong with the connection, and undefined once it works again. */
  readonly onTrouble: (error: unknown) => void;
}

/** Answers that stay as they are until a person changes something. */
const FATAL: readonly ApiErrorReason[] = [...REFUSALS, 'Configuration', 'NotFound'];
/** A server that does not answer the very first call is most likely the wrong one. */
const FATAL_AT_FIRST: readonly ApiErrorReason[] = ['Unreachable', 'RequestTimeout'];

/**
 * Follows one object by list and watch until the signal is aborted: cut watches, 410 and a lost connection are got over. Rejects with what a
 * user is shown where the server refuses, does not know the kind, or was never reached.
 */
export async function followObject(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const { session, type, key, clock, random } = options;
  const namespace = type.scope === 'Namespaced' ? key.namespace : undefined;
  const ended = new AbortController();
  let fatal: unknown;
  let isKnown = options.isKnown;
  let isSynced = false;
  const store = createObjectStore((error) => {
    fatal ??= error;
    ended.abort();
  });
  store.listen(({ after }) => options.onSeen(after));
  await runReflector(
    {
      api: session.api,
      type,
      fieldSelector: `metadata.name=${key.name}`,
      ...(namespace !== undefined && { namespace }),
      store,
      transform: (object) => object,
      clock,
      random,
      log: silentLog,
      onState: ({ synced, error }) => {
        if (synced && !isSynced && store.size === 0) options.onSeen(undefined);
        isSynced = synced;
        if (isApiError(error, ...FATAL) || (!isKnown && isApiError(error, ...FATAL_AT_FIRST))) {
          fatal ??= error;
          ended.abort();
        }
        isKnown ||= synced;
        options.onTrouble(error);
      },
    },
    AbortSignal.any([signal, ended.signal]),
  );
  if (fatal !== undefined) await session.during({ verb: 'watch', type, namespace, name: key.name }, () => Promise.reject(fatal as Error));
}
