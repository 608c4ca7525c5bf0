import { isApiError } from '../../../cluster/api-error.ts';
import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import { pause } from '../../../kernel/clock.ts';
import type { ObjectKey } from '../../../kernel/kube-object.ts';
import { nameOfDeployment } from './deployment-facts.ts';
import { stillTaken } from './still-taken.ts';
import type { Taker } from './taker.ts';

const POLL_MS = 3_000;

/** A look at what was taken over, again and again. */
export interface TakenWatch {
  /** Aborted with the CliError to end with, when a Deployment was scaled up or is no longer ours. */
  readonly lost: AbortSignal;
  stop(): Promise<void>;
}

/** Looks every 3 s. A Deployment that is deleted is told and forgotten: there is nothing to give back. */
export function watchTaken(taker: Taker, keys: readonly Required<ObjectKey>[]): TakenWatch {
  const { clock, log, session } = taker;
  const lost = new AbortController();
  const end = new AbortController();
  const gone = new Set<ObjectKey>();
  const look = async (key: Required<ObjectKey>): Promise<void> => {
    try {
      const problem = stillTaken(await session.api.get(DEPLOYMENT, key, { signal: end.signal }), taker);
      if (problem !== undefined) lost.abort(problem);
    } catch (error) {
      if (end.signal.aborted) return;
      if (isApiError(error, 'NotFound')) {
        gone.add(key);
        log.warn(`${nameOfDeployment(key)} was deleted while it was taken over`);
      } else log.debug(`${nameOfDeployment(key)} could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const over = AbortSignal.any([end.signal, lost.signal]);
  const looking = (async (): Promise<void> => {
    while (!over.aborted && keys.length > gone.size) {
      for (const key of keys) if (!gone.has(key)) await look(key);
      await pause(clock, POLL_MS, over).catch(() => undefined);
    }
  })();
  return {
    lost: lost.signal,
    stop: async () => {
      end.abort();
      await looking;
    },
  };
}
