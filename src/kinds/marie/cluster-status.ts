import { z } from 'zod';
import { boundedMap, stringMap } from '../shared/collections.ts';
import { dateTime } from '../shared/date-time.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32 } from '../shared/integers.ts';
import { quantity } from '../shared/quantity.ts';
import { conditions, observedGeneration } from '../shared/status.ts';
import { boundedString } from '../shared/text.ts';

const groupStatus = z.object({
  replicas: int32().default(0).describe('Pods that there should be.'),
  readyReplicas: int32().default(0).describe('Pods that are ready.'),
  availableReplicas: int32().default(0).describe('Pods that are ready for long enough.'),
  idleSince: dateTime().describe('Since when there is no work for a group that may shrink.').exactOptional(),
});

const serverInfo = z.object({
  podName: boundedString(253).describe('A ready server pod.').exactOptional(),
  podIP: boundedString(64).describe('Its address.').exactOptional(),
  serviceName: boundedString(63).describe("The server's Service.").exactOptional(),
});

/** `MarieCluster.status`. Counters are always there, so that 0 and unknown differ. */
export const marieClusterStatus = z.object({
  phase: z
    .enum(['Pending', 'Creating', 'Running', 'Suspended', 'Failed', 'Terminating'])
    .default('Pending')
    .describe('Where the cluster stands.'),
  conditions: conditions.default([]),
  serverReady: z.boolean().default(false).describe('Whether a server pod is ready.'),
  desiredExecutorReplicas: int32().default(0).describe('Executor pods that there should be now.'),
  readyExecutorReplicas: int32().default(0).describe('Executor pods that are ready.'),
  availableExecutorReplicas: int32().default(0).describe('Executor pods that are ready for long enough.'),
  executorGroupStatuses: boundedMap(groupStatus).default({}).describe('Pods of each group.'),
  desiredCPU: quantity().describe('CPU that all pods ask for.').exactOptional(),
  desiredMemory: quantity().describe('Memory that all pods ask for.').exactOptional(),
  desiredGPU: quantity().describe('GPUs that all pods ask for.').exactOptional(),
  endpoints: stringMap().default({}).describe('Addresses inside the cluster: grpc and http.'),
  serverInfo: serverInfo.describe('A server pod that is ready.').exactOptional(),
  version: boundedString(128).describe('Version that every server pod runs, by the tag of its image.').exactOptional(),
  lastUpdateTime: dateTime().describe('When this status last changed.').exactOptional(),
  observedGeneration: observedGeneration.default(0),
});

export type MarieClusterStatus = Immutable<z.output<typeof marieClusterStatus>>;
