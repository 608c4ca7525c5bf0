import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { resourceName } from '../../../../output/resource-line.ts';
import { specOf } from '../instance-model.ts';
import { replicaOwner } from './replica-owner.ts';

/** Throws (exit 6) where an autoscaler says how many pods there are. The number that is stored already is fine, and so is zero: it pauses an autoscaler. */
export function refuseScale(instance: KubeObject, autoscalers: readonly KubeObject[], replicas: number, bin: string): void {
  if (replicas === 0 || replicas === specOf(instance)?.replicas) return;
  const owner = replicaOwner(instance, autoscalers);
  if (owner.is === 'spec' || owner.is === 'paused') return;
  const { name, namespace = 'default' } = instance.metadata;
  const fix =
    owner.is === 'autoscaler'
      ? `${bin} autoscale ${name} -n ${namespace} --min N --max N moves its bounds, --off takes it away, --force-conflicts stores the number all the same`
      : `change it there (kubectl edit hpa ${owner.autoscaler ?? ''} -n ${namespace}), or store the number all the same with --force-conflicts`;
  throw new CliError({
    exit: EXIT.conflict,
    message: `cannot scale ${resourceName(instance)} to ${replicas}: an autoscaler owns its replicas`,
    why: owner.explanation,
    fix,
  });
}
