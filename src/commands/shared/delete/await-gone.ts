import { deadline } from '../deadline.ts';
import { readLive } from '../apply/apply-object.ts';
import { poll } from '../poll.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { StepRecord } from '../step-records.ts';
import { waitFor } from '../wait/wait-for.ts';
import { keyOfDoomed } from './delete-object.ts';
import type { Doomed } from './doomed.ts';

export interface AwaitGoneOptions {
  readonly timeoutMs: number;
  readonly runtime: Runtime;
  readonly record: (record: StepRecord) => Promise<void>;
  /** `-q`. */
  readonly quiet: boolean;
}

/** Objects of other types, which nobody else waits for. */
async function othersGone(session: Session, doomed: readonly Doomed[], options: AwaitGoneOptions): Promise<void> {
  const left = new Set(doomed);
  const text = (): string => [...left].map(({ type, object }) => `${type.kind} ${object.metadata.name} to go`).join(', ');
  const limit = deadline(options.timeoutMs === 0 ? 1 : options.timeoutMs, options.runtime.signal, () => `waiting for ${text()}`);
  try {
    await poll(limit.signal, async () => {
      for (const one of left) {
        const live = await readLive(session, one.type, keyOfDoomed(one), limit.signal);
        if (live?.metadata.uid !== one.object.metadata.uid) left.delete(one);
      }
      return left.size === 0;
    });
  } finally {
    limit.cancel();
  }
}

/** Waits until the very objects that were deleted are gone. Throws exit 124 with what holds them. */
export async function awaitGone(session: Session, doomed: readonly Doomed[], options: AwaitGoneOptions): Promise<void> {
  const { runtime } = options;
  const ours = doomed.flatMap((one) => (one.kind === undefined ? [] : [{ type: one.kind, key: keyOfDoomed(one), wrote: one.object }]));
  const others = doomed.filter(({ kind }) => kind === undefined);
  await Promise.all([
    ours.length === 0 ? undefined : waitFor(session, ours, { is: 'deleted' }, { ...options, mode: 'all', signal: runtime.signal }),
    others.length === 0 ? undefined : othersGone(session, others, options),
  ]);
}
