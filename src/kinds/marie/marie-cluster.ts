import { SECRET } from '../../kernel/builtin-types.ts';
import type { CelRule, KindDefinition } from '../../kernel/kind-definition.ts';
import type { NameRule } from '../shared/names.ts';
import { nameRule } from '../shared/names.ts';
import type { MarieClusterSpec } from './cluster-spec.ts';
import { marieClusterSpec } from './cluster-spec.ts';
import type { MarieClusterStatus } from './cluster-status.ts';
import { marieClusterStatus } from './cluster-status.ts';
import { CLUSTER_AND_GROUP_MAX } from './executor-group.ts';

export type { MarieClusterSpec } from './cluster-spec.ts';
export type { MarieClusterStatus } from './cluster-status.ts';

/** Names of clusters: Services begin with them, the longest of a cluster without groups is `<name>-server-headless`. */
export const marieClusterName: NameRule = nameRule('RFC 1035 label', 47, 'its headless Service is called <name>-server-headless');

const namesTooLong = `the names of cluster and group may together be at most ${CLUSTER_AND_GROUP_MAX} characters long: the Service of a group is called <cluster>-executor-<group>-svc`;

const groupNames: CelRule = {
  rule: `self.spec.executorGroupSpecs.all(g, size(self.metadata.name) + size(g.groupName) <= ${CLUSTER_AND_GROUP_MAX})`,
  message: namesTooLong,
  fieldPath: '.spec.executorGroupSpecs',
};

/** What is wrong with the name of a cluster, by itself or beside the names of its groups, or undefined. */
export function marieClusterNameProblem(name: string, spec: Pick<MarieClusterSpec, 'executorGroupSpecs'>): string | undefined {
  const tooLong = spec.executorGroupSpecs.some((group) => name.length + group.groupName.length > CLUSTER_AND_GROUP_MAX);
  return marieClusterName.problem(name) ?? (tooLong ? namesTooLong : undefined);
}

/** A Marie deployment: a server (gateway and scheduler) and pools of executors. */
export const marieCluster: KindDefinition<MarieClusterSpec, MarieClusterStatus> = {
  system: 'marie',
  group: 'marie.ai',
  version: 'v1alpha1',
  kind: 'MarieCluster',
  listKind: 'MarieClusterList',
  plural: 'marieclusters',
  singular: 'mariecluster',
  scope: 'Namespaced',
  shortNames: ['mc', 'marie'],
  categories: ['marie'],
  description: 'A Marie deployment: a server (gateway and scheduler) and pools of executors.',
  columns: [
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Server', type: 'boolean', jsonPath: '.status.serverReady' },
    { name: 'Executors', type: 'integer', jsonPath: '.status.readyExecutorReplicas' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  suspend: { by: 'field', path: ['spec', 'suspend'] },
  groups: { list: ['spec', 'executorGroupSpecs'], key: 'groupName', replicas: 'replicas', suspend: 'suspend' },
  references: [{ path: ['spec', 'auth', 'secretRef'], to: SECRET }],
  smallestSpec: { serverSpec: { template: {} } },
  nameProblem: marieClusterNameProblem,
  rules: [...marieClusterName.rules, groupNames],
  specPresence: 'required',
  spec: marieClusterSpec,
  status: marieClusterStatus,
};
