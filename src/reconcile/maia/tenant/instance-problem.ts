import { keyOf } from '../../../kernel/kube-object.ts';
import type { InstanceKey, InstanceView } from './instance-view.ts';
import type { TenantProblem } from './tenant-problem.ts';

/** Why the instance keeps its tenant waiting; undefined where it does not. */
export function instanceProblem(instance: InstanceView, key: InstanceKey): TenantProblem | undefined {
  const what = `MaiaInstance/${keyOf(key)}`;
  const on = { kind: 'MaiaInstance', ...key };
  const describe = `kubectl describe maiainstance ${key.name} -n ${key.namespace}`;
  switch (instance.state) {
    case 'absent':
      return {
        kind: 'waits',
        reason: 'InstanceNotFound',
        message: `${what} does not exist`,
        on,
        fix: 'kubectl get maiainstances --all-namespaces',
      };
    case 'terminating':
      return { kind: 'waits', reason: 'InstanceNotFound', message: `${what} is being deleted`, on, fix: describe };
    case 'unknown':
      return { kind: 'waits', reason: 'ReferenceNotVisible', message: `${what} cannot be seen: ${instance.why}`, on };
    case 'present':
      if (instance.notReady === undefined) return undefined;
      return { kind: 'waits', reason: 'InstanceNotReady', message: `${what} is not ready: ${instance.notReady}`, on, fix: describe };
  }
}
