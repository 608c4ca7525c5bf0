import type { JsonObject } from '../../../kernel/json.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { MarieJobSpec } from '../../../kinds/marie/job-spec.ts';
import type { GatewaySubmission } from '../gateway.ts';
import { gatewayDeadlines } from './job-deadlines.ts';

/** Who submits, and what of it is known only once it is done. */
export interface SubmissionFacts {
  readonly namespace: string;
  readonly uid: string;
  readonly reference: string;
  readonly attempt: number;
  readonly startTime: string;
  /** The document where it is carried along. */
  readonly data?: string;
}

/** By default, job type → queue and planner. */
const QUEUES: Readonly<Record<MarieJobSpec['jobType'], string>> = {
  ocr: 'extract',
  extract: 'extract',
  classify: 'classify',
  transform: 'transform',
  ner: 'ner',
  pipeline: 'pipeline',
};

/** What a queue may be called (Marie's own rule; `amq.` belongs to its broker). */
const QUEUE = /^(?!amq\.)[A-Za-z0-9_.-]{1,255}$/;
const IDENTIFIER = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** Keys of `metadata` that an option cannot set: they say whose the job is. */
const RESERVED: ReadonlySet<string> = new Set([
  'project_id',
  'ref_type',
  'ref_id',
  'policy',
  'planner',
  'on',
  'type',
  'uri',
  'data',
  'soft_sla',
  'hard_sla',
  'k8s_uid',
  'k8s_attempt',
  'api_key',
]);

/** Options that choose who does the work instead of being passed on. */
const CHOICES: ReadonlySet<string> = new Set(['queue', 'planner', 'on']);

/** The queue and the planner that a job is for. */
export function routeOf(spec: MarieJobSpec): { readonly queue: string; readonly planner: string } {
  const named = spec.jobType === 'pipeline' && spec.entrypoint !== undefined ? spec.entrypoint.trim() : QUEUES[spec.jobType];
  const queue = spec.options?.['queue'] ?? (IDENTIFIER.test(named) ? named : 'pipeline');
  return { queue, planner: spec.options?.['planner'] ?? (IDENTIFIER.test(named) ? named : queue) };
}

/** Why a spec can never be submitted, with field and fix; undefined where it can. What the schema checks is not looked at again. */
export function submissionProblem(spec: MarieJobSpec): string | undefined {
  const { entrypoint, options = {} } = spec;
  if (entrypoint !== undefined && !IDENTIFIER.test(entrypoint.trim()) && options['planner'] === undefined) {
    return `spec.entrypoint ${JSON.stringify(entrypoint)} is no name of a pipeline, and Marie does not read a chain of steps: name one pipeline, or set spec.options.planner`;
  }
  const { queue } = routeOf(spec);
  if (!QUEUE.test(queue)) {
    return `spec.options.queue ${JSON.stringify(queue)} is no name of a queue: letters, digits, "-", "_" and ".", at most 255, not beginning with amq.`;
  }
  const reserved = Object.keys(options).find((key) => !CHOICES.has(key) && RESERVED.has(key.split('.')[0] ?? ''));
  if (reserved !== undefined) return `spec.options.${reserved} is set by the operator itself: remove it`;
  const clash = Object.keys(options).find((key) => Object.keys(options).some((other) => other.startsWith(`${key}.`)));
  return clash === undefined ? undefined : `spec.options.${clash} is a value and the beginning of another option: keep one of them`;
}

/** `{ 'a.b': 'c' }` → `{ a: { b: 'c' } }`. */
function expanded(options: Readonly<Record<string, string>>): JsonObject {
  let tree: JsonObject = {};
  const put = (into: JsonObject, [head = '', ...rest]: readonly string[], value: string): JsonObject => {
    const below = into[head];
    return { ...into, [head]: rest.length === 0 ? value : put(isJsonObject(below) ? below : {}, rest, value) };
  };
  for (const [key, value] of Object.entries(options)) if (!CHOICES.has(key)) tree = put(tree, key.split('.'), value);
  return tree;
}

/** What is submitted for a job: the same for the same spec and facts. `allow_all`: any other policy acknowledges and then drops. */
export function jobSubmission(spec: MarieJobSpec, facts: SubmissionFacts): GatewaySubmission {
  const { queue, planner } = routeOf(spec);
  const { input, output, options = {} } = spec;
  const on = options['on'];
  return {
    queue,
    metadata: {
      ...expanded(options),
      project_id: facts.namespace,
      ref_type: spec.jobType,
      ref_id: facts.reference,
      policy: 'allow_all',
      planner,
      type: 'pipeline',
      ...(on === undefined ? {} : { on }),
      ...(input?.uri === undefined ? {} : { uri: input.uri }),
      ...(input === undefined ? {} : { content_type: input.contentType }),
      ...(facts.data === undefined ? {} : { data: facts.data }),
      ...(output === undefined ? {} : { output: { format: output.format, ...(output.uri === undefined ? {} : { uri: output.uri }) } }),
      ...gatewayDeadlines(spec, facts.startTime),
      k8s_uid: facts.uid,
      k8s_attempt: facts.attempt,
    },
  };
}

/** Where Marie writes the result of a job: it looks at no wish, and tells no place. `bucket`: the gateway's own. */
export function resultUri(spec: Pick<MarieJobSpec, 'jobType'>, reference: string, bucket: string): string {
  return `s3://${bucket}/${spec.jobType}/${reference}/`.toLowerCase();
}
