import type { ObjectMeta } from '../../../kernel/kube-object.ts';

/** The part of a submitted job's name that its second submission within one attempt has at its end. */
const AGAIN = '-r1';

/**
 * Under which reference (`metadata.ref_id`) an attempt is submitted: always the same for the same job and attempt, so that it is found again.
 * Marie makes a path of it: no dots, no slashes, lower case.
 */
export function submissionReference(metadata: Pick<ObjectMeta, 'name' | 'namespace' | 'uid'>, attempt: number): string {
  const { name, namespace = 'default', uid } = metadata;
  return `${namespace}-${name}-${uid.replaceAll('-', '').slice(0, 8)}-a${String(attempt)}`.replaceAll(/[./]/g, '-').toLowerCase();
}

/** The reference of the second submission of an attempt, after the first was lost. */
export function secondReference(reference: string): string {
  return `${reference}${AGAIN}`;
}

/** Both references of the attempt that a reference belongs to. */
export function referencesOf(reference: string): readonly string[] {
  const first = reference.endsWith(AGAIN) ? reference.slice(0, -AGAIN.length) : reference;
  return [first, secondReference(first)];
}

/** Whether an attempt was submitted for the second time. */
export function isSecond(reference: string): boolean {
  return reference.endsWith(AGAIN);
}
