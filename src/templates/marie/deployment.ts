import type { JsonObject } from '../../kernel/json.ts';
import type { Manifest } from '../../kernel/kube-object.ts';
import { withSpecChecksum } from '../shared/checksum.ts';
import { roleMetadata, selectorLabels, type Role } from './metadata.ts';

/** What a Deployment of a role needs beside its pods. */
export interface DeploymentTerms {
  readonly cluster: { readonly name: string; readonly namespace: string };
  readonly child: string;
  readonly role: Role;
  readonly replicas: number;
  /** One pod more than wanted may find no place: a rollout gives up an old pod first, or it would wait for ever. */
  readonly isPlaceScarce: boolean;
}

/** The Deployment of a role. Its checksum does not cover the replicas: they change without a rollout. */
export function roleDeployment({ child, cluster, isPlaceScarce, replicas, role }: DeploymentTerms, template: JsonObject): Manifest {
  const rollingUpdate = isPlaceScarce ? { maxSurge: 0, maxUnavailable: 1 } : { maxSurge: 1, maxUnavailable: 0 };
  const spec = {
    strategy: { type: 'RollingUpdate', rollingUpdate },
    selector: { matchLabels: { ...selectorLabels(cluster.name, role) } },
    template,
  };
  const marked = withSpecChecksum({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: roleMetadata(cluster, child, role), spec });
  return { ...marked, spec: { replicas, ...spec } };
}
