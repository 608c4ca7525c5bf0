import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { migratedReplicas } from '../migrate/migrated.ts';

/**
 * What is lost where these objects, somebody else's, are replaced by ours: `migrate rollback` brings back the Deployment of an operator that a
 * migration has stopped, and of one that is gone nothing. `bin`: how usage texts name the program.
 */
export function wayBackWarnings(replaced: readonly KubeObject[], bin: string): readonly string[] {
  return replaced.flatMap((live) => {
    const replicas = migratedReplicas(live);
    if (live.kind !== DEPLOYMENT.kind || replicas === undefined) return [];
    const { name, namespace = '' } = live.metadata;
    const had = Number.isNaN(replicas) ? '' : ` with ${String(replicas)} ${replicas === 1 ? 'replica' : 'replicas'}`;
    return [
      `deployment/${name} in namespace ${namespace} is replaced: after this ${bin} migrate rollback has nothing to bring back${had}; a copy of it is made by kubectl get deployment ${name} -n ${namespace} -o yaml`,
    ];
  });
}
