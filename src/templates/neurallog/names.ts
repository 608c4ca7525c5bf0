/** The names of a tenant's objects. But for the namespace they are the same in every tenant. */
export const tenantNames = {
  namespace: (tenant: string): string => `tenant-${tenant}`,
  quota: 'tenant-quota',
  limits: 'tenant-limits',
  redisConfig: 'redis-config',
  /** The StatefulSet, and the Service that clients use. */
  redis: 'redis',
  /** The Service that gives every Redis pod its name. */
  redisReplicas: 'redis-replicas',
  /** The Deployment and its Service. */
  server: 'neurallog-server',
} as const;

/** The name of Redis' volume in its pods and in the claim template. */
export const REDIS_VOLUME = 'redis-data';

/** The claim of the Redis pod with a number: Kubernetes names it after the template, the set and the pod. */
export function redisClaim(ordinal: number): string {
  return `${REDIS_VOLUME}-${tenantNames.redis}-${ordinal}`;
}
