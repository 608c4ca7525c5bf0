import { isApiError } from '../../../cluster/api-error.ts';
import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import { timestamp } from '../../../kernel/clock.ts';
import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { OperatorFacts } from '../../../reconcile/engine/lease-guard.ts';
import {
  TAKEN_OVER_AT,
  TAKEN_OVER_BY,
  TAKEN_OVER_REASON,
  TAKEN_OVER_REPLICAS,
  takenOverOf,
  type TakenOver,
} from '../../../reconcile/engine/taken-over.ts';
import { nameOfDeployment, replicasOf } from './deployment-facts.ts';
import { isAtWork } from './is-at-work.ts';
import { noteOn } from './note-on.ts';
import type { Taker } from './taker.ts';

const ATTEMPTS = 5;

/** The refusal beside another run that has taken the same operator over. */
export function takenByOther(key: ObjectKey, taken: TakenOver, bin: string): CliError {
  return new CliError({
    exit: EXIT.conflict,
    message: `${nameOfDeployment(key)} is taken over by another run`,
    why: `${taken.by} has scaled it to 0 (${Number.isNaN(taken.at) ? 'no time is told' : `at ${timestamp(taken.at)}`})`,
    fix: `end that run, or, if it is dead: ${bin} reconcile --give-back`,
  });
}

/** How many replicas it must come back with. What a dead run recorded counts as long as nobody has scaled it since. */
function recorded(live: KubeObject, taken: TakenOver | undefined): number {
  const size = replicasOf(live);
  return size > 0 ? size : (taken?.replicas ?? 0);
}

/**
 * Scales an operator's Deployment to 0: first the annotations that say with how many replicas it comes back, then the size, each only on the
 * version that was read. Of two runs one wins; the other gets a CliError (exit 6). Gives how many replicas there were.
 */
export async function scaleDown(taker: Taker, operator: OperatorFacts, key: Required<ObjectKey>, signal: AbortSignal): Promise<number> {
  const { bin, clock, identity, reason, session } = taker;
  const { api } = session;
  for (let attempt = 1; ; attempt += 1) {
    const done = await session.during({ verb: 'patch', type: DEPLOYMENT, ...key }, async () => {
      const live = await api.get(DEPLOYMENT, key, { signal });
      const taken = takenOverOf(live);
      if (taken !== undefined && taken.by !== identity && (await isAtWork(taker, operator, taken, signal))) {
        throw takenByOther(key, taken, bin);
      }
      const replicas = recorded(live, taken);
      if (replicas === 0) return 0;
      const annotations = {
        [TAKEN_OVER_REPLICAS]: String(replicas),
        [TAKEN_OVER_BY]: identity,
        [TAKEN_OVER_AT]: timestamp(clock.now()),
        [TAKEN_OVER_REASON]: reason ?? null,
      };
      const { resourceVersion } = live.metadata;
      try {
        const noted = await api.patch(DEPLOYMENT, key, { type: 'merge', body: { metadata: { resourceVersion, annotations } } }, { signal });
        if (replicasOf(noted) === 0) return replicas;
        const scale = { metadata: { resourceVersion: noted.metadata.resourceVersion }, spec: { replicas: 0 } };
        await api.patch(DEPLOYMENT, key, { type: 'merge', body: scale }, { signal, subresource: 'scale' });
        const note = { type: 'Normal', reason: 'TakenOver', message: `scaled from ${String(replicas)} to 0` } as const;
        await noteOn(taker, DEPLOYMENT, noted, note);
        return replicas;
      } catch (error) {
        if (attempt < ATTEMPTS && isApiError(error, 'Conflict')) return undefined;
        throw error;
      }
    });
    if (done !== undefined) return done;
  }
}
