import type { V1PodSpec } from '@kubernetes/client-node';
import { parseQuantity, type NanoUnits } from '../../../../kernel/quantity.ts';

/** Amounts by resource. */
export type Amounts = Readonly<Record<string, NanoUnits>>;

/** Amounts of quantities in text; what is no quantity counts as nothing. */
export function amountsOf(texts: Readonly<Record<string, string | number>> | undefined): Amounts {
  return Object.fromEntries(Object.entries(texts ?? {}).map(([name, text]) => [name, parseQuantity(text) ?? 0n]));
}

/** The sum, by resource. */
export function addAmounts(left: Amounts, right: Amounts): Amounts {
  const sum: Record<string, NanoUnits> = { ...left };
  for (const [name, amount] of Object.entries(right)) sum[name] = (sum[name] ?? 0n) + amount;
  return sum;
}

function largest(left: Amounts, right: Amounts): Amounts {
  const most: Record<string, NanoUnits> = { ...left };
  for (const [name, amount] of Object.entries(right)) if (amount > (most[name] ?? 0n)) most[name] = amount;
  return most;
}

type Container = Pick<V1PodSpec['containers'][number], 'resources' | 'restartPolicy'>;

function ofContainer({ resources }: Container, which: 'requests' | 'limits'): Amounts {
  // A limit stands for a request that is not given.
  if (which === 'limits') return amountsOf(resources?.limits);
  return { ...amountsOf(resources?.limits), ...amountsOf(resources?.requests) };
}

/**
 * What a pod takes of its node: the sum of its containers, or what starts before them where that is more, and the overhead of its runtime
 * (Kubernetes' rule of the effective request). Containers that start before and stay count with those that start after them.
 */
export function podRequests(spec: V1PodSpec, which: 'requests' | 'limits' = 'requests'): Amounts {
  let staying: Amounts = {};
  let starting: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const own = ofContainer(container, which);
    if (container.restartPolicy === 'Always') {
      staying = addAmounts(staying, own);
      starting = largest(starting, staying);
    } else starting = largest(starting, addAmounts(staying, own));
  }
  const running = spec.containers.reduce((sum, container) => addAmounts(sum, ofContainer(container, which)), staying);
  return addAmounts(largest(running, starting), amountsOf(spec.overhead));
}
