import type { Clock } from '../../../kernel/clock.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { EntryPoint } from '../entry-point.ts';
import { suggestName } from '../get/suggest-name.ts';
import type { Session } from '../session.ts';
import { confirmWorkloads } from './confirm-workloads.ts';
import { followObject } from './follow-object.ts';
import { judge } from './judge.ts';
import type { WaitCondition } from './wait-condition.ts';
import { failedState, gone } from './wait-errors.ts';
import type { WaitTarget } from './wait-target.ts';

/** What a wait for one object needs, and who hears how it stands. */
export interface WaitOneOptions {
  readonly session: Session;
  readonly target: WaitTarget;
  readonly condition: WaitCondition;
  readonly entry: EntryPoint;
  readonly clock: Clock;
  readonly random: () => number;
  /** The object as it was last seen, and why it does not fulfil the condition yet. */
  readonly onWaiting: (object: KubeObject | undefined, why: string) => void;
  readonly onTrouble: (error: unknown) => void;
}

/** The end of a wait. `object` is the last that was seen of it. */
type Outcome = { readonly object: KubeObject | undefined } | { readonly error: CliError };

/** What the state of an object means to the wait for it. */
export type Sight =
  | { readonly is: 'unsure' }
  | { readonly is: 'waits'; readonly why: string }
  | { readonly is: 'over'; readonly outcome: Outcome };

/** Reads states in order: remembers which object it is, so that one that takes its place is told from it. */
export function watchFor({
  target,
  condition,
  entry,
}: Pick<WaitOneOptions, 'target' | 'condition' | 'entry'>): (object: KubeObject | undefined) => Sight {
  let last: KubeObject | undefined = target.wrote;
  return (object) => {
    const isReplaced = object !== undefined && last !== undefined && object.metadata.uid !== last.metadata.uid;
    if (object === undefined || isReplaced) {
      if (condition.is === 'deleted') return { is: 'over', outcome: { object: last } };
      const how = isReplaced ? 'replaced' : last === undefined ? 'never-there' : 'deleted';
      return { is: 'over', outcome: { error: gone(target, how, entry) } };
    }
    last = object;
    const judgement = judge(object, condition, target.wrote);
    if (judgement.is === 'waits') return judgement;
    if (judgement.is === 'failed') return { is: 'over', outcome: { error: failedState(target, condition, judgement.why, entry) } };
    return judgement.isSure ? { is: 'over', outcome: { object } } : { is: 'unsure' };
  };
}

/**
 * Waits for one object until the signal is aborted (undefined then). Gives the object as it was last seen. Throws where it ends badly (9), is
 * gone (4), or the server refuses.
 */
export async function waitOne(
  options: WaitOneOptions,
  signal: AbortSignal,
): Promise<{ readonly object: KubeObject | undefined } | undefined> {
  const { session, target, clock, random, onWaiting, onTrouble } = options;
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  let outcome: Outcome | undefined;
  const end = (how: Outcome): void => {
    outcome ??= how;
    over.abort();
  };
  let last: KubeObject | undefined;
  let wasThere = target.wrote !== undefined;
  const confirmation = confirmWorkloads(
    { session, clock, onConfirmed: (object) => end({ object }), onBehind: (why) => onWaiting(last, why) },
    until,
  );
  const sight = watchFor(options);
  const onSeen = (object: KubeObject | undefined): void => {
    if (outcome !== undefined) return;
    last = object;
    wasThere ||= object !== undefined;
    const seen = sight(object);
    confirmation.offer(seen.is === 'unsure' ? object : undefined);
    if (seen.is === 'over') end(seen.outcome);
    else if (seen.is === 'waits') onWaiting(object, seen.why);
  };
  try {
    const { type, key, wrote } = target;
    await followObject({ session, type, key, isKnown: wrote !== undefined, clock, random, onSeen, onTrouble }, until);
  } finally {
    over.abort();
    await confirmation.idle();
  }
  if (outcome !== undefined && 'error' in outcome) {
    const { error } = outcome;
    const { type, key } = target;
    // Only of a name that never was there may another have been meant.
    if (error.exit !== EXIT.notFound || wasThere) throw error;
    throw await suggestName(session, error, { type, namespace: key.namespace, name: key.name, signal });
  }
  return outcome;
}
