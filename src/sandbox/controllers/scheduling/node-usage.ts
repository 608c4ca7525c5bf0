import type { NanoUnits } from '../../../kernel/quantity.ts';
import type { StorageChange } from '../../storage/object-storage.ts';
import type { Pod } from '../framework/pod.ts';
import { isTerminal } from '../framework/pod-facts.ts';
import type { Node } from './node.ts';
import type { NodeRoom } from './node-fit.ts';
import type { ResourceAmounts } from './resource-amounts.ts';
import { amountsOf, podRequests } from './resource-amounts.ts';

/** What is taken of each node, kept up to date with each change of a pod. */
export interface NodeUsage {
  /** Gives whether something became free. */
  apply(change: StorageChange): boolean;
  roomOf(node: Node): NodeRoom;
  /** Names of the pods (`namespace/name`) on a node. */
  podsOn(node: string): ReadonlySet<string>;
  /** `namespace/name` of the pods at work that have required anti-affinity. */
  readonly shy: ReadonlySet<string>;
}

interface Seat {
  readonly node: string;
  readonly requests: ResourceAmounts;
}

const NOBODY: ReadonlySet<string> = new Set();

/** Nothing taken. */
export function createNodeUsage(): NodeUsage {
  const seats = new Map<string, Seat>();
  const used = new Map<string, Map<string, NanoUnits>>();
  const names = new Map<string, Set<string>>();
  const rooms = new WeakMap<Node, ResourceAmounts>();
  const shy = new Set<string>();

  const shift = (seat: Seat, sign: 1n | -1n): void => {
    const sums = used.get(seat.node) ?? new Map<string, NanoUnits>();
    used.set(seat.node, sums);
    for (const [name, amount] of seat.requests) sums.set(name, (sums.get(name) ?? 0n) + sign * amount);
  };
  const leave = (id: string): boolean => {
    const seat = seats.get(id);
    if (seat === undefined) return false;
    seats.delete(id);
    shift(seat, -1n);
    names.get(seat.node)?.delete(id);
    shy.delete(id);
    return true;
  };

  return {
    shy,
    apply: ({ type, resource, object }) => {
      if (resource !== 'pods') return false;
      const pod = object as Pod;
      const id = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
      const { nodeName } = pod.spec;
      if (type === 'DELETED' || nodeName === undefined || isTerminal(pod)) return leave(id);
      if (seats.get(id)?.node === nodeName) return false;
      leave(id);
      const seat: Seat = { node: nodeName, requests: podRequests(pod) };
      seats.set(id, seat);
      shift(seat, 1n);
      const on = names.get(nodeName) ?? new Set();
      names.set(nodeName, on.add(id));
      if (pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined) shy.add(id);
      return false;
    },
    roomOf: (node) => {
      let allocatable = rooms.get(node);
      if (allocatable === undefined) {
        allocatable = amountsOf(node.status?.allocatable);
        rooms.set(node, allocatable);
      }
      return { node, allocatable, used: used.get(node.metadata.name) ?? new Map() };
    },
    podsOn: (node) => names.get(node) ?? NOBODY,
  };
}
