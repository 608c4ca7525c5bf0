import { parseQuantity } from '../../kernel/quantity.ts';
import type { TenantSpec } from '../../kinds/neurallog/tenant-spec.ts';
import { componentResources } from './component-resources.ts';
import { budgetOf } from './quota.ts';

/** What a rolling update adds to the server's pods: a quarter of them, rounded up (the default of Deployments). */
function surge(replicas: number): number {
  return Math.ceil(replicas / 4);
}

/**
 * What server and Redis need and the tenant's budget does not hold, a sentence for each. A quota that is too small shows up only as pods that
 * are never made.
 */
export function quotaShortage(spec: TenantSpec): readonly string[] {
  const budget = budgetOf(spec) ?? {};
  const server = componentResources('server', spec);
  const redis = componentResources('redis', spec);
  const servers = BigInt(spec.server.replicas + surge(spec.server.replicas));
  const copies = BigInt(spec.redis.replicas);
  const sum = (ofServer: string, ofRedis: string): bigint =>
    (parseQuantity(ofServer) ?? 0n) * servers + (parseQuantity(ofRedis) ?? 0n) * copies;
  const needs: Readonly<Record<string, bigint>> = {
    'limits.cpu': sum(server.cpu.limit, redis.cpu.limit),
    'limits.memory': sum(server.memory.limit, redis.memory.limit),
    'requests.cpu': sum(server.cpu.request, redis.cpu.request),
    'requests.memory': sum(server.memory.request, redis.memory.request),
    'requests.storage': sum('0', String(spec.redis.storage)),
  };
  return Object.entries(budget).flatMap(([name, amount]) => {
    const need = needs[name] ?? 0n;
    const have = parseQuantity(amount);
    if (have === undefined || need <= have) return [];
    return [`${name} of the tenant is ${amount}, and server (with one update under way) and Redis need ${amountText(name, need)}`];
  });
}

function amountText(name: string, nano: bigint): string {
  const milli = (nano + 999_999n) / 1_000_000n;
  if (name.endsWith('.cpu')) return milli % 1_000n === 0n ? String(milli / 1_000n) : `${milli}m`;
  const bytes = (nano + 999_999_999n) / 1_000_000_000n;
  return bytes % (1n << 20n) === 0n ? `${bytes >> 20n}Mi` : String(bytes);
}
