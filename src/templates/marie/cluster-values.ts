import type { MarieClusterSpec } from '../../kinds/marie/cluster-spec.ts';
import type { ExecutorGroup } from '../../kinds/marie/executor-group.ts';

/** Everything that the children of one MarieCluster are made from. */
export interface ClusterValues {
  readonly name: string;
  readonly namespace: string;
  /** With defaults filled in. */
  readonly spec: MarieClusterSpec;
  /** Server pods that there should be now. */
  readonly serverReplicas: number;
  readonly groups: readonly GroupValues[];
}

/** One executor group and the size that it should have now. */
export interface GroupValues {
  readonly group: ExecutorGroup;
  readonly replicas: number;
  /** Somebody else sets the replicas. */
  readonly isExternal: boolean;
}
