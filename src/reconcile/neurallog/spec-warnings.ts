import { parseQuantity } from '../../kernel/quantity.ts';
import type { TenantSpec } from '../../kinds/neurallog/tenant-spec.ts';
import { componentResources } from '../../templates/neurallog/component-resources.ts';
import { redisSettings } from '../../templates/neurallog/redis-config-text.ts';
import { redisBytes } from '../../templates/neurallog/redis-value-kinds.ts';
import { imageVersion } from '../../templates/shared/image-reference.ts';

/** Something in a spec that is allowed and hardly meant. Reason and message are the same as long as it is there. */
export interface SpecWarning {
  readonly component: 'server' | 'redis';
  readonly reason: string;
  readonly message: string;
}

type Component = SpecWarning['component'];

function commonWarnings(component: Component, spec: TenantSpec): readonly SpecWarning[] {
  const { image, resources } = spec[component];
  const warn = (reason: string, message: string): SpecWarning => ({ component, reason, message });
  const adjusted = componentResources(component, spec).adjusted.map((message) => warn('ResourcesAdjusted', message));
  return [
    ...(imageVersion(image) === 'latest'
      ? [warn('MutableTag', `spec.${component}.image is ${image}, which may be another program tomorrow: name a version`)]
      : []),
    ...(resources?.storage === undefined
      ? []
      : [warn('StorageIgnored', `spec.${component}.resources.storage means nothing: only spec.resources and spec.redis have storage`)]),
    ...adjusted,
  ];
}

/** Memory of a Redis container without any that its data may not use: it is killed before it evicts. Not told of the guide's own defaults. */
function headroomWarning(spec: TenantSpec): readonly SpecWarning[] {
  const { config, resources } = spec.redis;
  if (config?.['maxmemory'] === undefined && resources?.memory?.limit === undefined) return [];
  const { maxmemory = '' } = redisSettings(config);
  const bytes = redisBytes(maxmemory);
  const { limit } = componentResources('redis', spec).memory;
  const nano = parseQuantity(limit);
  if (bytes === undefined || nano === undefined || (bytes > 0n && bytes * 1_000_000_000n < nano)) return [];
  const message = `maxmemory ${maxmemory} leaves Redis no room below its memory limit of ${limit}: it would be killed before it evicts`;
  return [{ component: 'redis', reason: 'NoMemoryHeadroom', message }];
}

function redisWarnings(spec: TenantSpec): readonly SpecWarning[] {
  const { config = {}, replicas } = spec.redis;
  const warn = (reason: string, message: string): SpecWarning => ({ component: 'redis', reason, message });
  const warnings: SpecWarning[] = [];
  const { maxmemory = '', maxclients = '10000', 'min-replicas-to-write': copies = '0' } = config;
  if (/\d[kmg]$/i.test(maxmemory)) {
    warnings.push(warn('DecimalUnit', `maxmemory ${maxmemory} is ${String(redisBytes(maxmemory))} bytes: ${maxmemory}b would be binary`));
  }
  if (Number(maxclients) < 32)
    warnings.push(warn('FewClients', `maxclients ${maxclients} is less than Redis keeps for itself and its probes`));
  if (Number(copies) > Math.max(replicas - 1, 0)) {
    warnings.push(warn('WritesRefused', `min-replicas-to-write ${copies} with ${replicas} replicas: every write is refused`));
  }
  if (replicas > 1) warnings.push(warn('NoFailover', 'redis-0 takes the writes and the other pods copy it; nothing fails over by itself'));
  return warnings;
}

/** All warnings about a spec. */
export function specWarnings(spec: TenantSpec): readonly SpecWarning[] {
  return [...commonWarnings('server', spec), ...commonWarnings('redis', spec), ...headroomWarning(spec), ...redisWarnings(spec)];
}
