import { randomBytes } from 'node:crypto';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../../../output/cli-error.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { buildSpec } from '../../shared/create/build-spec.ts';
import { definitionOf } from '../../shared/create/definition-of.ts';
import { keyValues } from '../../shared/create/key-values.ts';
import { objectToCreate } from '../../shared/create/object-to-create.ts';
import { selectionFlags } from '../../shared/flags.ts';
import { openSession } from '../../shared/session.ts';
import { inputFields } from '../shared/job/job-input.ts';
import { JOB_SPEC_FLAGS } from '../shared/job/job-spec-flags.ts';
import { RUN_JOB_FLAGS, runOptions } from '../shared/job/run-flags.ts';
import { runJob } from '../shared/job/run-job.ts';
import { marieKind, marieName } from '../shared/marie-target.ts';

const USAGE = 'job submit [NAME] --on CLUSTER|-l LABELS --input URI|-|@FILE';
const TYPES = ['extract', 'classify', 'ocr', 'ner', 'transform', 'pipeline'] as const;

/** Has a document worked on. */
export default class JobSubmit extends BaseCommand {
  static override summary = 'Have a document worked on.';
  static override description =
    'Makes a MarieJob; the operator submits it, once. With --wait the exit code is the result of the job: 0 where it succeeded, 9 where it failed or was cancelled. Ctrl-C never takes the job back: it says how to follow it again.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> job submit --on my-cluster --type ocr --input s3://bucket/documents/a.pdf --dry-run=server',
    '<%= config.bin %> job submit invoice-1 -l tier=gpu --type extract --input s3://bucket/invoice.pdf --soft-deadline 30m --hard-deadline 2h --dry-run=server',
    '<%= config.bin %> job submit note-1 --on my-cluster --type classify --input configmap/note --ttl 1h --dry-run=client -o yaml',
  ];
  static override args = { words: Args.string({ description: 'Name of the job.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    name: Flags.string({ description: 'Name of the job. Default: its type with a few letters behind it.', helpValue: 'NAME' }),
    on: Flags.string({ description: 'The MarieCluster that does it. Default: the only one in the namespace.', helpValue: 'CLUSTER' }),
    selector: selectionFlags.selector,
    type: Flags.string({ options: TYPES, default: 'pipeline', description: 'What is done with the document.' }),
    entrypoint: Flags.string({ description: 'Name of the pipeline, for --type pipeline.', helpValue: 'NAME' }),
    input: Flags.string({
      description: 'The document: a URI, - for text on standard input, @FILE, configmap/NAME or secret/NAME.',
      helpValue: 'URI|-|@FILE',
    }),
    'content-type': Flags.string({
      description: 'Media type of the document. Default: by the name of the file, else PDF.',
      helpValue: 'TYPE',
    }),
    'output-uri': Flags.string({ description: 'Where the result is wished.', helpValue: 'URI' }),
    'output-format': Flags.string({ options: ['json', 'xml', 'csv', 'yaml'], description: 'Format of the result.' }),
    option: Flags.string({
      description: 'More for the gateway, such as queue, planner or on; may be repeated.',
      helpValue: 'KEY=VALUE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    priority: Flags.integer({
      min: -100,
      max: 100,
      description: 'Priority, from -100 to 100. The gateway orders by deadlines.',
      helpValue: 'N',
    }),
    'soft-deadline': Flags.string({ description: 'When it should be done, from its start: 30m.', helpValue: 'TIME' }),
    'hard-deadline': Flags.string({ description: 'When it is cancelled, from its start: 2h.', helpValue: 'TIME' }),
    'active-deadline': Flags.string({ description: 'When it has failed, from its start.', helpValue: 'TIME' }),
    'backoff-limit': Flags.integer({ min: 0, description: 'How often it is submitted again after a failure. Default 3.', helpValue: 'N' }),
    ttl: Flags.string({ description: 'How long after its end the job is kept. Default: for ever.', helpValue: 'TIME' }),
    mode: Flags.string({
      options: ['HTTPSubmission', 'K8sJobSubmission'],
      description: 'Who submits it: the operator, or a Kubernetes Job.',
    }),
    labels: Flags.string({ description: 'Labels.', helpValue: 'KEY=VALUE,...', multiple: true, multipleNonGreedy: true }),
    ...RUN_JOB_FLAGS,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(JobSubmit);
    const { runtime } = this;
    const words = argv.map(String);
    if (words.length > 0 && flags.name !== undefined) throw usageError('the job is named twice', 'give its name once');
    const given = words.length > 0 ? marieName('MarieJob', words, runtime.entry, USAGE) : flags.name;
    if (flags.on !== undefined && flags.selector !== undefined) throw usageError('--on contradicts -l', 'name the cluster, or its labels');
    if (flags.input === undefined && flags.option === undefined) {
      throw usageError('there is no document', 'give one with --input URI, --input @FILE, or --input - for text on standard input');
    }
    const name = given ?? `${flags.type}-${randomBytes(4).toString('hex').slice(0, 7)}`;
    const options = runOptions(flags);
    const document = await inputFields(flags.input, runtime);
    const kind = await definitionOf(marieKind('MarieJob'));
    // What was said of the media type wins over what the file's name says.
    const isTyped = flags['content-type'] !== undefined;
    const input = document.filter(({ path }) => !isTyped || path[1] !== 'contentType');
    const fromInput = { name: 'input', description: '', fields: () => input };
    const { priority, 'backoff-limit': backoff, ...rest } = flags;
    const numbers = Object.fromEntries(
      Object.entries({ priority, 'backoff-limit': backoff }).flatMap(([flag, value]) =>
        value === undefined ? [] : [[flag, String(value)]],
      ),
    );
    const spec = buildSpec(kind, [...JOB_SPEC_FLAGS, fromInput], { name, flags: { ...rest, ...numbers }, set: [] });
    const labels = keyValues(flags.labels, 'labels');
    const manifestIn = (namespace: string | undefined): ReturnType<typeof objectToCreate> =>
      objectToCreate(kind, { name, namespace, labels, annotations: undefined }, spec);
    const session = await openSession(flags, runtime);
    try {
      return await runJob(session, manifestIn(session.namespace), runtime, options);
    } finally {
      session.close();
    }
  }
}
