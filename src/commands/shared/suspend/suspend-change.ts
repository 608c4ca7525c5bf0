import type { JsonObject } from '../../../kernel/json.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { usageError } from '../../../output/cli-error.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { atPath, nested } from '../change/at-path.ts';
import type { ObjectChange } from '../change/change-object.ts';
import { groupEntry, groupPatch } from '../scale/group-entry.ts';
import { mergeInto } from '../change/merge-into.ts';

/** On a suspended object: why, and until when (RFC 3339) it is meant to be. Nothing resumes it by itself. */
export const REASON_ANNOTATION = 'aistack.dev/reason';
export const UNTIL_ANNOTATION = 'aistack.dev/until';

/** What a person asked for. */
export interface SuspendRequest {
  readonly suspend: boolean;
  readonly reason: string | undefined;
  /** RFC 3339. */
  readonly until: string | undefined;
  readonly group: string | undefined;
}

/** Whether objects of a kind can be suspended. */
export function isSuspendable(kind: KindIdentity): boolean {
  return kind.suspend !== undefined || kind.groups?.suspend !== undefined;
}

/** Throws a usage error for a kind that cannot be suspended, or not in this way. */
export function checkSuspendable(kind: KindIdentity, group: string | undefined, kinds: readonly KindIdentity[]): void {
  if (group !== undefined && kind.groups?.suspend === undefined) throw usageError(`${kind.plural} have no groups`, 'leave --group out');
  if (group !== undefined || kind.suspend !== undefined) return;
  const able = kinds.filter((other) => other.suspend !== undefined).map(({ plural }) => plural);
  throw usageError(`${kind.plural} cannot be suspended`, able.length === 0 ? undefined : `these can: ${able.join(', ')}`);
}

/** The part of a patch that differs from the live object; undefined where nothing does. Null and absence are the same. */
function difference(live: unknown, patch: JsonObject): JsonObject | undefined {
  const different = Object.entries(patch).flatMap(([name, value]): readonly (readonly [string, unknown])[] => {
    const held = isJsonObject(live) ? live[name] : undefined;
    if (isJsonObject(value)) {
      const inner = difference(held, value);
      return inner === undefined ? [] : [[name, inner]];
    }
    return (held ?? null) === value ? [] : [[name, value]];
  });
  return different.length === 0 ? undefined : Object.fromEntries(different);
}

function switched(kind: KindIdentity, live: KubeObject, { suspend, group, reason }: SuspendRequest): JsonObject {
  const { groups } = kind;
  if (group !== undefined && groups?.suspend !== undefined) {
    const isSuspended = groupEntry(live, groups, group)[groups.suspend] === true;
    return isSuspended === suspend ? {} : groupPatch(live, groups, group, groups.suspend, suspend);
  }
  const way = kind.suspend;
  if (way === undefined) throw usageError(`${kind.plural} cannot be suspended`);
  if (way.by === 'annotation') return { metadata: { annotations: { [way.name]: suspend ? 'true' : null } } };
  const isSuspended = atPath(live, way.path) === true;
  const set = isSuspended === suspend ? {} : nested(way.path, suspend);
  if (way.reasonPath === undefined) return set;
  if (!suspend) return mergeInto(set, nested(way.reasonPath, null), true);
  return reason === undefined ? set : mergeInto(set, nested(way.reasonPath, reason), true);
}

/** Reason and end are told of the whole object: a group has no place for them. What is not said anew stays. */
function told({ suspend, group, reason, until }: SuspendRequest): JsonObject {
  if (group !== undefined) return {};
  const annotations = suspend
    ? { ...(reason !== undefined && { [REASON_ANNOTATION]: reason }), ...(until !== undefined && { [UNTIL_ANNOTATION]: until }) }
    : { [REASON_ANNOTATION]: null, [UNTIL_ANNOTATION]: null };
  return { metadata: { annotations } };
}

/** The change that suspends or resumes an object of a kind, and keeps the reason in step. */
export function suspendChange(kind: KindIdentity, request: SuspendRequest): ObjectChange {
  return { decide: (live) => difference(live, mergeInto(switched(kind, live, request), told(request), true)) };
}
