import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { CliError, usageError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { resourceName } from '../../../../output/resource-line.ts';
import { atPath } from '../../../shared/change/at-path.ts';
import { refuseOwned } from '../../../shared/change/refuse-owned.ts';
import type { InstanceChange } from '../change-instance.ts';
import { specOf } from '../instance-model.ts';
import { otherAutoscalers, replicaOwner } from './replica-owner.ts';

/** What a person asked for. */
export interface AutoscaleRequest {
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Per cent of the request. */
  readonly cpu: number | undefined;
  /** Take the autoscaler away. */
  readonly off: boolean;
  /** Take fields over from a controller, and do it beside another autoscaler. */
  readonly force: boolean;
  readonly now: number;
  /** HorizontalPodAutoscalers of the namespace. */
  readonly autoscalers: readonly KubeObject[];
}

/** What a new block means where nothing else is said: the defaults of the schema. */
const DEFAULTS = { enabled: false, minReplicas: 1, maxReplicas: 10, targetCPUUtilization: 80 };

function refuseBeside(live: KubeObject, autoscalers: readonly KubeObject[]): void {
  const [other] = otherAutoscalers(live, autoscalers);
  if (other === undefined) return;
  const { name, namespace = 'default' } = other.metadata;
  throw new CliError({
    exit: EXIT.conflict,
    message: `cannot autoscale ${resourceName(live)}: HorizontalPodAutoscaler ${name} scales it already`,
    why: 'two autoscalers would set the number in turns',
    fix: `kubectl delete hpa ${name} -n ${namespace}, or say --force-conflicts`,
  });
}

/** The change that sets the bounds of an instance's autoscaler, makes it or takes it away. Its error for crossed bounds is a usage error. */
export function autoscaleChange({ min, max, cpu, off, force, now, autoscalers }: AutoscaleRequest): InstanceChange {
  return {
    what: 'the autoscaling',
    done: off ? 'no longer autoscaled' : 'autoscaled',
    decide: (live) => {
      const current = specOf(live)?.autoscaling ?? DEFAULTS;
      if (off && !current.enabled) return undefined;
      const { minReplicas, maxReplicas, targetCPUUtilization } = {
        minReplicas: min ?? current.minReplicas,
        maxReplicas: max ?? current.maxReplicas,
        targetCPUUtilization: cpu ?? current.targetCPUUtilization,
      };
      const wanted = off ? { enabled: false } : { enabled: true, minReplicas, maxReplicas, targetCPUUtilization };
      if (!off && minReplicas > maxReplicas) {
        const told = (given: number | undefined): string => (given === undefined ? ' (as it is)' : '');
        throw usageError(
          `the least number of pods, ${minReplicas}${told(min)}, is more than the most, ${maxReplicas}${told(max)}`,
          min === undefined ? `give --min ${maxReplicas} or less too` : `give --max ${minReplicas} or more too`,
        );
      }
      const before = atPath(live, ['spec', 'autoscaling']);
      const different = Object.entries(wanted).filter(([field, value]) => atPath(before, [field]) !== value);
      if (different.length === 0) return undefined;
      if (!off && !force) refuseBeside(live, autoscalers);
      for (const [field] of different) {
        const owned = ['spec', 'autoscaling', field];
        refuseOwned(live, {
          verb: 'autoscale',
          owned,
          field: `.${owned.join('.')}`,
          because: 'it would set its own value again',
          force,
          now,
        });
      }
      return { spec: { autoscaling: Object.fromEntries(different) } };
    },
    notes: (before, after) => {
      const { explanation } = replicaOwner(after, autoscalers);
      const had = atPath(before, ['status', 'replicas']);
      const replicas = specOf(after)?.replicas;
      const jumps = off && typeof had === 'number' && replicas !== undefined && had !== replicas;
      return [explanation, ...(jumps ? [`the autoscaler has left ${had} pods: they become ${replicas}`] : [])];
    },
  };
}
