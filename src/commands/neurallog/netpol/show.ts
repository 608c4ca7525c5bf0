import * as Args from '@oclif/core/args';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { formatTable } from '../../../output/table.ts';
import { tenantNames } from '../../../templates/neurallog/names.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { filenameFlag, kustomizeFlag, noHeadersFlag, outputFlag, recursiveFlag } from '../../shared/flags.ts';
import { tenantNamespace } from '../shared/netpol/network-view.ts';
import { openNetwork } from '../shared/netpol/open-network.ts';
import { policyRows } from '../shared/netpol/policy-rows.ts';
import { oneTenant } from '../shared/tenant-words.ts';

const USAGE = 'netpol show TENANT';
const FORMATS = ['table', 'json'] as const;

/** Shows the network policies of a tenant. */
export default class NetpolShow extends BaseCommand {
  static override summary = 'Show the network policies of a tenant, and what of its spec each comes from.';
  static override description =
    'One row for each rule; rules count from 0 as in the manifest. Policies in its namespace that the operator did not make are shown too: they count all the same.';
  static override usage = `${USAGE} [-f FILE]`;
  static override examples = [
    '<%= config.bin %> netpol show sample-tenant',
    '<%= config.bin %> netpol show tenant/sample-tenant -o json',
    '<%= config.bin %> netpol show sample-tenant -f examples/neurallog -R',
  ];
  static override args = { tenant: Args.string({ description: 'The tenant.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    filename: filenameFlag,
    kustomize: kustomizeFlag,
    'no-headers': noHeadersFlag,
    output: outputFlag(FORMATS),
    recursive: recursiveFlag,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(NetpolShow);
    const { runtime } = this;
    const { entry, stdout, stderr } = runtime;
    const tenant = oneTenant(argv.map(String), entry, USAGE);
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const view = await openNetwork(flags, runtime, 'netpol show', { namespaces: [tenantNames.namespace(tenant)], allTenants: false });
    const namespace = tenantNamespace(view, tenant);
    if (namespace === undefined) {
      throw new CliError({
        exit: EXIT.notFound,
        message: `tenant ${tenant} has no namespace ${tenantNames.namespace(tenant)}`,
        why: 'there is no such tenant, or it is not made yet',
        fix: `${entry.bin} get tenants.neurallog.io`,
      });
    }
    const rows = policyRows(view.policies.filter((policy) => policy.namespace === namespace));
    if (format === 'json') {
      const { toJson } = await import('../../../output/print-object.ts');
      const report = { apiVersion: 'cli.neurallog.io/v1', kind: 'NetworkPolicyReport', tenant, namespace, rules: rows };
      stdout(toJson(report));
      return EXIT.ok;
    }
    if (rows.length === 0) {
      if (!flags.quiet) stderr(`No network policies in namespace ${namespace}: everybody may reach tenant ${tenant}.\n`);
      return EXIT.ok;
    }
    const columns = ['POLICY', 'RULE', 'PODS', 'DIRECTION', 'PEERS', 'PORTS', 'SOURCE'];
    const cells = rows.map(({ policy, rule, pods, direction, peers, ports, source }) => [
      policy,
      rule === undefined ? '-' : String(rule),
      pods,
      direction,
      peers,
      ports,
      source,
    ]);
    const table = await formatTable(
      columns.map((header) => ({ header, freeText: header === 'PEERS' || header === 'SOURCE' })),
      cells,
      { headers: !flags['no-headers'], width: runtime.columns },
    );
    stdout(table);
    return EXIT.ok;
  }
}
