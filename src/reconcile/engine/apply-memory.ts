/** What is remembered of the last apply of one child. */
interface Applied {
  readonly uid: string;
  readonly hash: string;
  /** The version in which the live object was last found, or made, in step with `hash`. */
  readonly resourceVersion: string;
}

interface Rewrites {
  readonly hash: string;
  readonly field: string;
  readonly times: number;
}

/** After so many rewrites of the same field in our own answers we stop insisting until the next resync. */
const PATIENCE = 3;
/** Somebody who undoes the same field this often within a minute is a program, not a person. */
const FIGHT_REPAIRS = 5;
const FIGHT_WINDOW_MS = 60_000;

/**
 * Of one primary: remembers per child in which version it was in step, so that an unchanged object costs no comparison, and which field the server (an
 * admission webhook, say) turns into something else whenever we set it.
 */
export interface ApplyMemory {
  isInStep(subject: string, uid: string, hash: string, resourceVersion: string): boolean;
  remember(subject: string, uid: string, hash: string, resourceVersion: string): void;
  /** Our apply was answered with another value in `field`. Returns how many times that has now happened. */
  rewritten(subject: string, hash: string, field: string): number;
  /** We are about to repair `field` (`now` on a monotonic clock). False when another program keeps undoing it: leave it for now. */
  mayRepair(subject: string, hash: string, field: string, now: number): boolean;
  /** Whether to leave `field` alone for now. */
  hasGivenUp(subject: string, hash: string, field: string): boolean;
  /** An object of somebody else got our fields by accident: whatever its owner reference says, it is not ours. */
  disown(uid: string): void;
  isDisowned(uid: string): boolean;
  /** A resync: insist again. */
  forgive(): void;
}

/** An empty memory. */
export function createApplyMemory(): ApplyMemory {
  const applied = new Map<string, Applied>();
  const rewrites = new Map<string, Rewrites>();
  const repairs = new Map<string, { readonly what: string; readonly times: readonly number[] }>();
  const disowned = new Set<string>();
  return {
    isInStep: (subject, uid, hash, resourceVersion) => {
      const last = applied.get(subject);
      return last !== undefined && last.resourceVersion === resourceVersion && last.hash === hash && last.uid === uid;
    },
    remember: (subject, uid, hash, resourceVersion) => {
      applied.set(subject, { uid, hash, resourceVersion });
    },
    rewritten: (subject, hash, field) => {
      const last = rewrites.get(subject);
      const times = last?.hash === hash && last.field === field ? last.times + 1 : 1;
      rewrites.set(subject, { hash, field, times });
      return times;
    },
    mayRepair: (subject, hash, field, now) => {
      const what = `${hash} ${field}`;
      const last = repairs.get(subject);
      const recent = last?.what === what ? last.times.filter((time) => now - time < FIGHT_WINDOW_MS) : [];
      if (recent.length >= FIGHT_REPAIRS) {
        rewrites.set(subject, { hash, field, times: PATIENCE });
        return false;
      }
      repairs.set(subject, { what, times: [...recent, now] });
      return true;
    },
    hasGivenUp: (subject, hash, field) => {
      const last = rewrites.get(subject);
      return last?.hash === hash && last.field === field && last.times >= PATIENCE;
    },
    disown: (uid) => {
      disowned.add(uid);
    },
    isDisowned: (uid) => disowned.has(uid),
    forgive: () => {
      rewrites.clear();
      repairs.clear();
    },
  };
}
