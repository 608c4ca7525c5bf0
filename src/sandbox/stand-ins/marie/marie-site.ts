import type { MarieRow } from './marie-row.ts';
import { faithfulSwitches, type MarieSwitches } from './marie-switches.ts';

/** An executor process that has registered: one slot for one task at a time. */
export interface MarieExecutor {
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
  /** Its routes beside those that every executor has. */
  readonly endpoint: string;
}

/** What outlives the gateway's process: its database, what is registered, and the switches of tests. */
export interface MarieSite {
  /** By id, in the order in which they were stored. */
  readonly rows: Map<string, MarieRow>;
  readonly queues: Set<string>;
  /** By `name@address`. */
  readonly executors: Map<string, MarieExecutor>;
  /** Names that were ever registered: the gateway goes on listing them. */
  readonly known: Set<string>;
  readonly switches: MarieSwitches;
  /** Called when an executor comes or goes. */
  readonly watchers: Set<(change: { readonly gone?: string; readonly come?: string }) => void>;
}

/** A site where nothing has happened. */
export function createMarieSite(): MarieSite {
  return {
    rows: new Map(),
    queues: new Set(['extract', 'transform', 'gen5_extract', 'classify', 'load']),
    executors: new Map(),
    known: new Set(),
    switches: faithfulSwitches(),
    watchers: new Set(),
  };
}

/** Registers an executor. The function that comes back takes it away again, as when its lease runs out. */
export function registerExecutor(site: MarieSite, executor: MarieExecutor): () => void {
  const key = `${executor.name}@${executor.address}`;
  site.executors.set(key, executor);
  site.known.add(executor.name);
  for (const watcher of site.watchers) watcher({ come: executor.name });
  return () => {
    if (!site.executors.delete(key)) return;
    for (const watcher of site.watchers) watcher({ gone: executor.name });
  };
}

/** How many addresses an executor has. */
export function addressesOf(site: MarieSite, name: string): number {
  return [...site.executors.values()].filter((executor) => executor.name === name).length;
}
