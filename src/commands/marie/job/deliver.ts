import { readFile } from 'node:fs/promises';
import * as Flags from '@oclif/core/flags';
import { createSystemClock } from '../../../cluster/system-clock.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { CliError, usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { GatewayError, type GatewayFailure } from '../../../reconcile/marie/gateway.ts';
import { deliverSubmission } from '../../../reconcile/marie/job/deliver-submission.ts';
import { inputText } from '../../../reconcile/marie/job/job-input.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { endpointCaller } from '../shared/job/endpoint-caller.ts';

const EXAMPLE = {
  reference: 'demo-ocr-batch-job-1a2b3c4d-a0',
  queue: 'extract',
  metadata: {
    project_id: 'demo',
    ref_type: 'ocr',
    ref_id: 'demo-ocr-batch-job-1a2b3c4d-a0',
    policy: 'allow_all',
    planner: 'extract',
    type: 'pipeline',
    uri: 's3://inbox/sample.pdf',
  },
};

const EXITS: Partial<Record<GatewayFailure, 4 | 5 | 8>> = { AuthFailed: 5, Unreachable: 8, NoAnswer: 8, ServerError: 8, DatabaseError: 8 };

interface SubmissionFile {
  readonly reference: string;
  readonly queue: string;
  readonly metadata: JsonObject;
  readonly document?: string;
}

function parseFile(text: string, file: string): SubmissionFile {
  const fix = 'see "job deliver --print-example"';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw usageError(`${file} is no JSON`, fix);
  }
  const { document, metadata, queue, reference } = isJsonObject(json) ? json : {};
  if (typeof reference !== 'string' || typeof queue !== 'string' || !isJsonObject(metadata)) {
    throw usageError(`${file} lacks reference, queue or metadata`, fix);
  }
  return { reference, queue, metadata, ...(typeof document === 'string' ? { document } : {}) };
}

/** Submits a file to a gateway: what the submitting Job of a MarieJob runs. */
export default class JobDeliver extends BaseCommand {
  static override summary = 'Submit a prepared file to a gateway and wait for the end.';
  static override description =
    'What the Kubernetes Job of a MarieJob with submissionMode K8sJobSubmission runs. The API key is read from MARIE_API_KEY, the address from MARIE_SERVER_URL or --url. What the gateway has already under the reference is followed and not submitted again. Ends with 0 only where the job succeeded, with 9 where it failed.';
  static override usage = 'job deliver --file FILE';
  static override examples = [
    '<%= config.bin %> job deliver --print-example',
    '<%= config.bin %> job deliver --print-example --quiet',
    '<%= config.bin %> job deliver --print-example -v',
  ];
  static override flags = {
    file: Flags.string({ description: 'JSON with reference, queue and metadata.', helpValue: 'FILE' }),
    url: Flags.string({ description: 'The gateway; default MARIE_SERVER_URL.', helpValue: 'URL' }),
    'print-example': Flags.boolean({ description: 'Print such a file and submit nothing.' }),
  };

  protected async execute(): Promise<number> {
    const { flags } = await this.parse(JobDeliver);
    const { env, signal, stderr, stdout } = this.runtime;
    if (flags['print-example']) {
      stdout(`${JSON.stringify(EXAMPLE, undefined, 2)}\n`);
      return EXIT.ok;
    }
    if (flags.file === undefined) throw usageError('job deliver needs --file', 'see "job deliver --print-example"');
    const endpoint = flags.url ?? env['MARIE_SERVER_URL'];
    if (endpoint === undefined) throw usageError('job deliver does not know the gateway', 'set MARIE_SERVER_URL or --url');
    const apiKey = env['MARIE_API_KEY'];
    if (apiKey === undefined || apiKey === '') throw usageError('job deliver has no API key', 'set MARIE_API_KEY');
    const { document, metadata, queue, reference } = parseFile(await readFile(flags.file, 'utf8'), flags.file);
    const data = document === undefined ? undefined : inputText(await readFile(document));
    if (document !== undefined && data === undefined)
      throw usageError(`${document} holds more than a job can carry along`, 'use spec.input.uri');
    const clock = createSystemClock({ holdsProcess: true });
    const { createMarieGateway } = await import('../../../adapters/marie/marie-gateway.ts');
    const services = endpointCaller(endpoint, clock, `${this.runtime.entry.executable}/${this.runtime.version}`);
    const gateway = createMarieGateway({ services, clock, readSecret: () => Promise.resolve(Buffer.from(apiKey)) });
    try {
      const { jobId, tasks, verdict } = await deliverSubmission({
        gateway,
        target: {
          cluster: { namespace: 'default', name: 'gateway' },
          port: 8080,
          endpoint,
          apiKey: { namespace: 'default', secret: 'environment', key: 'MARIE_API_KEY' },
        },
        submission: { queue, metadata: { ...metadata, ref_id: reference, ...(data === undefined ? {} : { data }) } },
        reference,
        clock,
        signal,
        tell: (line) => stderr(`${line}\n`),
      });
      stdout(`${JSON.stringify({ reference, jobId, state: verdict.state, tasks })}\n`);
      return verdict.state === 'succeeded' ? EXIT.ok : EXIT.failedState;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      throw new CliError({
        exit: EXITS[error.reason] ?? EXIT.general,
        message: `${reference} was not delivered`,
        why: error.message,
        cause: error,
      });
    } finally {
      services.close();
    }
  }
}
