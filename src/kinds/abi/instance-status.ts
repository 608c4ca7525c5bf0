import { z } from 'zod';
import { boundedList } from '../shared/collections.ts';
import { dateTime } from '../shared/date-time.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32 } from '../shared/integers.ts';
import { conditions, observedGeneration } from '../shared/status.ts';
import { boundedString } from '../shared/text.ts';

const health = z.object({
  status: z.enum(['Healthy', 'Degraded', 'Unhealthy', 'Unknown']).default('Unknown').describe('Health of the pods together.'),
  message: boundedString(4096).describe('Why.').exactOptional(),
  lastChecked: dateTime().describe('When it was last looked at.').exactOptional(),
});

const endpoints = z.object({
  http: boundedString().default('').describe('HTTP URL; empty when the port is not exposed.'),
  grpc: boundedString().default('').describe('gRPC address; empty when the port is not exposed.'),
  metrics: boundedString().default('').describe('URL of the metrics; empty when the port is not exposed.'),
});

/** `AbiInstance.status`. Counters have the default 0: the scale subresource and the columns need a number. */
export const abiInstanceStatus = z.object({
  phase: z
    .enum(['Pending', 'Creating', 'Running', 'Updating', 'Failed', 'Terminating'])
    .default('Pending')
    .describe('Where the instance is in its life.'),
  replicas: int32().default(0).describe('Pods.'),
  readyReplicas: int32().default(0).describe('Pods that are ready.'),
  availableReplicas: int32().default(0).describe('Pods that are available.'),
  updatedReplicas: int32().default(0).describe('Pods of the newest template.'),
  selector: boundedString(4096).describe('Label selector of the pods, for the scale subresource.').exactOptional(),
  version: boundedString(256).describe('Tag or short digest of the last completed rollout.').exactOptional(),
  observedGeneration: observedGeneration.default(0),
  health: health.prefault({}).describe('Health.'),
  enabledFeatures: boundedList(boundedString(63)).default([]).describe('Features that are on, sorted.'),
  conditions: conditions.default([]),
  endpoints: endpoints.prefault({}).describe('Where the instance is reached.'),
  configHash: boundedString(128).describe('Hash of the configuration that the pods carry.').exactOptional(),
  workloadKind: z.enum(['Deployment', 'StatefulSet']).describe('Kind of the workload in use.').exactOptional(),
});

export type AbiInstanceStatus = Immutable<z.output<typeof abiInstanceStatus>>;
