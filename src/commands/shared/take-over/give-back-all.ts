import { EXIT, type ExitCode } from '../../../output/exit-codes.ts';
import { takenOverOf } from '../../../reconcile/engine/taken-over.ts';
import type { System } from '../../../registry.ts';
import { keyOfDeployment } from './deployment-facts.ts';
import { operatorDeployments } from './find-taken.ts';
import { giveBack, givenBackLine } from './give-back.ts';
import type { Taker } from './taker.ts';

/**
 * Gives back every operator of these systems that a run has left behind, and prints a line for each on stdout. Throws a CliError where one
 * belongs to a run that is at work (exit 6), or cannot be given back; those before it are given back then.
 */
export async function giveBackAll(
  taker: Taker,
  systems: readonly System[],
  { signal, stdout }: { readonly signal: AbortSignal; readonly stdout: (text: string) => void },
): Promise<ExitCode> {
  let found = 0;
  for (const system of systems) {
    for (const deployment of await operatorDeployments(taker, system, signal)) {
      if (takenOverOf(deployment) === undefined) continue;
      found += 1;
      const line = givenBackLine(keyOfDeployment(deployment), await giveBack(taker, system.operator, deployment, signal));
      if (line !== undefined) stdout(`${line}\n`);
    }
  }
  if (found === 0) taker.tell('nothing is taken over\n');
  return EXIT.ok;
}
