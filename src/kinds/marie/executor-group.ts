import { z } from 'zod';
import { boundedList } from '../shared/collections.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32 } from '../shared/integers.ts';
import { labelName, objectName } from '../shared/names.ts';
import { opaqueObject } from '../shared/opaque.ts';
import { withRule } from '../shared/rule.ts';
import { boundedString, nonEmptyString } from '../shared/text.ts';

/** Longest name of cluster and group together: their Service is `<cluster>-executor-<group>-svc`. */
export const CLUSTER_AND_GROUP_MAX = 49;

const scaleStrategy = z.object({
  workersToDelete: boundedList(objectName()).describe('Pods that go first when the group shrinks.').exactOptional(),
});

const fields = z.object({
  groupName: labelName(CLUSTER_AND_GROUP_MAX - 1).describe('Name of the group, its own within the cluster.'),
  replicas: int32().default(1).describe('Pods of the group; where minReplicas or maxReplicas is set, only the first number.'),
  minReplicas: int32().describe('Fewest pods. 0: the group may sleep.').exactOptional(),
  maxReplicas: int32().describe('Most pods.').exactOptional(),
  idleTimeoutSeconds: int32().default(300).describe('Seconds without demand until the group shrinks.'),
  executorNames: boundedList(nonEmptyString(253))
    .describe("Marie's names of the executors that the pods offer: by them the demand for the group is known.")
    .exactOptional(),
  executorType: boundedString().describe('What the executors do, such as ocr, classifier or ner.').exactOptional(),
  gpu: z.boolean().default(false).describe('Whether each pod gets a GPU.'),
  template: opaqueObject().describe('Pod template, as in a Deployment.'),
  scaleStrategy: scaleStrategy.describe('Which pods go when the group shrinks.').exactOptional(),
  suspend: z.boolean().describe('Whether the group has no pods for now.').exactOptional(),
});

/** A pool of equal executor pods. */
export const executorGroup = withRule(fields, {
  rule: '!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas',
  message: 'minReplicas must not be more than maxReplicas',
  fieldPath: '.minReplicas',
  check: (group) => group.minReplicas === undefined || group.maxReplicas === undefined || group.minReplicas <= group.maxReplicas,
});

export type ExecutorGroup = Immutable<z.output<typeof executorGroup>>;
