import type { V1EnvVar } from '@kubernetes/client-node';
import type { JsonObject } from '../../kernel/json.ts';
import { plainEnv } from '../shared/container-env.ts';
import type { ClusterValues, GroupValues } from './cluster-values.ts';
import { objectsIn } from './main-container.ts';
import { clusterNames } from './names.ts';
import { MARIE_SERVER } from './server-facts.ts';

function fromField(name: string, fieldPath: string): V1EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

function commonEnv(cluster: string, nodeType: string): readonly V1EnvVar[] {
  return [
    plainEnv('MARIE_CLUSTER_NAME', cluster),
    fromField('MARIE_POD_NAME', 'metadata.name'),
    fromField('MARIE_POD_NAMESPACE', 'metadata.namespace'),
    fromField('MARIE_POD_IP', 'status.podIP'),
    plainEnv('MARIE_NODE_TYPE', nodeType),
  ];
}

/** What the server's container is told about itself. Marie reads none of it: it is for the users' own start scripts. */
export function serverEnv({ name, spec }: ClusterValues): readonly V1EnvVar[] {
  return [...commonEnv(name, 'server'), plainEnv('MARIE_CONFIG_FILE', spec.serverSpec.configFile)];
}

/** What an executor's container is told about itself and its server. */
export function executorEnv({ name, namespace }: ClusterValues, { group }: GroupValues): readonly V1EnvVar[] {
  return [
    ...commonEnv(name, 'executor'),
    plainEnv('MARIE_EXECUTOR_GROUP', group.groupName),
    plainEnv('MARIE_EXECUTOR_TYPE', group.executorType ?? ''),
    plainEnv('MARIE_SERVER_ADDRESS', `${clusterNames.serverService(name)}.${namespace}.svc`),
    plainEnv('MARIE_SERVER_PORT', String(MARIE_SERVER.grpcPort)),
    ...(group.gpu ? [plainEnv('MARIE_GPU_ENABLED', 'true')] : []),
  ];
}

/** The user's variables after ours, so that theirs may refer to ours; of one name theirs counts. */
export function withEnv(container: JsonObject, ours: readonly V1EnvVar[]): readonly unknown[] {
  const given: readonly unknown[] = Array.isArray(container['env']) ? container['env'] : [];
  const names = new Set(objectsIn(given).map(({ name }) => name));
  return [...ours.filter(({ name }) => !names.has(name)), ...given];
}
