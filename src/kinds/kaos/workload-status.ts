import { z } from 'zod';
import { boundedList } from '../shared/collections.ts';
import { dateTime } from '../shared/date-time.ts';
import { int32 } from '../shared/integers.ts';
import { conditions, observedGeneration } from '../shared/status.ts';
import { boundedString, nonEmptyString } from '../shared/text.ts';

const deploymentCondition = z.object({
  type: nonEmptyString().describe('What it is about.'),
  status: z.enum(['True', 'False', 'Unknown']).describe('Whether it holds.'),
  reason: boundedString().describe('Why, as one word.').exactOptional(),
  message: boundedString(32_768).describe('Why, as a sentence.').exactOptional(),
  lastUpdateTime: dateTime().describe('When it was last looked at.').exactOptional(),
  lastTransitionTime: dateTime().describe('When the status last changed.').exactOptional(),
});

const deployment = z.object({
  replicas: int32().describe('Pods of the Deployment.').exactOptional(),
  readyReplicas: int32().describe('Pods that are ready.').exactOptional(),
  availableReplicas: int32().describe('Pods that are ready for long enough.').exactOptional(),
  updatedReplicas: int32().describe('Pods of the present template.').exactOptional(),
  conditions: boundedList(deploymentCondition, 32).describe('The conditions of the Deployment.').exactOptional(),
});

/** What the status of all three kinds has beside `phase`. */
export const workloadStatus = {
  ready: z.boolean().default(false).describe('Whether it serves now. Dependants wait for this, not for the phase.'),
  endpoint: boundedString().describe('URL inside the cluster.').exactOptional(),
  message: boundedString(32_768).describe('The first thing that is in the way, or how many replicas are ready.').exactOptional(),
  deployment: deployment.describe('What its Deployment says of itself.').exactOptional(),
  observedGeneration: observedGeneration.default(0),
  conditions: conditions.default([]),
};
