import { ask } from '../confirm.ts';
import { entryPointOf } from '../entry-point.ts';
import type { Runtime } from '../runtime.ts';
import { nameText } from '../why/link.ts';
import type { DoctorFinding } from './finding.ts';
import { ownCommand } from './own-command.ts';

/** The connection flags under which the command runs: a fix goes to the same cluster. */
export type ConnectionArgs = readonly string[];

/** What became of the fixes. */
export interface FixOutcome {
  readonly done: number;
  readonly failed: number;
  /** Left for a person: other programs' commands, words, values to fill in, and what was answered with no. */
  readonly left: number;
}

/**
 * Offers the fix of each finding, each command once: a command of this program runs here after a yes, anything else is printed. What fails is
 * told by the command itself, and the others go on.
 */
export async function fixFindings(findings: readonly DoctorFinding[], runtime: Runtime, connection: ConnectionArgs): Promise<FixOutcome> {
  const outcome = { done: 0, failed: 0, left: 0 };
  const offered = new Set<string>();
  for (const { id, object, message, fix } of findings) {
    if (offered.has(fix)) continue;
    offered.add(fix);
    const head = `${id}${object === undefined ? '' : ` ${nameText(object)}`}: ${message}`;
    const command = ownCommand(fix);
    if (command === undefined) {
      runtime.stderr(`${head}\n  yours to do: ${fix}\n`);
      outcome.left += 1;
      continue;
    }
    runtime.stderr(`${head}\n`);
    if (!(await ask(`  run ${fix}`, runtime))) {
      outcome.left += 1;
      continue;
    }
    // Only here, since the dispatcher knows every command and so this one.
    const { dispatch } = await import('../dispatch.ts');
    const code = await dispatch([...command.args, ...connection], { ...runtime, entry: entryPointOf(command.executable) });
    if (code === 0) outcome.done += 1;
    else outcome.failed += 1;
  }
  return outcome;
}
