import type { V1EnvVar } from '@kubernetes/client-node';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
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

/**
 * A container whose variables have different names: the last one of a name counts, at the place of the first. So Kubernetes reads a repeated name, which
 * a server-side apply would refuse.
 */
export function withNamesOnce(container: JsonObject): JsonObject {
  const { env } = container;
  if (!Array.isArray(env)) return container;
  const last = new Map(env.map((entry: unknown) => [isJsonObject(entry) ? entry['name'] : entry, entry]));
  return last.size === env.length ? container : { ...container, env: [...last.values()] };
}

/** The user's variables after ours, so that theirs may refer to ours; of one name theirs counts. What is no list stays as it is, to be refused. */
export function withEnv(container: JsonObject, ours: readonly V1EnvVar[]): unknown {
  const { env = [] } = withNamesOnce(container);
  if (env !== null && !Array.isArray(env)) return env;
  const given: readonly unknown[] = env ?? [];
  const names = new Set(objectsIn(given).map(({ name }) => name));
  return [...ours.filter(({ name }) => !names.has(name)), ...given];
}
