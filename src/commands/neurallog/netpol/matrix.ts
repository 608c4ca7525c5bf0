import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { CliError, usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { formatTable } from '../../../output/table.ts';
import { tenantNames } from '../../../templates/neurallog/names.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { filenameFlag, kustomizeFlag, noHeadersFlag, outputFlag, recursiveFlag, selectionFlags } from '../../shared/flags.ts';
import { namespacesOf, parseEndpoint, resolveEndpoint } from '../shared/netpol/endpoint-words.ts';
import { componentEnds, MATRIX_COLUMNS, matrixCells, matrixView, networkMatrix } from '../shared/netpol/network-matrix.ts';
import { tenantNamespace, tenantsOf } from '../shared/netpol/network-view.ts';
import { openNetwork } from '../shared/netpol/open-network.ts';
import { parsePort } from '../shared/netpol/parse-port.ts';
import { indexPolicies } from '../shared/netpol/simulate/simulate.ts';
import { tenantNamed } from '../shared/tenant-words.ts';

const USAGE = 'netpol matrix [TENANT...]';
const FORMATS = ['table', 'json'] as const;
const VERDICTS = ['allowed', 'denied', 'partly'] as const;

/** Says of every two parts of tenants whether one may talk to the other. */
export default class NetpolMatrix extends BaseCommand {
  static override summary = 'Say of every two parts of tenants whether network policies let one talk to the other, and why.';
  static override description =
    'Without names: all tenants. EGRESS and INGRESS name the policies that decide, with the number of the rule. --with adds an end that is no part of a tenant, written as for netpol test.';
  static override usage = `${USAGE} [--with END]... [--port PORT[/PROTOCOL]] [-f FILE]`;
  static override examples = [
    '<%= config.bin %> netpol matrix',
    '<%= config.bin %> netpol matrix sample-tenant --with ns:default --with ip:203.0.113.7 --port 3030',
    '<%= config.bin %> netpol matrix -f examples/neurallog -R --only allowed -o json',
  ];
  static override args = { tenants: Args.string({ description: 'Only these tenants.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    'all-namespaces': selectionFlags['all-namespaces'],
    filename: filenameFlag,
    kustomize: kustomizeFlag,
    'no-headers': noHeadersFlag,
    only: Flags.option({ options: VERDICTS, description: 'Only the pairs of which this is true.', helpValue: VERDICTS.join('|') })(),
    output: outputFlag(FORMATS),
    port: Flags.string({ description: 'Port, and its protocol (default TCP).', helpValue: 'PORT[/PROTOCOL]' }),
    recursive: recursiveFlag,
    with: Flags.string({
      description: 'One more end; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'END',
    }),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(NetpolMatrix);
    const { runtime } = this;
    const { entry } = runtime;
    const named = argv.map((word) => tenantNamed(String(word), entry, USAGE));
    if (named.length > 0 && flags['all-namespaces']) throw usageError('names do not mix with -A', 'give one of them');
    const others = (flags.with ?? []).map(parseEndpoint);
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const asked = flags.port === undefined ? undefined : parsePort(flags.port);
    const scope = {
      namespaces: [...named.map(tenantNames.namespace), ...others.flatMap(namespacesOf)],
      allTenants: named.length === 0,
    };
    const view = await openNetwork(flags, runtime, 'netpol matrix', scope);
    const missing = named.filter((tenant) => tenantNamespace(view, tenant) === undefined);
    if (missing.length > 0) {
      throw new CliError({
        exit: EXIT.notFound,
        message: `there is no tenant ${missing.join(', ')}, or it has no namespace yet`,
        fix: `${entry.bin} get tenants.neurallog.io`,
      });
    }
    const tenants = named.length > 0 ? [...new Set(named)] : tenantsOf(view);
    const parts = componentEnds(view, tenants);
    const beside = others.map((words) => resolveEndpoint(words, view));
    const all = networkMatrix(indexPolicies(view.policies), parts, beside, asked);
    const rows = [...all].filter(({ verdict }) => flags.only === undefined || verdict === flags.only);
    if (format === 'json') {
      const { toJson } = await import('../../../output/print-object.ts');
      const port = asked === undefined ? {} : { port: `${asked.port}/${asked.protocol}` };
      const report = { tenants, ...port, pairs: rows.map((row) => matrixView(row, asked)) };
      runtime.stdout(toJson({ apiVersion: 'cli.neurallog.io/v1', kind: 'NetworkPolicyMatrix', ...report }));
      return EXIT.ok;
    }
    if (rows.length === 0) {
      if (!flags.quiet) runtime.stderr(parts.length === 0 ? 'No tenants found.\n' : `No pair is ${flags.only ?? 'there'}.\n`);
      return EXIT.ok;
    }
    const columns = MATRIX_COLUMNS.map((header) => ({ header, freeText: header === 'EGRESS' || header === 'INGRESS' }));
    const cells = rows.map((row) => matrixCells(row, asked));
    runtime.stdout(await formatTable(columns, cells, { headers: !flags['no-headers'], width: runtime.columns }));
    return EXIT.ok;
  }
}
