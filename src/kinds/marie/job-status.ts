import { z } from 'zod';
import { stringMap } from '../shared/collections.ts';
import { dateTime } from '../shared/date-time.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32 } from '../shared/integers.ts';
import { conditions, observedGeneration } from '../shared/status.ts';
import { boundedString, nonEmptyString } from '../shared/text.ts';

const result = z.object({
  outputUri: boundedString(4096).describe('Where the result is.').exactOptional(),
  summary: stringMap(64, 4096).describe('More about the result.').exactOptional(),
  documentCount: int32().describe('Documents.').exactOptional(),
  pageCount: int32().describe('Pages.').exactOptional(),
});

const failure = z.object({
  code: nonEmptyString(253).describe('Why the job failed, as one word.'),
  message: boundedString(32_768).describe('The same as a sentence.').exactOptional(),
  details: boundedString(32_768).describe('What the gateway said.').exactOptional(),
});

/** `MarieJob.status`. What was submitted is stored before it is sent, so that it is never sent twice. */
export const marieJobStatus = z.object({
  phase: z
    .enum(['Pending', 'Initializing', 'Running', 'Succeeded', 'Failed', 'Cancelled'])
    .default('Pending')
    .describe('Where the job stands.'),
  conditions: conditions.default([]),
  clusterName: boundedString(253).describe('The MarieCluster that runs the job.').exactOptional(),
  submitterJobName: boundedString(63).describe('The submitting Job, with K8sJobSubmission.').exactOptional(),
  submissionRef: boundedString(512).describe('Under which reference the present attempt was submitted.').exactOptional(),
  jobId: boundedString(253).describe('Id that the gateway gave the job.').exactOptional(),
  dagId: boundedString(253).describe("Id of the job's graph of tasks.").exactOptional(),
  retryCount: int32().default(0).describe('How often the job was submitted anew.'),
  lastAttemptTime: dateTime().describe('When it was last submitted.').exactOptional(),
  startTime: dateTime().describe('When it left Pending: deadlines count from here.').exactOptional(),
  completionTime: dateTime().describe('When it ended.').exactOptional(),
  duration: boundedString(64).describe('From start to end, as a Go duration.').exactOptional(),
  progress: int32(0, 100).default(0).describe('Finished tasks in percent.'),
  message: boundedString(32_768).describe('What it waits for, or how it ended.').exactOptional(),
  result: result.describe('What came out.').exactOptional(),
  error: failure.describe('What went wrong.').exactOptional(),
  observedGeneration: observedGeneration.default(0),
});

export type MarieJobStatus = Immutable<z.output<typeof marieJobStatus>>;
