import type { Finding } from '../../../shared/plan/finding.ts';
import type { InstanceModel } from '../instance-model.ts';

/** What several pods make of the volumes. `before`: the instance as it is, whose pods have been told of already. */
export function volumeFindings({ mostReplicas, values }: InstanceModel, before: InstanceModel | undefined): readonly Finding[] {
  const { volume, workload } = values;
  if (volume === undefined || mostReplicas <= 1) return [];
  const modes = volume.accessModes.join(', ');
  if (workload === 'Deployment' && !volume.accessModes.includes('ReadWriteMany')) {
    const where = volume.accessModes.includes('ReadWriteOncePod') ? 'one pod can mount it' : 'only pods of one node can mount it';
    const message = `${mostReplicas} pods share one volume that is ${modes}: ${where}`;
    return [{ severity: 'error', reason: 'VolumeNotShared', message, fix: 'stay at one replica, or use a volume that is ReadWriteMany' }];
  }
  const isNews = before === undefined || before.mostReplicas <= 1 || before.values.volume === undefined;
  if (workload === 'Deployment' || !isNews) return [];
  const message = `the volumes are ${modes}: each of the ${mostReplicas} pods has one of its own, and what one pod stores the others do not see`;
  return [
    {
      severity: 'warning',
      reason: 'VolumePerPod',
      message,
      fix: 'with spec.storage.accessModes ReadWriteMany, chosen at the beginning, they share one',
    },
  ];
}
