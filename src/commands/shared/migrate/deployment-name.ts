import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import type { Manifest } from '../../../kernel/kube-object.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';

/** A Deployment by its name only, as lines about writes name it. */
export function deploymentName(name: string): Manifest {
  return { apiVersion: apiVersionOf(DEPLOYMENT), kind: DEPLOYMENT.kind, metadata: { name } };
}
