import * as Args from '@oclif/core/args';
import { createModelCatalog, ModelCatalogError, type ListedModel } from '../../../adapters/kaos/model-catalog.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { formatTable } from '../../../output/table.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { noHeadersFlag, outputFlag } from '../../shared/flags.ts';
import { openSession } from '../../shared/session.ts';
import { findServer, type FoundServer } from '../shared/servers/find-server.ts';
import { kaosTarget } from '../shared/servers/kaos-target.ts';
import { masterKeyOf } from '../shared/servers/model-key.ts';
import { reaching } from '../shared/servers/reaching.ts';

const USAGE = 'modelapi models NAME';
const FORMATS = ['table', 'json'] as const;

function isHosted(object: KubeObject): boolean {
  return isJsonObject(object['spec']) && object['spec']['mode'] === 'Hosted';
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : `${String(Math.round(bytes / 1e6))} MB`;
}

function told(error: unknown, { label, server }: FoundServer): unknown {
  if (!(error instanceof ModelCatalogError)) return error;
  const wantsKey = error.reason === 'Unauthorized';
  return new CliError({
    exit: wantsKey ? EXIT.denied : EXIT.general,
    message: `${label} does not say which models it has`,
    why: error.message,
    fix: wantsKey
      ? 'its master key is read from LITELLM_MASTER_KEY in spec.proxyConfig.env (a value, or a Secret that you may read)'
      : `kubectl logs deployment/${server.name} -n ${server.namespace}`,
    cause: error,
  });
}

/** Lists the models of a model API. */
export default class ModelApiModels extends BaseCommand {
  static override summary = 'List the models that a model API offers now.';
  static override description =
    'Asks the server itself, through the API server: LiteLLM for /v1/models, Ollama for /api/tags. A proxy for every model of its backend lists none or only some of them.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> modelapi models llm -n demo',
    '<%= config.bin %> modelapi models modelapi/routed -n team -o json',
    '<%= config.bin %> modelapi models routed -n team --no-headers',
  ];
  static override args = { words: Args.string({ description: 'The model API.', multiple: true, ignoreStdin: true }) };
  static override flags = { 'no-headers': noHeadersFlag, output: outputFlag(FORMATS) };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(ModelApiModels);
    const { runtime } = this;
    const { signal } = runtime;
    const target = kaosTarget('ModelAPI', argv.map(String), runtime.entry, USAGE);
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const session = await openSession(flags, runtime);
    try {
      const found = await findServer(session, target, runtime, signal);
      const catalog = createModelCatalog(session.outside());
      const hosted = isHosted(found.object);
      const models = await reaching(session, found, 'get', async () => {
        try {
          if (hosted) return await catalog.hosted(found.server, signal);
          return await catalog.proxied(found.server, await masterKeyOf(found.object, session, signal), signal);
        } catch (error) {
          throw told(error, found);
        }
      });
      if (models.length === 0 && !flags.quiet) {
        const why = hosted ? 'lists no models' : 'lists no models: it may serve every model of its backend, or none';
        runtime.stderr(`${found.label} ${why}.\n`);
      }
      await this.#print(found, models, hosted, { json: format === 'json', headers: !flags['no-headers'] });
      return EXIT.ok;
    } finally {
      session.close();
    }
  }

  async #print(
    { object }: FoundServer,
    models: readonly ListedModel[],
    hosted: boolean,
    options: { readonly json: boolean; readonly headers: boolean },
  ): Promise<void> {
    const { runtime } = this;
    if (options.json) {
      const { toJson } = await import('../../../output/print-object.ts');
      const { name, namespace } = object.metadata;
      const mode = hosted ? 'Hosted' : 'Proxy';
      runtime.stdout(toJson({ apiVersion: 'cli.kaos.tools/v1', kind: 'ModelReport', modelAPI: { name, namespace }, mode, items: models }));
      return;
    }
    if (models.length === 0) return;
    const columns = (hosted ? ['NAME', 'SIZE', 'MODIFIED'] : ['NAME', 'OWNER', 'MODE']).map((header) => ({ header }));
    const rows = models.map(({ mode, modifiedAt, name, ownedBy, sizeBytes }) =>
      hosted ? [name, megabytes(sizeBytes), modifiedAt ?? ''] : [name, ownedBy ?? '', mode ?? ''],
    );
    runtime.stdout(await formatTable(columns, rows, { headers: options.headers, width: runtime.columns }));
  }
}
