import type { KubeObject } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { takenOverOf } from '../../../reconcile/engine/taken-over.ts';
import { keyOfDeployment, nameOfDeployment, replicasOf, whoScaled } from './deployment-facts.ts';
import type { Taker } from './taker.ts';

/** Why a Deployment that this run has taken over is no longer its own: exit 6, naming who did it. Undefined while it is. */
export function stillTaken(live: KubeObject, { identity }: Pick<Taker, 'identity'>): CliError | undefined {
  const key = keyOfDeployment(live);
  const what = nameOfDeployment(key);
  const look = `kubectl describe deployment ${key.name} -n ${key.namespace}`;
  const size = replicasOf(live);
  if (size > 0) {
    const who = whoScaled(live);
    return new CliError({
      exit: EXIT.conflict,
      message: `stopped: ${what} was scaled up to ${String(size)} while it was taken over`,
      why: who === undefined ? 'somebody keeps it running' : `${who} set its replicas`,
      fix: `stop whoever sets its replicas (an autoscaler, a delivery tool), then take over again; ${look}`,
    });
  }
  const taken = takenOverOf(live);
  if (taken?.by === identity) return undefined;
  return new CliError({
    exit: EXIT.conflict,
    message: `stopped: ${what} is no longer taken over by this run`,
    why: taken === undefined ? 'somebody gave it back' : `${taken.by} has taken it over`,
    fix: look,
  });
}
