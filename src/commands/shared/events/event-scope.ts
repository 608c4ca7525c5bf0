import type { KubeObject } from '../../../kernel/kube-object.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { EventSubject, SeenEvent } from './seen-event.ts';

/** Which events are wanted. */
export interface EventFilter {
  /** `Normal`, `Warning`; absent: both. */
  readonly types: readonly string[] | undefined;
  /** Unix milliseconds; absent: however old. */
  readonly since: number | undefined;
}

/** Whether an event is of a wanted type and new enough. */
export function passes({ type, last }: SeenEvent, { types, since }: EventFilter): boolean {
  if (types !== undefined && !types.includes(type)) return false;
  return since === undefined || !(Date.parse(last) < since);
}

/** Whether an event is about an object of one of the kinds, in whichever version. */
export function isAboutKind({ apiVersion = '', kind }: EventSubject, kinds: readonly KindIdentity[]): boolean {
  return kinds.some((candidate) => candidate.kind === kind && apiVersion.split('/')[0] === candidate.group);
}

/** Whether an event is about an object: by its uid, and by its name for writers that give no uid. */
export function isAbout(subject: EventSubject, kind: KindIdentity, object: KubeObject): boolean {
  const { uid, name, namespace } = object.metadata;
  if (subject.uid !== undefined) return subject.uid === uid;
  return (
    subject.kind === kind.kind && subject.name === name && subject.namespace === namespace && subject.apiVersion === apiVersionOf(kind)
  );
}
