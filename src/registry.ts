import type { SystemId } from './kernel/kind-definition.ts';
import type { KindReconciler } from './reconcile/engine/contract.ts';

/** A reconciler whose own types do not matter to who holds it. */
export type AnyReconciler = KindReconciler<unknown, unknown, unknown>;

/** One system: what the commands and the composition root must know of it. Its reconcilers are loaded only when they are asked for. */
export interface System {
  readonly id: SystemId;
  readonly title: string;
  /** Domain of its API group: composite views are `cli.<domain>/v1`. */
  readonly domain: string;
  /** Name of its leader-election Lease: upstream's, so that an old operator and this one never act at once. */
  readonly lease: string;
  readonly load: () => Promise<readonly AnyReconciler[]>;
}

const none = (): Promise<readonly AnyReconciler[]> => Promise.resolve([]);

/** All systems, in the order in which they are listed and installed. */
export const SYSTEMS: readonly System[] = [
  { id: 'maia', title: 'MAIA', domain: 'maia.cuemby.com', lease: 'maia-operator.cuemby.com', load: none },
  { id: 'abi', title: 'ABI', domain: 'abi.io', lease: 'abi-operator.abi.io', load: none },
  { id: 'neurallog', title: 'NeuralLog', domain: 'neurallog.io', lease: 'neurallog-operator.neurallog.io', load: none },
  { id: 'kaos', title: 'KAOS', domain: 'kaos.tools', lease: 'kaos-operator.kaos.tools', load: none },
  { id: 'marie', title: 'Marie', domain: 'marie.ai', lease: 'marie-operator-leader-election', load: none },
];

/** The field manager of what a person does to a system's objects through this program. */
export function cliFieldManager(system: SystemId): string {
  return `${system}-cli`;
}
