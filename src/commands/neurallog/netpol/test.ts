import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { filenameFlag, kustomizeFlag, outputFlag, recursiveFlag } from '../../shared/flags.ts';
import { comparisonText, comparisonView } from '../shared/netpol/answer-views.ts';
import { compareEnds } from '../shared/netpol/compare-ends.ts';
import { namespacesOf, parseEndpoint, resolveEndpoint } from '../shared/netpol/endpoint-words.ts';
import { openNetwork } from '../shared/netpol/open-network.ts';
import { parsePort } from '../shared/netpol/parse-port.ts';
import { indexPolicies } from '../shared/netpol/simulate/simulate.ts';

const USAGE = 'netpol test FROM TO';
const FORMATS = ['text', 'json'] as const;
const EXPECTED = ['allowed', 'denied'] as const;

/** Says whether one end may talk to another. */
export default class NetpolTest extends BaseCommand {
  static override summary = 'Say whether network policies let one end talk to another, and which rule decides.';
  static override description =
    'An end is TENANT/COMPONENT (server, redis), NAMESPACE/POD, ns:NAME (a pod without labels there), ns:NAME:LABEL=VALUE,... or ip:ADDRESS. This is a simulation: nothing is sent, and that the cluster enforces policies is taken for granted. Without --port all ports are looked at.';
  static override usage = `${USAGE} [--port PORT[/PROTOCOL]] [--expect allowed|denied] [-f FILE]`;
  static override examples = [
    '<%= config.bin %> netpol test sample-tenant/server sample-tenant/redis --port 6379',
    '<%= config.bin %> netpol test ns:default sample-tenant/redis --port 6379 --expect denied',
    '<%= config.bin %> netpol test ns:monitoring:app=prometheus sample-tenant/server -o json -f examples/neurallog -R',
  ];
  static override args = { ends: Args.string({ description: 'Who calls, and who is called.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    expect: Flags.option({ options: EXPECTED, description: 'End with 1 if it is otherwise.', helpValue: EXPECTED.join('|') })(),
    filename: filenameFlag,
    kustomize: kustomizeFlag,
    output: outputFlag(FORMATS),
    port: Flags.string({ description: 'Port, and its protocol (default TCP).', helpValue: 'PORT[/PROTOCOL]' }),
    recursive: recursiveFlag,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(NetpolTest);
    const { runtime } = this;
    const [from, to, ...more] = argv.map((word) => parseEndpoint(String(word)));
    if (from === undefined || to === undefined || more.length > 0)
      throw usageError('netpol test needs two ends: who calls, and who is called', `${runtime.entry.bin} ${USAGE}`);
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    const asked = flags.port === undefined ? undefined : parsePort(flags.port);
    const namespaces = [from, to].flatMap(namespacesOf);
    const view = await openNetwork(flags, runtime, 'netpol test', { namespaces, allTenants: false });
    const comparison = compareEnds(indexPolicies(view.policies), resolveEndpoint(from, view), resolveEndpoint(to, view), asked);
    if (format === 'json') {
      const { toJson } = await import('../../../output/print-object.ts');
      runtime.stdout(toJson({ apiVersion: 'cli.neurallog.io/v1', kind: 'NetworkPolicyTest', ...comparisonView(comparison, asked) }));
    } else runtime.stdout(comparisonText(comparison, asked));
    if (flags.expect === undefined || flags.expect === comparison.verdict) return EXIT.ok;
    runtime.stderr(`expected ${flags.expect}, and it is ${comparison.verdict}\n`);
    return EXIT.general;
  }
}
