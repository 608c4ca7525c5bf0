import { z } from 'zod';
import { parseGoDuration } from '../../kernel/duration.ts';
import { stringMap } from '../shared/collections.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32, int64 } from '../shared/integers.ts';
import { labels } from '../shared/labels.ts';
import { objectName } from '../shared/names.ts';
import { opaqueObject } from '../shared/opaque.ts';
import { localReference } from '../shared/references.ts';
import { withRule } from '../shared/rule.ts';
import { boundedString } from '../shared/text.ts';
import { gatewayAuth, marieClusterSpec } from './cluster-spec.ts';
import { deadline } from './deadline.ts';

/** What a job may carry inline: the gateway takes nothing by upload, and an object in etcd is at most 1.5 MB. */
const DATA_MAX = 524_288;

const SOURCES = ['uri', 'data', 'configMapRef', 'secretRef'] as const;

const input = withRule(
  z.object({
    uri: boundedString(4096).describe('Where the document is.').exactOptional(),
    data: boundedString(DATA_MAX).describe('The document itself; base64 where it is not text.').exactOptional(),
    configMapRef: localReference('ConfigMap').describe('A ConfigMap that holds the document.').exactOptional(),
    secretRef: localReference('Secret').describe('A Secret that holds the document.').exactOptional(),
    contentType: boundedString(255).default('application/pdf').describe('Media type of the document.'),
  }),
  {
    rule: `[${SOURCES.map((source) => `has(self.${source})`).join(', ')}].filter(given, given).size() <= 1`,
    message: `an input has one source: ${SOURCES.join(', ')}`,
    check: (value) => SOURCES.filter((source) => value[source] !== undefined).length <= 1,
  },
);

const output = z.object({
  uri: boundedString(4096).describe('Where the result is wished.').exactOptional(),
  format: z.enum(['json', 'xml', 'csv', 'yaml']).default('json').describe('Format of the result.'),
  configMapRef: localReference('ConfigMap').describe('A ConfigMap that gets a short account of the finished job.').exactOptional(),
});

const sla = withRule(
  z.object({
    softDeadline: deadline().describe('When the job should be done: it gains priority.').exactOptional(),
    hardDeadline: deadline().describe('When the job is cancelled.').exactOptional(),
  }),
  {
    rule: '!has(self.softDeadline) || !has(self.hardDeadline) || duration(self.softDeadline) <= duration(self.hardDeadline)',
    message: 'softDeadline must not be after hardDeadline',
    fieldPath: '.softDeadline',
    check: ({ softDeadline, hardDeadline }) =>
      softDeadline === undefined ||
      hardDeadline === undefined ||
      (parseGoDuration(softDeadline) ?? 0) <= (parseGoDuration(hardDeadline) ?? Number.POSITIVE_INFINITY),
  },
);

const fields = z.object({
  clusterRef: objectName().describe('The MarieCluster that runs the job.').exactOptional(),
  clusterSelector: labels().describe('Labels of the MarieCluster that runs the job.').exactOptional(),
  clusterSpec: marieClusterSpec.describe('A MarieCluster that is made for this job.').exactOptional(),
  auth: gatewayAuth.describe("How the job is submitted. Default: the cluster's own way.").exactOptional(),
  submissionMode: z
    .enum(['HTTPSubmission', 'K8sJobSubmission'])
    .default('HTTPSubmission')
    .describe('Who submits: the operator itself, or a Kubernetes Job.'),
  jobType: z
    .enum(['extract', 'classify', 'ocr', 'ner', 'transform', 'pipeline'])
    .default('pipeline')
    .describe('What is done with the document.'),
  entrypoint: boundedString().describe('Name of the pipeline, for jobType pipeline.').exactOptional(),
  input: input.describe('The document.').exactOptional(),
  output: output.describe('The result.').exactOptional(),
  options: stringMap().describe('More for the gateway, by dotted name. queue, planner and on choose who does the work.').exactOptional(),
  priority: int32(-100, 100).default(0).describe('Priority. The gateway orders by deadlines and does not look at it.'),
  sla: sla.describe('Deadlines, counted from the start of the job.').exactOptional(),
  activeDeadlineSeconds: int64(1).describe('Seconds after which the job has failed.').exactOptional(),
  stallTimeoutSeconds: int32(1)
    .default(1800)
    .describe('Seconds for which a task may be active without any task changing; then the attempt has failed as StalledInGateway.'),
  backoffLimit: int32().default(3).describe('How often the job is submitted anew.'),
  suspend: z.boolean().describe('Whether the job waits, or is stopped.').exactOptional(),
  shutdownAfterJobFinishes: z.boolean().describe('Whether the cluster of clusterSpec goes when the job is done.').exactOptional(),
  ttlSecondsAfterFinished: int32().describe('Seconds after which the finished job is deleted.').exactOptional(),
  submitterPodTemplate: opaqueObject().describe('Pod template of the submitting Job, with K8sJobSubmission.').exactOptional(),
});

const CLUSTERS = ['clusterRef', 'clusterSelector', 'clusterSpec'] as const;

const placed = withRule(fields, {
  rule: `[${CLUSTERS.map((way) => `has(self.${way})`).join(', ')}].filter(given, given).size() <= 1`,
  message: `a job names its cluster in one way: ${CLUSTERS.join(', ')}`,
  check: (spec) => CLUSTERS.filter((way) => spec[way] !== undefined).length <= 1,
});

/** Spec of a MarieJob. Every field may be left out. */
export const marieJobSpec = withRule(placed, {
  rule: '!has(self.shutdownAfterJobFinishes) || !self.shutdownAfterJobFinishes || has(self.clusterSpec)',
  message: 'shutdownAfterJobFinishes needs clusterSpec: a cluster that others use is never deleted',
  fieldPath: '.shutdownAfterJobFinishes',
  check: (spec) => spec.shutdownAfterJobFinishes !== true || spec.clusterSpec !== undefined,
});

export type MarieJobSpec = Immutable<z.output<typeof marieJobSpec>>;
