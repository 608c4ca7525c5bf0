import { isApiError } from '../../../cluster/api-error.ts';
import { DEPLOYMENT, POD } from '../../../kernel/builtin-types.ts';
import { pause } from '../../../kernel/clock.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { nameOfDeployment, podSelectorOf } from './deployment-facts.ts';
import { stillTaken } from './still-taken.ts';
import type { Taker } from './taker.ts';

/** Longer than the 30 s that a pod is given by default. */
const LONGEST_MS = 90_000;
const POLL_MS = 500;

/** The names of an operator's pods; undefined where they cannot be listed. */
export async function operatorPods(
  { session: { api } }: Pick<Taker, 'session'>,
  deployment: KubeObject,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const labelSelector = podSelectorOf(deployment);
  const { namespace } = deployment.metadata;
  if (labelSelector === undefined || namespace === undefined) return undefined;
  try {
    return (await api.list(POD, { namespace, labelSelector, signal })).items.map(({ metadata }) => metadata.name);
  } catch (error) {
    if (isApiError(error, 'Forbidden')) return undefined;
    throw error;
  }
}

function saysNone({ metadata, status }: KubeObject): boolean {
  if (!isJsonObject(status)) return false;
  return Number(status['observedGeneration'] ?? 0) >= (metadata.generation ?? 0) && Number(status['replicas'] ?? 0) === 0;
}

/**
 * Waits until an operator that was scaled to 0 has no pod any more, and its Deployment says so too. Throws a CliError
 * after 90 s (exit 124), and where somebody scales it up or gives it back meanwhile (exit 6).
 */
export async function waitStopped(taker: Taker, key: Required<ObjectKey>, signal: AbortSignal): Promise<void> {
  const { clock, session } = taker;
  const until = clock.monotonic() + LONGEST_MS;
  for (;;) {
    const pods = await session.during({ verb: 'get', type: DEPLOYMENT, ...key }, async () => {
      const live = await session.api.get(DEPLOYMENT, key, { signal });
      const problem = stillTaken(live, taker);
      if (problem !== undefined) throw problem;
      // Its status comes later than the end of its pods, and others go by it: both must say so.
      if (!saysNone(live)) return ['a pod'];
      return (await operatorPods(taker, live, signal)) ?? [];
    });
    if (pods.length === 0) return;
    if (clock.monotonic() >= until) {
      throw new CliError({
        exit: EXIT.timeout,
        message: `${nameOfDeployment(key)} still has pods ${String(LONGEST_MS / 1_000)} s after it was scaled to 0`,
        why: `there is still ${pods.join(', ')}`,
        fix: `kubectl get pods -n ${key.namespace}`,
      });
    }
    await pause(clock, POLL_MS, signal);
  }
}
