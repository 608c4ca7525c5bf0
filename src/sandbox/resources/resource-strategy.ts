import type { KubeObject, Manifest } from '../../kernel/kube-object.ts';
import type { FieldError } from '../failures/field-error.ts';

/** An object on its way in: parsed, its metadata not yet completed. */
export type Draft = Manifest;

/** What a strategy may know about a write. */
export interface WriteContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** `''` for the object itself, else `status` (scale goes the way of the object itself). */
  readonly subresource: string;
  /** In [0, 1), seeded. */
  readonly random: () => number;
  /** Objects of another type, for allocations and references (`services`: addresses in use). */
  read(resourceName: string, namespace?: string): readonly KubeObject[];
}

/** A draft after decoding. */
export interface Decoded {
  /** Without the fields that the type does not know (unless it keeps them). */
  readonly object: Draft;
  /** Strict complaints, as the server words them: `unknown field "spec.x"`. */
  readonly complaints: readonly string[];
}

/** How one type takes a write. Everything is pure: drafts go in, new drafts come out. */
export interface ResourceStrategy {
  /**
   * Drops unknown fields and tells them. Throws an ApiFailure (400) where a value has the wrong JSON type for a built-in kind. `applied`: the draft
   * is the result of an apply, in which nulls are no mistake of writing but values.
   */
  decode(draft: Draft, applied?: boolean): Decoded;
  /** The server's words for the first wrong type in the result of a strategic merge patch, which is read in another way than JSON text. */
  readonly restoreProblem?: (draft: Draft) => string | undefined;
  /** Fills defaults. Runs on every write before admission, and once more after it. */
  withDefaults(draft: Draft): Draft;
  /** Before a create: drops what a client may not set (status where it is a subresource), converts (`stringData`), allocates (addresses). */
  prepareForCreate(draft: Draft, context: WriteContext): Draft;
  /** Before an update of the part that `context.subresource` names: carries over what the client may not change. */
  prepareForUpdate(next: Draft, previous: KubeObject, context: WriteContext): Draft;
  validateCreate(object: Draft): readonly FieldError[];
  validateUpdate(next: Draft, previous: KubeObject, subresource: string): readonly FieldError[];
  /** What a valid name looks like; default: a DNS-1123 subdomain. Gives the complaint without the path. */
  readonly nameProblem?: (name: string) => string | undefined;
  /**
   * What a first delete stores instead of removing the object: marked, with the finalizers by which the server itself waits (definitions wait
   * for their objects). Undefined or absent: the object is deleted as any other.
   */
  readonly markForDeletion?: (object: KubeObject, now: number) => KubeObject | undefined;
  /** Texts for `Warning:` headers. */
  readonly warnings?: (object: Draft, previous: KubeObject | undefined) => readonly string[];
}
