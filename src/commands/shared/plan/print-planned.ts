import { formatTable } from '../../../output/table.ts';
import type { Runtime } from '../runtime.ts';
import { findingText, type Finding } from './finding.ts';
import type { PlannedChild, PlannedRestart } from './planned-children.ts';

function restartText(restarts: PlannedRestart | undefined): string {
  if (restarts === undefined) return 'none';
  const { pods, strategy, downtime } = restarts;
  return `${pods} (${strategy}${downtime ? ': nothing runs meanwhile' : ''})`;
}

/** Prints what would happen to an object's children as a table, and what speaks against it line by line. */
export async function printPlanned(
  { children, findings }: { readonly children: readonly PlannedChild[]; readonly findings: readonly Finding[] },
  runtime: Pick<Runtime, 'stdout' | 'columns'>,
): Promise<void> {
  if (children.length === 0) runtime.stdout('none of its objects changes\n');
  else {
    const rows = children.map((child) => [child.object, child.change, restartText(child.restarts)]);
    const columns = [{ header: 'OBJECT' }, { header: 'CHANGE' }, { header: 'PODS RESTARTED', freeText: true }];
    runtime.stdout(await formatTable(columns, rows, { headers: true, width: runtime.columns }));
  }
  for (const finding of findings) {
    runtime.stdout(`${finding.severity === 'error' ? 'cannot work' : 'warning'}: ${findingText(finding)}\n`);
  }
}
