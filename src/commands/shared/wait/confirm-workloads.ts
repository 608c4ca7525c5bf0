import type { Clock } from '../../../kernel/clock.ts';
import { pause } from '../../../kernel/clock.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Session } from '../session.ts';
import { workloadsBehind } from './workloads-behind.ts';

/** How often the workloads are looked at while they lag behind. */
const AGAIN_MS = 1000;

/** What {@link confirmWorkloads} needs. */
export interface ConfirmOptions {
  readonly session: Session;
  readonly clock: Clock;
  /** The workloads of this object are at their newest spec. */
  readonly onConfirmed: (object: KubeObject) => void;
  readonly onBehind: (why: string) => void;
}

/** Holds back what a status that names no generation promises until the workloads have caught up. */
export interface WorkloadConfirmation {
  /** The newest state that fulfils the condition; undefined: it does not any more. */
  offer(object: KubeObject | undefined): void;
  /** Resolves when nothing is being asked any more, which is soon once the signal is aborted. */
  idle(): Promise<void>;
}

/** Makes a {@link WorkloadConfirmation}. A look that fails is repeated. */
export function confirmWorkloads(options: ConfirmOptions, signal: AbortSignal): WorkloadConfirmation {
  const { session, clock, onConfirmed, onBehind } = options;
  let offered: KubeObject | undefined;
  let isLooking = false;
  let looks: Promise<void> = Promise.resolve();

  /** One look. True: there is nothing more to look at. */
  const look = async (object: KubeObject): Promise<boolean> => {
    try {
      const why = await workloadsBehind(session, object, signal);
      if (object !== offered) return false;
      if (why !== undefined) onBehind(why);
      else onConfirmed(object);
      return why === undefined;
    } catch (error) {
      if (!signal.aborted) onBehind(error instanceof Error ? error.message : 'its workloads cannot be read');
      return false;
    }
  };
  const lookOn = async (): Promise<void> => {
    for (;;) {
      const object = offered;
      if (object === undefined || signal.aborted || (await look(object))) break;
      // An abort ends the pause early, and the loop with it.
      await pause(clock, AGAIN_MS, signal).catch(() => undefined);
    }
    isLooking = false;
  };

  return {
    offer: (object) => {
      offered = object;
      if (object === undefined || isLooking) return;
      isLooking = true;
      looks = lookOn();
    },
    idle: async () => await looks,
  };
}
