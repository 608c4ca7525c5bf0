import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { StorageChange } from '../../storage/object-storage.ts';
import type { Controller, Enqueue } from './controller.ts';
import type { Hands } from './hands.ts';
import type { WorkLoop } from './work-loop.ts';
import { createWorkLoop } from './work-loop.ts';

/** Tells controllers the changes of the storage and works through what they ask for, in the order in which it was asked for. */
export function runControllers(
  hands: Hands,
  controllers: readonly Controller[],
  present: Iterable<{ readonly resource: string; readonly object: KubeObject }> = [],
): Pick<WorkLoop, 'drain' | 'idle' | 'stop'> {
  const loop = createWorkLoop(hands.clock, hands.timing.retry);
  const queues = new Map<Controller, Enqueue>(controllers.map((controller) => [controller, loop.enqueueFor(controller)]));
  const byType = new Map<string, readonly (readonly [Controller, Enqueue])[]>();
  const interested = (resource: string): readonly (readonly [Controller, Enqueue])[] => {
    let found = byType.get(resource);
    if (found === undefined) {
      found = [...queues].filter(([{ watches }]) => watches === undefined || watches.includes(resource));
      byType.set(resource, found);
    }
    return found;
  };
  const tell = (change: StorageChange): void => {
    hands.owners.apply(change);
    hands.pods.apply(change);
    for (const [controller, enqueue] of interested(change.resource)) controller.observe(change, enqueue);
  };
  for (const { resource, object } of present) tell({ version: Number(object.metadata.resourceVersion), type: 'ADDED', resource, object });
  const unsubscribe = hands.storage.subscribe(tell);
  return {
    drain: loop.drain,
    idle: loop.idle,
    stop: () => {
      unsubscribe();
      loop.stop();
      hands.events.stop();
      for (const { stop } of controllers) stop?.();
    },
  };
}
