import { isJsonObject } from '../../../../../kernel/json.ts';
import type { JsonObject } from '../../../../../kernel/json.ts';
import type { Manifest } from '../../../../../kernel/kube-object.ts';
import { PAUSE_ANNOTATION } from '../../../../../reconcile/maia/paused.ts';
import type { BackupInstance } from '../backup-instance.ts';
import { RESTORE_REASON_ANNOTATION } from './restore-reason.ts';
import { RESTORE_ANNOTATION, stateText } from './restore-state.ts';
import type { RestoreState } from './restore-state.ts';

function off(spec: JsonObject, field: string): JsonObject {
  const block = spec[field];
  return isJsonObject(block) ? { ...spec, [field]: { ...block, enabled: false } } : spec;
}

function withoutMonitor(spec: JsonObject): JsonObject {
  const { metrics } = spec;
  return isJsonObject(metrics) ? { ...spec, metrics: off(metrics, 'serviceMonitor') } : spec;
}

/**
 * The instance that gets a backup of another: the same spec without its Ingress, since two of one host would share its traffic. A rehearsal
 * makes no backups and is not monitored either. It is paused until its volume is filled. `reason`: why it is made, if somebody said so.
 */
export function copiedInstance(
  { object, namespace }: BackupInstance,
  name: string,
  state: RestoreState,
  reason: string | undefined,
): Manifest {
  const { apiVersion, kind } = object;
  const copied = off(isJsonObject(object['spec']) ? object['spec'] : {}, 'ingress');
  const spec = state.mode === 'rehearsal' ? withoutMonitor(off(copied, 'backup')) : copied;
  const annotations = {
    [PAUSE_ANNOTATION]: 'true',
    [RESTORE_ANNOTATION]: stateText(state),
    ...(reason !== undefined && { [RESTORE_REASON_ANNOTATION]: reason }),
  };
  return { apiVersion, kind, metadata: { name, namespace, annotations }, spec };
}
