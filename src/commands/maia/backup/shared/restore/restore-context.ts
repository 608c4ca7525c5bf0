import type { Progress } from '../../../../shared/progress/progress.ts';
import type { Runtime } from '../../../../shared/runtime.ts';
import type { Session } from '../../../../shared/session.ts';

/** What every part of a restore works with. */
export interface RestoreContext {
  readonly session: Session;
  readonly runtime: Pick<Runtime, 'entry' | 'stderr' | 'now'>;
  /** Aborted by Ctrl-C, and when the time of the command is over. */
  readonly signal: AbortSignal;
  readonly shown: Progress;
  /** Why, as a person said it: kept with the instance, and told in an event. */
  readonly reason: string | undefined;
  /** Hears what is being waited for. */
  readonly waitsFor: (text: string) => void;
  /** Brings one instance in step with its spec from this machine. Gives the exit code. */
  readonly reconcile: (instance: string) => Promise<number>;
}

/** Does one thing as a step that is shown. */
export async function shownStep<T>(context: RestoreContext, name: string, work: (say: (text: string) => void) => Promise<T>): Promise<T> {
  const step = context.shown.step(name);
  const say = (text: string): void => {
    context.waitsFor(`${name}: ${text}`);
    step.say(text);
  };
  say('begun');
  try {
    const result = await work(say);
    step.done();
    return result;
  } catch (error) {
    step.failed(error);
    throw error;
  }
}
