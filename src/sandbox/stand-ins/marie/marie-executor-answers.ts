import { pythonTime } from './marie-row.ts';
import type { MarieContext } from './marie-context.ts';

/** Routes that every executor has, before its own. */
const COMMON = ['/', '_jina_dry_run_', '/status'];

/** `deployments` of `/api/deployments`. A healthy idle executor shows no known status. */
export function deployments({ site }: MarieContext): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...site.executors.values()].map(({ address, name }) => [
      address,
      { prefix: 'deployments/status', address, executor: name, status: 'SERVICE_UNKNOWN' },
    ]),
  );
}

/** Routes of the executors, by name. A name that has gone stays, with none. */
export function deploymentNodes({ site }: MarieContext): Readonly<Record<string, unknown>> {
  const nodes = [...site.known].map((name) => {
    const routes = [...site.executors.values()]
      .filter((executor) => executor.name === name)
      .flatMap(({ address, endpoint }) =>
        [...COMMON, endpoint].map((route) => ({ address: `grpc://${address}`, endpoint: route, executor: name, gateway: address })),
      );
    return [name, routes] as const;
  });
  return Object.fromEntries(nodes);
}

/** What the gateway wants of the executors and what they said of themselves. Only the working ones of a plan are told. */
export function deploymentStatus({ clock, planners, site }: MarieContext): unknown {
  const at = pythonTime(clock.now());
  const wanted = [...site.executors.values()].filter(({ name }) => planners.some((planner) => name === `${planner}_executor`));
  const keyed = (value: unknown): unknown => Object.fromEntries(wanted.map(({ address, name }) => [`${address}/${name}`, value]));
  return {
    desired: keyed({ phase: 'SCHEDULED', epoch: 0, params: {}, updated_at: at }),
    status: keyed({
      status_code: 3,
      status_name: 'SERVICE_UNKNOWN',
      owner: '',
      epoch: 0,
      updated_at: at,
      heartbeat_at: at,
      details: null,
    }),
  };
}

/** Slots by executor. Of one that has gone the slot stays at 0, or as taken as it was. */
export function capacity({ process, site }: MarieContext): unknown {
  const slots = [...site.known].map((name) => {
    const addresses = [...site.executors.values()].filter((executor) => executor.name === name).length;
    const used = process().slotsUsed(name);
    const slotCount = Math.max(addresses, used);
    return { name, capacity: slotCount, target: slotCount, used, available: slotCount - used, holders: used, notes: '' };
  });
  const sum = (field: 'capacity' | 'used' | 'available'): number => slots.reduce((total, slot) => total + slot[field], 0);
  return { slots, totals: { capacity: sum('capacity'), used: sum('used'), available: sum('available'), holder_count: sum('used') } };
}
