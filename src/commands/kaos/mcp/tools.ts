import * as Args from '@oclif/core/args';
import { createMcpTools } from '../../../adapters/kaos/mcp-tools.ts';
import { isApiError } from '../../../cluster/api-error.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { formatTable } from '../../../output/table.ts';
import { McpToolsError } from '../../../reconcile/kaos/mcp-tools.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { noHeadersFlag, outputFlag } from '../../shared/flags.ts';
import { openSession } from '../../shared/session.ts';
import { findServer, type FoundServer } from '../shared/servers/find-server.ts';
import { kaosTarget } from '../shared/servers/kaos-target.ts';
import { reaching } from '../shared/servers/reaching.ts';

const USAGE = 'mcp tools NAME';
const FORMATS = ['table', 'json'] as const;
/** Where the servers of KAOS speak the protocol. */
const PATH = '/mcp';

/** The first paragraph of a description in one line. */
function brief(description = ''): string {
  return (description.trim().split(/\n\s*\n/)[0] ?? '').replaceAll(/\s+/g, ' ');
}

function told(error: unknown, { label, server }: FoundServer): unknown {
  if (!(error instanceof McpToolsError)) return error;
  // What was in the way of reaching it is told by who knows the ways.
  if (isApiError(error.cause)) return error.cause;
  return new CliError({
    exit: error.reason === 'Unreachable' ? EXIT.unreachable : error.reason === 'Unauthorized' ? EXIT.denied : EXIT.general,
    message: `${label} does not say which tools it has`,
    why: error.message,
    fix: `kubectl logs deployment/${server.name} -n ${server.namespace}`,
    cause: error,
  });
}

/** Lists the tools of an MCP server. */
export default class McpToolsCommand extends BaseCommand {
  static override summary = 'List the tools that an MCP server offers now.';
  static override description = 'Asks the server itself, through the API server; status.availableTools is what the operator was told last.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> mcp tools echo-tools -n demo',
    '<%= config.bin %> mcp tools mcpserver/pkg-tools -n demo -o json',
    '<%= config.bin %> mcp tools echo-tools -n demo --no-headers',
  ];
  static override args = { words: Args.string({ description: 'The MCP server.', multiple: true, ignoreStdin: true }) };
  static override flags = { 'no-headers': noHeadersFlag, output: outputFlag(FORMATS) };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(McpToolsCommand);
    const { runtime } = this;
    const { signal } = runtime;
    const target = kaosTarget('MCPServer', argv.map(String), runtime.entry, USAGE);
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const session = await openSession(flags, runtime);
    try {
      const found = await findServer(session, target, runtime, signal);
      const client = createMcpTools(session.outside());
      const tools = await reaching(session, found, 'create', async () => {
        try {
          return await client.list({ ...found.server, path: PATH }, signal);
        } catch (error) {
          throw told(error, found);
        }
      });
      const { name, namespace } = found.object.metadata;
      if (format === 'json') {
        const { toJson } = await import('../../../output/print-object.ts');
        runtime.stdout(toJson({ apiVersion: 'cli.kaos.tools/v1', kind: 'ToolReport', server: { name, namespace }, items: tools }));
      } else if (tools.length === 0) {
        if (!flags.quiet) runtime.stderr(`${found.label} offers no tools.\n`);
      } else {
        const columns = [{ header: 'NAME' }, { header: 'DESCRIPTION', freeText: true }];
        const rows = tools.map((tool) => [tool.name, brief(tool.description)]);
        runtime.stdout(await formatTable(columns, rows, { headers: !flags['no-headers'], width: runtime.columns }));
      }
      return EXIT.ok;
    } finally {
      session.close();
    }
  }
}
