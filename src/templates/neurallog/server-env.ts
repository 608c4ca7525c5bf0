import type { V1EnvVar } from '@kubernetes/client-node';
import type { TenantSpec } from '../../kinds/neurallog/tenant-spec.ts';
import { REDIS_PORT, SERVER_PORT } from './facts.ts';
import { tenantNames } from './names.ts';

type UserVariable = NonNullable<TenantSpec['server']['env']>[number];

/**
 * The defaults, in the guide's order, then the tenant's id and what the real server reads of its storage: it ignores `REDIS_URL`, and without
 * `STORAGE_TYPE=redis` (lower case) it keeps the logs in memory and loses them.
 */
function defaults(tenant: string): readonly V1EnvVar[] {
  return [
    { name: 'NODE_ENV', value: 'production' },
    { name: 'PORT', value: String(SERVER_PORT) },
    { name: 'REDIS_URL', value: `redis://${tenantNames.redis}:${REDIS_PORT}` },
    { name: 'LOG_LEVEL', value: 'info' },
    { name: 'TENANT_ID', value: tenant },
    { name: 'STORAGE_TYPE', value: 'redis' },
    { name: 'REDIS_HOST', value: tenantNames.redis },
    { name: 'REDIS_PORT', value: String(REDIS_PORT) },
  ];
}

function asCore({ name, value, valueFrom }: UserVariable): V1EnvVar {
  if (valueFrom === undefined) return { name, value: value ?? '' };
  const { configMapKeyRef, secretKeyRef } = valueFrom;
  return {
    name,
    valueFrom: {
      ...(configMapKeyRef === undefined ? {} : { configMapKeyRef: { ...configMapKeyRef } }),
      ...(secretKeyRef === undefined ? {} : { secretKeyRef: { ...secretKeyRef } }),
    },
  };
}

/** The server's environment: an entry of the user replaces the default of its name where that stands; others follow in his order. */
export function serverEnv(tenant: string, user: readonly UserVariable[] = []): readonly V1EnvVar[] {
  const wanted = new Map(defaults(tenant).map((variable) => [variable.name, variable]));
  for (const variable of user) wanted.set(variable.name, asCore(variable));
  return [...wanted.values()];
}

/** The port on which the server listens, as text: that of its environment. */
export function serverPort({ server }: TenantSpec): string {
  return server.env?.findLast(({ name }) => name === 'PORT')?.value ?? String(SERVER_PORT);
}
