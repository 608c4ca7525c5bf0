import { isApiError } from '../../../cluster/api-error.ts';
import type { ApiErrorReason } from '../../../cluster/api-error.ts';
import type { KubeApi } from '../../../cluster/kube-api.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { silentLog } from '../../../kernel/log.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { createObjectStore } from '../../../reconcile/engine/object-store.ts';
import { REFUSALS, runReflector } from '../../../reconcile/engine/reflector.ts';
import type { Change } from './view.ts';

/** What is followed, from what is known on. */
export interface FollowOptions {
  readonly api: KubeApi;
  readonly type: ResourceType;
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined;
  readonly selector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** As with a selector, an object for which this begins to hold is added, and one for which it no longer does is deleted. Absent: all. */
  readonly where?: ((object: KubeObject) => boolean) | undefined;
  /** What was read a moment ago: only what differs from it is a change. */
  readonly known: readonly KubeObject[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly onChange: (change: Change) => void;
  /** The connection was lost; it is told once until it works again. */
  readonly onTrouble: (error: unknown) => void;
}

/** Answers that stay as they are until a person changes something. */
const FATAL: readonly ApiErrorReason[] = [...REFUSALS, 'Configuration', 'MethodNotAllowed', 'NotFound'];

/**
 * Follows the objects of a type by list and watch until the signal is aborted: cut and silent watches, versions that the server has dropped, and a
 * server that is away for a while are got over. Rejects with the ApiError of a server that refuses.
 */
export async function followChanges(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const { namespace, selector, fieldSelector, known, onChange, where = () => true } = options;
  const ended = new AbortController();
  let fatal: unknown;
  let troubled = false;
  const store = createObjectStore((error) => {
    fatal ??= error;
    ended.abort();
  });
  for (const object of known) store.put(object);
  store.listen(({ before, after }) => {
    const was = before !== undefined && where(before);
    if (after !== undefined && where(after)) onChange({ type: was ? 'MODIFIED' : 'ADDED', object: after });
    else if (was) onChange({ type: 'DELETED', object: after ?? before });
  });
  await runReflector(
    {
      api: options.api,
      type: options.type,
      ...(namespace !== undefined && { namespace }),
      ...(selector !== undefined && { labelSelector: selector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
      store,
      transform: (object) => object,
      clock: options.clock,
      random: options.random,
      log: silentLog,
      onState: ({ error }) => {
        if (isApiError(error, ...FATAL)) {
          fatal ??= error;
          ended.abort();
        } else if (error !== undefined && !troubled && !isApiError(error, 'Gone', 'Expired')) {
          options.onTrouble(error);
        }
        troubled = error !== undefined;
      },
    },
    AbortSignal.any([signal, ended.signal]),
  );
  if (fatal !== undefined) throw fatal instanceof Error ? fatal : new Error('the watch failed', { cause: fatal });
}
