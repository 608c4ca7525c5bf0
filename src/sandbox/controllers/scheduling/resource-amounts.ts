import type { NanoUnits } from '../../../kernel/quantity.ts';
import { parseQuantity } from '../../../kernel/quantity.ts';
import type { Pod, PodContainer } from '../framework/pod.ts';

/** Amounts by resource name (`cpu`, `memory`, `nvidia.com/gpu`, `pods`). */
export type ResourceAmounts = ReadonlyMap<string, NanoUnits>;

/** Quantities as amounts; what is no quantity is left out. */
export function amountsOf(quantities: Readonly<Record<string, string | number>> | undefined): ResourceAmounts {
  const amounts = new Map<string, NanoUnits>();
  for (const [name, quantity] of Object.entries(quantities ?? {})) {
    const amount = parseQuantity(quantity);
    if (amount !== undefined) amounts.set(name, amount);
  }
  return amounts;
}

function requestsOf(container: PodContainer): ResourceAmounts {
  return amountsOf({ ...container.resources?.limits, ...container.resources?.requests });
}

function raise(into: Map<string, NanoUnits>, amounts: ResourceAmounts, how: 'add' | 'most'): void {
  for (const [name, amount] of amounts) {
    const before = into.get(name) ?? 0n;
    into.set(name, how === 'add' ? before + amount : amount > before ? amount : before);
  }
}

/** What a pod takes of a node: its containers and sidecars together, or more where an init container needs more; and one of `pods`. */
export function podRequests(pod: Pod): ResourceAmounts {
  const total = new Map<string, NanoUnits>();
  for (const container of pod.spec.containers) raise(total, requestsOf(container), 'add');
  const init = pod.spec.initContainers ?? [];
  for (const container of init.filter(({ restartPolicy }) => restartPolicy === 'Always')) raise(total, requestsOf(container), 'add');
  for (const container of init.filter(({ restartPolicy }) => restartPolicy !== 'Always')) raise(total, requestsOf(container), 'most');
  total.set('pods', 1_000_000_000n);
  return total;
}
