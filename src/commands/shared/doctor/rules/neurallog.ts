import { parseQuantity } from '../../../../kernel/quantity.ts';
import { objectName } from '../../why/related.ts';
import { at, listAt, numberAt, ownOf, textAt, type Facts, type OwnObject } from '../facts.ts';
import type { Hit } from '../finding.ts';
import { patchOwn } from '../fix-words.ts';
import type { DoctorRule } from '../rule.ts';

function hits(facts: Facts, judge: (own: OwnObject) => Omit<Hit, 'object'> | undefined): readonly Hit[] {
  return ownOf(facts, 'Tenant').flatMap((own): readonly Hit[] => {
    const hit = judge(own);
    return hit === undefined ? [] : [{ object: objectName(own.object), ...hit }];
  });
}

const REDIS_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1000,
  kb: 1024,
  m: 1_000_000,
  mb: 1024 ** 2,
  g: 1_000_000_000,
  gb: 1024 ** 3,
};

/** Bytes of a Redis size (`memtoll` in util.c: k is 1000, kb is 1024); undefined where it is none. */
function redisBytes(text: string): number | undefined {
  const found = /^(\d+)([a-z]*)$/.exec(text.trim().toLowerCase());
  const unit = REDIS_UNITS[found?.[2] ?? '?'];
  return found === null || unit === undefined ? undefined : Number(found[1]) * unit;
}

function bytesOf(quantity: string | undefined): number | undefined {
  const nano = quantity === undefined ? undefined : parseQuantity(quantity);
  return nano === undefined ? undefined : Number(nano / 1_000_000_000n);
}

/** NeuralLog. */
export const neurallogRules: readonly DoctorRule[] = [
  {
    id: 'AIS801',
    area: 'neurallog',
    severity: 'warning',
    title: 'a tenant is not kept apart',
    find: (facts) =>
      hits(facts, (own) =>
        at(own.spec, 'networkPolicy', 'enabled') === false
          ? {
              message: 'every pod of the cluster can reach its server and its Redis, which has no password',
              evidence: ['spec.networkPolicy.enabled: false'],
              fix: patchOwn(own, ['spec', 'networkPolicy', 'enabled'], true),
            }
          : undefined,
      ),
  },
  {
    id: 'AIS802',
    area: 'neurallog',
    severity: 'info',
    title: 'an allowed namespace does not exist',
    find: (facts) =>
      hits(facts, (own) => {
        const there = new Set(facts.all('Namespace').map(({ metadata }) => metadata.name));
        const missing = listAt(own.spec, 'networkPolicy', 'allowedNamespaces').filter(
          (name) => typeof name === 'string' && !there.has(name),
        );
        if (!facts.sees('Namespace') || missing.length === 0) return undefined;
        const names = missing.join(', ');
        return {
          message: `spec.networkPolicy.allowedNamespaces names ${names}, which ${missing.length === 1 ? 'does' : 'do'} not exist: whoever makes it gets in`,
          evidence: [`Namespace ${names}: not found`],
          fix: 'kubectl get namespaces',
        };
      }),
  },
  {
    id: 'AIS803',
    area: 'neurallog',
    severity: 'warning',
    title: 'a tenant has no Redis',
    find: (facts) =>
      hits(facts, (own) =>
        numberAt(own.spec, 'redis', 'replicas') === 0
          ? {
              message: 'spec.redis.replicas is 0: its server has nowhere to keep logs',
              evidence: ['spec.redis.replicas: 0'],
              fix: patchOwn(own, ['spec', 'redis', 'replicas'], 1),
            }
          : undefined,
      ),
  },
  {
    id: 'AIS804',
    area: 'neurallog',
    severity: 'warning',
    title: 'Redis may take more memory than it has',
    find: (facts) =>
      hits(facts, (own) => {
        const told = textAt(own.spec, 'redis', 'config', 'maxmemory');
        const limit = textAt(own.spec, 'redis', 'resources', 'memory', 'limit');
        const [most, has] = [told === undefined ? undefined : redisBytes(told), bytesOf(limit)];
        if (most === undefined || has === undefined || (most !== 0 && most <= has)) return undefined;
        return {
          message: `maxmemory ${told ?? ''} is ${most === 0 ? 'no limit' : 'more'} beside a memory limit of ${limit ?? ''}: the container is killed when Redis fills it`,
          evidence: [`spec.redis.config.maxmemory: ${told ?? ''}`],
          fix: patchOwn(own, ['spec', 'redis', 'config', 'maxmemory'], 'SIZE'),
        };
      }),
  },
  {
    id: 'AIS805',
    area: 'neurallog',
    severity: 'info',
    title: 'copies of Redis do not take over',
    find: (facts) =>
      hits(facts, (own) => {
        const count = numberAt(own.spec, 'redis', 'replicas') ?? 1;
        if (count < 2) return undefined;
        return {
          message: `${String(count - 1)} of ${String(count)} Redis pods are copies: when the first is down, nothing is written until it is back`,
          evidence: [`spec.redis.replicas: ${String(count)}`],
          fix: patchOwn(own, ['spec', 'redis', 'replicas'], 1),
        };
      }),
  },
];
