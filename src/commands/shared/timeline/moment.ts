/** The object that a moment is about. */
export interface MomentObject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
}

interface MomentBase {
  /** RFC 3339, as it was written. */
  readonly at: string;
  readonly object: MomentObject;
  /** It tells of something wrong. */
  readonly bad: boolean;
}

/** An Event, with the ones that say the same folded into it: `at` is when it was seen last. */
export interface EventMoment extends MomentBase {
  readonly what: 'event';
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** RFC 3339: when it was seen first. */
  readonly first: string;
  /** Who reported it. */
  readonly source: string;
}

/** The last change of a condition's status. */
export interface ConditionMoment extends MomentBase {
  readonly what: 'condition';
  readonly condition: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** A change of the object itself: what is known of it stands in its metadata. */
export interface SpecMoment extends MomentBase {
  readonly what: 'spec';
  /** `gone` is seen by a watch only. */
  readonly change: 'created' | 'changed' | 'deleting' | 'gone';
  /** Who wrote. Only the last write of each manager is known. */
  readonly managers: readonly string[];
  /** The fields that the managers own, one level below `spec`: `.spec.image`. */
  readonly fields: readonly string[];
}

/** A pass of a reconcile loop, from its trace. */
export interface ReconcileMoment extends MomentBase {
  readonly what: 'reconcile';
  readonly id: string;
  readonly outcome: string;
  readonly durationMs: number;
  readonly wokenBy: readonly string[];
  /** `created deployments.apps/maia`. */
  readonly writes: readonly string[];
  /** What broke it, or what it waits for. */
  readonly message: string;
}

/** Something that happened to an object. Part of `timeline -o json`: fields are only ever added. */
export type Moment = EventMoment | ConditionMoment | SpecMoment | ReconcileMoment;

export const MOMENT_TYPES = ['event', 'condition', 'reconcile', 'spec'] as const;
export type MomentType = (typeof MOMENT_TYPES)[number];
