import * as Flags from '@oclif/core/flags';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { loadKinds } from './shared/apply/load-kinds.ts';
import { BaseCommand } from './shared/base-command.ts';
import { filenameFlag, kustomizeFlag, outputFlag, recursiveFlag } from './shared/flags.ts';
import { namesManifests } from './shared/read-manifests-given.ts';
import { openSession } from './shared/session.ts';
import { clusterFinder } from './shared/validate/find-object.ts';
import {
  summaryLine,
  VALIDATION_FORMATS,
  validationGithub,
  validationJunit,
  validationReport,
  validationText,
} from './shared/validate/print-validation.ts';
import { readSources } from './shared/validate/read-sources.ts';
import type { SourceText, Validation } from './shared/validate/validate-files.ts';
import { validateFiles } from './shared/validate/validate-files.ts';

/** Checks manifests without writing anything. */
export default class Validate extends BaseCommand {
  static override summary = 'Check manifests: fields, values, names, and what they refer to.';
  static override description =
    'Needs no cluster. What an object refers to and is not in the files is a warning; --live looks for it in the cluster, where its absence is an error. Ends with 1 if there are errors, with --strict also if there are warnings.';
  static override usage = 'validate -f FILE|DIR... | -k DIR';
  static override examples = [
    '<%= config.bin %> validate -f examples/maia/quick-start.yaml',
    '<%= config.bin %> validate -f examples/maia/quick-start.yaml --strict -o junit',
    '<%= config.bin %> validate -f examples/maia/quick-start.yaml --live -o json',
  ];
  static override flags = {
    live: Flags.boolean({ description: 'Look in the cluster for what is not in the files.' }),
    filename: filenameFlag,
    kustomize: kustomizeFlag,
    output: outputFlag(VALIDATION_FORMATS),
    recursive: recursiveFlag,
    strict: Flags.boolean({ description: 'Warnings count as errors.' }),
  };

  protected async execute(): Promise<number> {
    const { flags } = await this.parse(Validate);
    const { runtime } = this;
    const format = parseOutputFormat(flags.output ?? 'text', VALIDATION_FORMATS);
    if (!namesManifests(flags))
      throw usageError('validate needs manifests', `${runtime.entry.bin} validate -f FILE, or -f - for standard input`);
    const sources = await readSources(flags, runtime);
    const validation = await this.#validate(sources, flags);
    await this.#print(validation, format, flags.strict);
    const fails = validation.findings.some(({ severity }) => severity === 'error' || flags.strict);
    return fails ? EXIT.general : EXIT.ok;
  }

  async #validate(sources: readonly SourceText[], flags: Parameters<typeof openSession>[0] & { live: boolean }): Promise<Validation> {
    const kinds = await loadKinds();
    if (!flags.live) return await validateFiles(sources, kinds, flags.namespace ?? 'default', undefined);
    const session = await openSession(flags, this.runtime);
    try {
      return await validateFiles(sources, kinds, session.namespace, clusterFinder(session, this.runtime.signal));
    } finally {
      session.close();
    }
  }

  async #print(validation: Validation, format: (typeof VALIDATION_FORMATS)[number], strict: boolean): Promise<void> {
    const { stdout, stderr, entry } = this.runtime;
    if (format === 'text') {
      stdout(validationText(validation));
      stdout(summaryLine(validation));
      return;
    }
    if (format === 'json') {
      const { toJson } = await import('../output/print-object.ts');
      stdout(toJson(validationReport(entry.domain, validation)));
    } else stdout(format === 'junit' ? validationJunit(validation, strict) : validationGithub(validation));
    stderr(summaryLine(validation));
  }
}
