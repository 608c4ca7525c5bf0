import type { Runtime } from '../../../shared/runtime.ts';
import { formatTable } from '../../../../output/table.ts';
import type { AutoscalingReport } from './autoscaling-report.ts';

/** Prints who sets the number of pods and how the autoscalers stand, or `kind: AutoscalingReport`. */
export async function printAutoscaling(
  report: AutoscalingReport,
  runtime: Pick<Runtime, 'stdout' | 'columns'>,
  isJson: boolean,
): Promise<void> {
  const { instance, owner, specReplicas, replicas, readyReplicas, autoscalers } = report;
  if (isJson) {
    const { toJson } = await import('../../../../output/print-object.ts');
    runtime.stdout(toJson({ apiVersion: 'cli.abi.io/v1', kind: 'AutoscalingReport', ...report }));
    return;
  }
  const pods = replicas === undefined ? 'unknown' : `${replicas}, ${readyReplicas ?? 0} of them ready`;
  runtime.stdout(`Instance: ${instance.namespace}/${instance.name}\nPods:     ${pods}\nAsked:    ${specReplicas} (spec.replicas)\n`);
  runtime.stdout(`Owner:    ${owner.explanation}\n`);
  if (autoscalers.length === 0) return;
  const rows = autoscalers.map((one) => [
    one.name,
    one.target,
    String(one.minReplicas),
    String(one.maxReplicas),
    one.currentReplicas === undefined ? '?' : `${one.currentReplicas}→${one.desiredReplicas ?? '?'}`,
    one.metrics.join(', '),
  ]);
  const columns = ['AUTOSCALER', 'TARGET', 'MIN', 'MAX', 'PODS', 'METRICS'].map((header) => ({ header, freeText: header === 'METRICS' }));
  runtime.stdout(`\n${await formatTable(columns, rows, { headers: true, width: runtime.columns })}`);
  for (const { name, conditions } of autoscalers) {
    for (const { type, status, reason, message } of conditions) {
      const isFine = type === 'ScalingLimited' ? status === 'False' : status === 'True';
      if (!isFine)
        runtime.stdout(
          `${name}: ${type} is ${status}${reason === undefined ? '' : ` (${reason})`}${message === undefined ? '' : `: ${message}`}\n`,
        );
    }
  }
}
