import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchClient, BenchObject } from './bench-client.ts';
import type { Workload } from './workload.ts';
import { primaries } from './workload.ts';

/** Counts what exists, from watches of its own. */
export interface Tally {
  /** Milliseconds (of `performance.now()`) of the last event on a primary or a child of one. */
  lastEvent(): number;
  /** `123/1000 statuses, 456/1000 deployments, …`. */
  progress(objects: number): string;
  /** Resolves when every child exists, every status shows its generation and nothing more happened for `quietMs`; gives the time of the last event. */
  settled(objects: number, quietMs: number, withinMs: number): Promise<number>;
  /** Calls back at each event on a Deployment; the returned function ends that. */
  onDeployment(listener: (object: BenchObject) => void): () => void;
}

const PROGRESS_EVERY_MS = 10_000;

function keyOf({ metadata }: BenchObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** Opens the watches. They stay open through every part of the run, so that the parts carry the same load of watching. */
export async function openTally(client: BenchClient, workload: Workload): Promise<Tally> {
  const statuses = new Map<string, boolean>();
  const collections = new Set(workload.children.map(({ collection }) => collection));
  const children = new Map([...collections].map((path) => [path, new Set<string>()]));
  const expected = new Map<string, number>();
  for (const { collection } of workload.children) expected.set(collection, (expected.get(collection) ?? 0) + 1);
  const listeners = new Set<(object: BenchObject) => void>();
  let last = performance.now();

  await client.watch(primaries(), (type, object) => {
    last = performance.now();
    if (type === 'DELETED') statuses.delete(keyOf(object));
    else statuses.set(keyOf(object), object.status?.observedGeneration === object.metadata.generation);
  });
  for (const [path, known] of children) {
    await client.watch(path, (type, object) => {
      if (path.endsWith('/deployments')) for (const listener of listeners) listener(object);
      if (object.metadata.ownerReferences?.some(({ kind }) => kind === 'MaiaInstance') !== true) return;
      last = performance.now();
      if (type === 'DELETED') known.delete(keyOf(object));
      else known.add(keyOf(object));
    });
  }
  const written = (): number => [...statuses.values()].filter(Boolean).length;
  const complete = (objects: number): boolean =>
    written() >= objects && [...children].every(([path, known]) => known.size >= objects * (expected.get(path) ?? 1));
  const progress = (objects: number): string => {
    const counts = [...children].map(([path, known]) => `${known.size}/${objects * (expected.get(path) ?? 1)} ${path.split('/').at(-1)}`);
    return [`${written()}/${objects} statuses`, ...counts].join(', ');
  };
  return {
    lastEvent: () => last,
    progress,
    settled: async (objects, quietMs, withinMs) => {
      const start = performance.now();
      let told = start;
      while (!complete(objects) || performance.now() - last < quietMs) {
        const now = performance.now();
        if (now - start > withinMs) throw new Error(`not settled after ${withinMs / 1000} s: ${progress(objects)}`);
        if (now - told > PROGRESS_EVERY_MS) {
          told = now;
          console.error(progress(objects));
        }
        await sleep(50);
      }
      return last;
    },
    onDeployment: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
