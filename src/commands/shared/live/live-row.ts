import { isJsonObject } from '../../../kernel/json.ts';
import type { Condition } from '../../../kernel/condition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { LiveRow } from '../../../ui/live-source.ts';
import type { EntryPoint } from '../entry-point.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { kindsOf, wordsOf } from '../nouns.ts';
import { statusItem, telling } from '../status-report.ts';
import { oneLine } from './one-line.ts';
import { readyText } from './ready-text.ts';

/** The conditions in an object's status. */
export function conditionsIn(object: KubeObject): readonly Condition[] {
  const status = isJsonObject(object['status']) ? object['status'] : {};
  return Array.isArray(status['conditions']) ? (status['conditions'] as readonly Condition[]) : [];
}

/** The word by which commands of the entry point find a kind: the singular, with the group where several kinds answer to it. */
export function wordFor(kind: KindIdentity, entry: EntryPoint): string {
  const isClear = kindsOf(entry).filter((one) => wordsOf(one).includes(kind.singular)).length === 1;
  return isClear ? kind.singular : `${kind.singular}.${kind.group}`;
}

/** `word`: from {@link wordFor}. */
export function liveRow(object: KubeObject, kind: KindIdentity, word: string): LiveRow {
  const { phase, health, reason, message } = statusItem(object);
  const { uid, name, namespace, creationTimestamp, deletionTimestamp } = object.metadata;
  const createdAt = Date.parse(creationTimestamp);
  const since = Date.parse(deletionTimestamp ?? telling(conditionsIn(object))?.lastTransitionTime ?? creationTimestamp);
  return {
    id: uid,
    system: kind.system,
    kind: kind.kind,
    target: `${word}/${name}`,
    ...(namespace !== undefined && { namespace }),
    name,
    phase: oneLine(phase),
    health,
    ready: readyText(object),
    reason: oneLine(reason),
    message: oneLine(message),
    createdAt,
    sinceAt: Number.isNaN(since) ? createdAt : since,
  };
}

/** Whether two rows of the same object show the same. */
export function sameRow(left: LiveRow, right: LiveRow): boolean {
  return (
    left.phase === right.phase &&
    left.health === right.health &&
    left.ready === right.ready &&
    left.reason === right.reason &&
    left.message === right.message &&
    left.sinceAt === right.sinceAt &&
    left.createdAt === right.createdAt &&
    left.target === right.target &&
    left.namespace === right.namespace
  );
}
