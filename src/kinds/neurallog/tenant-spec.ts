import { z } from 'zod';
import { boundedList, listMap } from '../shared/collections.ts';
import { keyedEnvVar } from '../shared/environment.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32 } from '../shared/integers.ts';
import { labelName } from '../shared/names.ts';
import { quantity } from '../shared/quantity.ts';
import { compareQuantities } from '../../kernel/quantity.ts';
import { withRule } from '../shared/rule.ts';
import { boundedString, nonEmptyString } from '../shared/text.ts';
import { egressRule, ingressRule } from './network-rules.ts';
import { redisConfig } from './redis-config.ts';
import { resourceBudget } from './resource-budget.ts';

const serverEnv = withRule(listMap(keyedEnvVar, ['name']), {
  rule: "self.all(e, e.name != 'PORT' || !has(e.valueFrom))",
  message: 'PORT must be a literal value: the container port and the probes follow it',
  check: (env) => env.every((variable) => variable.name !== 'PORT' || variable.valueFrom === undefined),
});

const server = z.object({
  replicas: int32(0, 100).default(1).describe('Pods of the server.'),
  image: nonEmptyString().default('neurallog/server:latest').describe('Image of the server.'),
  resources: resourceBudget
    .describe('Resources of a server pod. Defaults: cpu 100m up to 500m, memory 128Mi up to 512Mi, each where it is left out.')
    .exactOptional(),
  env: serverEnv
    .describe(
      'Environment variables. NODE_ENV, PORT, REDIS_URL, LOG_LEVEL and those of the storage have defaults, which one of the same name replaces.',
    )
    .exactOptional(),
});

const storage = withRule(
  withRule(quantity(), {
    rule: "!isQuantity(string(self)) || quantity(string(self)).isGreaterThan(quantity('0'))",
    message: 'must be more than 0',
    check: (size) => (compareQuantities(size, 0) ?? 1) > 0,
  }),
  // The server makes 8Ei of whatever is more: the volumes would seem too small for ever, and the set would be made anew again and again.
  {
    rule: "!isQuantity(string(self)) || quantity(string(self)).isLessThan(quantity('4Ei'))",
    message: 'must be less than 4Ei',
    check: (size) => (compareQuantities(size, '4Ei') ?? -1) < 0,
  },
);

const redis = z.object({
  // Bounded like the server's: the operator looks for the claim of each, and an amount such as 2147483647 would end it for all tenants.
  replicas: int32(0, 100).default(1).describe('Pods of Redis. Those after the first are copies of it; nothing fails over by itself.'),
  image: nonEmptyString().default('redis:7-alpine').describe('Image of Redis.'),
  resources: resourceBudget
    .describe('Resources of a Redis pod. Defaults: cpu 100m up to 300m, memory 128Mi up to 256Mi, each where it is left out.')
    .exactOptional(),
  storage: storage.default('1Gi').describe('Size of the volume of each pod. It may grow, never shrink.'),
  config: redisConfig()
    .describe('Lines of redis.conf by directive. Defaults: maxmemory 256mb, maxmemory-policy allkeys-lru, each where it is left out.')
    .exactOptional(),
});

const networkPolicy = z.object({
  enabled: z.boolean().default(true).describe('Whether network policies keep the tenant apart.'),
  allowedNamespaces: boundedList(labelName()).default([]).describe("Namespaces that may reach the tenant's server."),
  ingressRules: boundedList(ingressRule).default([]).describe("More ways to the tenant's server."),
  egressRules: boundedList(egressRule).default([]).describe("More ways out for the tenant's pods."),
});

/** Spec of a Tenant. Every field may be left out. */
export const tenantSpec = z.object({
  displayName: boundedString(63).describe('Name for people.').exactOptional(),
  description: boundedString().describe('What the tenant is for.').exactOptional(),
  resources: resourceBudget.describe('Budget of the whole tenant: it becomes a quota of its namespace.').exactOptional(),
  server: server.prefault({}).describe('The NeuralLog server.'),
  redis: redis.prefault({}).describe('Its Redis.'),
  networkPolicy: networkPolicy.prefault({}).describe('Who may reach the tenant, and whom it may reach.'),
});

export type TenantSpec = Immutable<z.output<typeof tenantSpec>>;
