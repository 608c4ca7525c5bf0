import { gpuDemand } from '../../../../templates/abi/gpu-demand.ts';
import type { Finding } from '../../../shared/plan/finding.ts';
import { fitInstance } from '../fit/fit-instance.ts';
import type { NodeState } from '../fit/node-state.ts';
import { obstacleText } from '../fit/place-pods.ts';
import type { InstanceModel } from '../instance-model.ts';

/** Pods for which no node has room: an error for those wanted now, a warning for those that an autoscaler may ask for. */
export function placeFindings(model: InstanceModel, nodes: readonly NodeState[]): readonly Finding[] {
  const gpu = gpuDemand(model.values.spec);
  const reason = gpu === undefined ? 'Unschedulable' : 'GPUUnschedulable';
  const now = fitInstance(model, model.replicas, nodes);
  if (now.missing > 0) {
    const message = `${now.missing} of ${now.wanted} pods find no node: ${obstacleText(now.obstacles)}`;
    return [{ severity: 'error', reason, message }];
  }
  if (model.mostReplicas <= model.replicas) return [];
  const most = fitInstance(model, model.mostReplicas, nodes);
  if (most.missing === 0) return [];
  const room = most.wanted - most.missing;
  const message = `the autoscaler may ask for ${most.wanted} pods, and there is room for ${room}: ${obstacleText(most.obstacles)}`;
  return [{ severity: 'warning', reason, message }];
}
