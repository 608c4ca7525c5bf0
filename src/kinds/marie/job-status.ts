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

const submission = z.object({
  state: z
    .enum(['Recorded', 'Accepted', 'Refused', 'NotSent', 'Unknown'])
    .describe('Recorded: about to be sent. Refused, NotSent: surely not taken. Unknown: it may have been taken.'),
  code: boundedString(253).describe('Why it was not taken, as one word.').exactOptional(),
  message: boundedString(32_768).describe('What the gateway said.').exactOptional(),
});

const stop = z.object({
  jobId: boundedString(253).describe('The job that was to be stopped.'),
  answer: boundedString(4096).describe('What the gateway said.'),
});

/** `MarieJob.status`. What was submitted is stored before it is sent, so that it is never sent twice. */
export const marieJobStatus = z.object({
  phase: z
    .enum(['Pending', 'Initializing', 'Running', 'Succeeded', 'Failed', 'Cancelled'])
    .default('Pending')
    .describe('Where the job stands.'),
  conditions: conditions.default([]),
  clusterName: boundedString(253).describe('The MarieCluster that runs the job.').exactOptional(),
  clusterUid: boundedString(253).describe('Uid of that MarieCluster: another one of the same name does not know the job.').exactOptional(),
  submitterJobName: boundedString(63).describe('The submitting Job, with K8sJobSubmission.').exactOptional(),
  submissionRef: boundedString(512).describe('Under which reference the present attempt was submitted.').exactOptional(),
  jobId: boundedString(253).describe('Id that the gateway gave the job.').exactOptional(),
  dagId: boundedString(253).describe("Id of the job's graph of tasks.").exactOptional(),
  attempt: int32().default(0).describe('Number of the present attempt, counted from 0 over retries and resumptions.'),
  submission: submission.describe('How far the present submission has come.').exactOptional(),
  retryAfter: dateTime().describe('Before this it is not submitted again.').exactOptional(),
  tasks: boundedString(1024).describe('The tasks of the job by state, as last seen.').exactOptional(),
  lastProgressTime: dateTime().describe('When the tasks last changed.').exactOptional(),
  notListedSince: dateTime().describe('Since when the gateway, asked without error, does not list the job.').exactOptional(),
  unreadableSince: dateTime().describe('Since when the gateway cannot be asked.').exactOptional(),
  stop: stop.describe('The last wish to stop it.').exactOptional(),
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
