import { z } from 'zod';
import { int32 } from '../shared/integers.ts';
import { intOrPercent } from '../shared/quantity.ts';
import { withRule } from '../shared/rule.ts';

const podDisruptionBudget = withRule(
  z.object({
    minAvailable: intOrPercent().describe('Pods that must stay up.').exactOptional(),
    maxUnavailable: intOrPercent().describe('Pods that may be down.').exactOptional(),
  }),
  {
    rule: '!has(self.minAvailable) || !has(self.maxUnavailable)',
    message: 'a PodDisruptionBudget has either minAvailable or maxUnavailable',
    check: (budget) => budget.minAvailable === undefined || budget.maxUnavailable === undefined,
  },
);

/** `spec.highAvailability`. */
export const highAvailability = z.object({
  enabled: z.boolean().default(false).describe('Whether pods are spread and a PodDisruptionBudget is made.'),
  antiAffinity: z.enum(['soft', 'hard']).default('soft').describe('Whether pods prefer or need different nodes.'),
  podDisruptionBudget: podDisruptionBudget.describe('Default: maxUnavailable 1.').exactOptional(),
});

/** `spec.autoscaling`. */
export const autoscaling = withRule(
  z.object({
    enabled: z.boolean().default(false).describe('Whether a HorizontalPodAutoscaler sets the number of pods.'),
    minReplicas: int32(1, 100).default(1).describe('Least pods.'),
    maxReplicas: int32(1, 100).default(10).describe('Most pods.'),
    targetCPUUtilization: int32(1, 100).default(80).describe('CPU that the pods should use, in per cent of their request.'),
    targetMemoryUtilization: int32(1, 100).describe('Memory that the pods should use, in per cent of their request.').exactOptional(),
  }),
  {
    rule: 'self.minReplicas <= self.maxReplicas',
    message: 'minReplicas must not be more than maxReplicas (default 10)',
    fieldPath: '.minReplicas',
    check: (value) => value.minReplicas <= value.maxReplicas,
  },
);
