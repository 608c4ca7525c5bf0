import { printPlanned } from '../plan/print-planned.ts';
import type { Runtime } from '../runtime.ts';
import type { UpgradePlan } from './upgrade-plan.ts';

/** Prints a plan: what it is about, a table of the children, and what speaks against it; or `kind: UpgradePlan`. */
export async function printUpgradePlan(
  plan: UpgradePlan,
  runtime: Pick<Runtime, 'stdout' | 'columns' | 'entry'>,
  format: 'json' | undefined,
): Promise<void> {
  const { object, namespace, from, to, children, findings } = plan;
  if (format === 'json') {
    const { toJson } = await import('../../../output/print-object.ts');
    const apiVersion = `cli.${runtime.entry.domain}/v1`;
    const named = { object, ...(namespace !== undefined && { namespace }), ...(from !== undefined && { from }), to };
    runtime.stdout(toJson({ apiVersion, kind: 'UpgradePlan', ...named, children, findings }));
    return;
  }
  runtime.stdout(from === to ? `${object} runs ${to} already\n` : `${object} from ${from ?? 'no tag'} to ${to}\n`);
  await printPlanned({ children, findings }, runtime);
}
