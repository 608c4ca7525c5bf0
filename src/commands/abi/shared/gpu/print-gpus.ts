import { formatTable } from '../../../../output/table.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import { obstacleText } from '../fit/place-pods.ts';
import type { GpuReport, InstanceGpus } from './gpu-report.ts';

function verdict({ fits, missing, most, obstacles, resource, running, wanted, wouldGoTo }: InstanceGpus): string {
  if (resource === undefined) return 'asks for no GPU';
  if (!fits) return `no: ${missing} of ${wanted} pods find none (${obstacleText(obstacles)})`;
  const where = wouldGoTo.length === 0 ? '' : `, on ${[...new Set(wouldGoTo)].join(', ')}`;
  const room = most === undefined || most.room === most.wanted ? '' : `; of ${most.wanted} that the autoscaler may ask for: ${most.room}`;
  return `${running === wanted ? 'runs' : 'yes'}${where}${room}`;
}

/** Prints the GPUs of the nodes and how the instances find theirs. */
export async function printGpus(
  { nodes, instances }: GpuReport,
  runtime: Pick<Runtime, 'stdout' | 'columns'>,
  headers: boolean,
): Promise<void> {
  if (nodes.length === 0) runtime.stdout('no node offers GPUs\n');
  else {
    const rows = nodes.map(({ node, resource, allocatable, requested, free, taints }) => [
      node,
      resource,
      String(allocatable),
      String(requested),
      String(free),
      taints.join(', '),
    ]);
    const columns = ['NODE', 'RESOURCE', 'ALLOCATABLE', 'REQUESTED', 'FREE', 'TAINTS'].map((header) => ({
      header,
      freeText: header === 'TAINTS',
    }));
    runtime.stdout(await formatTable(columns, rows, { headers, width: runtime.columns }));
  }
  if (instances.length === 0) return;
  const rows = instances.map((one) => [one.namespace, one.name, String(one.wanted), String(one.perPod), String(one.running), verdict(one)]);
  const columns = ['NAMESPACE', 'INSTANCE', 'PODS', 'EACH', 'PLACED', 'FITS'].map((header) => ({ header, freeText: header === 'FITS' }));
  runtime.stdout(`\n${await formatTable(columns, rows, { headers, width: runtime.columns })}`);
}
