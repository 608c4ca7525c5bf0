import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { gpuDemand } from '../../../templates/abi/gpu-demand.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { NODE, POD } from '../../shared/describe-object/known-types.ts';
import { noHeadersFlag, outputFlag, selectionFlags } from '../../shared/flags.ts';
import { listPages } from '../../shared/get/list-pages.ts';
import { keyFor } from '../../shared/change/change-object.ts';
import { readNamed } from '../../shared/read-named.ts';
import { openSession, type Session } from '../../shared/session.ts';
import { nodeStates } from '../shared/fit/node-state.ts';
import { gpuReport } from '../shared/gpu/gpu-report.ts';
import { printGpus } from '../shared/gpu/print-gpus.ts';
import { instanceModel, readWorkload, specOf, type InstanceModel } from '../shared/instance-model.ts';
import { instanceWords } from '../shared/instance-words.ts';

const USAGE = 'gpu check [NAME]';
const FORMATS = ['table', 'json'] as const;

/** Shows GPUs, and which instances find theirs. */
export default class GpuCheck extends BaseCommand {
  static override summary = 'Show the GPUs of the nodes, what is asked of them, and which instances find theirs.';
  static override description =
    'Counts as the scheduler does: requests of all pods, taints, affinity and anti-affinity. Instances are taken the oldest first. With a name, only that instance is judged. Reads all nodes and pods.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> gpu check',
    '<%= config.bin %> gpu check abi-gpu --fail',
    '<%= config.bin %> gpu check -A -o json',
  ];
  static override args = { words: Args.string({ description: 'The instance.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    'all-namespaces': selectionFlags['all-namespaces'],
    fail: Flags.boolean({ description: 'End with 1 if an instance does not find its GPUs.' }),
    'no-headers': noHeadersFlag,
    output: outputFlag(FORMATS),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(GpuCheck);
    const { runtime } = this;
    const { kind, name, rest } = instanceWords(argv.map(String), runtime.entry, USAGE);
    if (rest.length > 0) throw usageError('gpu check takes one instance, or none for all', `${runtime.entry.bin} ${USAGE}`);
    const all = flags['all-namespaces'];
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    if (all && name !== undefined) throw usageError('a name cannot be looked up in all namespaces', 'give -n, or leave the name out');
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const session = await openSession(flags, runtime);
    try {
      const namespace = all ? undefined : session.namespace;
      const read = async (type: ResourceType, of: string | undefined): Promise<readonly KubeObject[]> => this.#list(session, type, of);
      const instances =
        name === undefined
          ? await read(kind, namespace)
          : [await readNamed(session, kind, keyFor(kind, name, session.namespace), runtime.signal)];
      const [nodes, pods] = await Promise.all([read(NODE, undefined), read(POD, undefined)]);
      // Without a name only those that ask for a GPU are of interest.
      const relevant = instances.filter((instance) => {
        const spec = specOf(instance);
        return name !== undefined || (spec !== undefined && gpuDemand(spec) !== undefined);
      });
      const models: InstanceModel[] = [];
      for (const instance of relevant) {
        const model = instanceModel(instance, await readWorkload(session, instance, runtime.signal));
        if (model !== undefined) models.push(model);
      }
      const report = gpuReport(models, nodeStates(nodes, pods));
      if (format === 'json') {
        const { toJson } = await import('../../../output/print-object.ts');
        runtime.stdout(toJson({ apiVersion: 'cli.abi.io/v1', kind: 'GpuReport', ...report }));
      } else {
        await printGpus(report, runtime, !flags['no-headers']);
        if (models.length === 0 && !flags.quiet) {
          runtime.stderr(namespace === undefined ? 'No instance asks for GPUs\n' : `No instance in namespace ${namespace} asks for GPUs\n`);
        }
      }
      return flags.fail && report.instances.some(({ fits }) => !fits) ? EXIT.general : EXIT.ok;
    } finally {
      session.close();
    }
  }

  async #list(session: Session, type: ResourceType, namespace: string | undefined): Promise<readonly KubeObject[]> {
    const { signal } = this.runtime;
    return await session.during({ verb: 'list', type, namespace }, async () => {
      const pages = await listPages((options) => session.api.list(type, options), {
        ...(namespace !== undefined && { namespace }),
        signal,
      });
      return pages.flatMap(({ items }) => items);
    });
  }
}
