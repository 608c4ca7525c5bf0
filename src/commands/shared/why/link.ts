/** Names an object in a chain of causes. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Something that was seen, where and when: what a link rests on. */
export interface Evidence {
  readonly is: 'condition' | 'event' | 'status' | 'spec' | 'absence';
  /** Where it stands. */
  readonly object: ObjectName;
  /** What it says, on one line. */
  readonly text: string;
  /** RFC 3339: when it became so, of an event when it was seen last. */
  readonly time?: string;
}

/**
 * One step of a chain of causes: why an object is not as it should be. `waits`: for time or for another object; `stuck`: until a person
 * changes something; `failed`: for good.
 */
export interface Link {
  readonly object: ObjectName;
  readonly state: 'waits' | 'stuck' | 'failed';
  readonly reason: string;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  /** The object that is the cause, where there is one: the next link. */
  readonly on?: ObjectName;
  /** One command that mends it, or shows what must be known to mend it. */
  readonly fix?: string;
}

/** `Pod/apps/web`: how a link names an object. */
export function nameText({ kind, namespace, name }: ObjectName): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join('/');
}

export function sameName(left: ObjectName, right: ObjectName): boolean {
  return nameText(left) === nameText(right);
}
