/** Something that a pass looked at: names only. */
export interface TracedRead {
  /** `deployments.apps`; `services` for a server that was asked through a port. */
  readonly type: string;
  readonly namespace?: string;
  /** Absent: a list. */
  readonly name?: string;
  /** From the watch's cache, by a call of the API, or from outside the API server's objects through a port. */
  readonly from: 'cache' | 'api' | 'port';
  /** `present`, `absent`, `unknown`; of a list how many there were; of a port its HTTP status, or `failed`. */
  readonly found: string | number;
  /** How often, where it was more than once. */
  readonly times?: number;
}

/** What the plan means for one child, by what the cache held. */
export interface TracedDecision {
  /** `Deployment/team/maia`. */
  readonly child: string;
  readonly decision: 'in step' | 'create' | 'update' | 'skip' | 'remove';
  /** Of a skipped one: `foreign`, `terminating`, `not served`. */
  readonly why?: string;
  /** Paths of the fields that differ; never their values. */
  readonly fields: readonly string[];
}

/** One step of the plan, and what it names: children, a finalizer, an effect. */
export interface TracedStep {
  readonly do: 'hold' | 'apply' | 'remove' | 'checkpoint' | 'effect' | 'release';
  readonly subjects: readonly string[];
  readonly optional?: true;
}

/** One write as the server answered it. Events are posted beside the passes and do not appear. */
export interface TracedWrite {
  readonly verb: string;
  readonly type: string;
  readonly namespace?: string;
  readonly name?: string;
  /** `created`, `stored`, `deleted`, or the reason of the refusal. */
  readonly result: string;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
}

/** Why a step failed. */
export interface TracedFailure {
  readonly step: string;
  readonly subject: string;
  readonly reason: string;
  readonly message: string;
  readonly stuck: boolean;
}

/**
 * One line of `reconcile --trace`: one pass over one object. No value of any field stands in it but those of the object's own status, so
 * nothing of a Secret does.
 */
export interface ReconcileTrace {
  readonly apiVersion: 'cli.aistack.dev/v1';
  readonly kind: 'ReconcileTrace';
  /** Names this pass: 16 hex digits. */
  readonly id: string;
  /** When the pass began, RFC 3339. */
  readonly at: string;
  /** `maia`. */
  readonly system: string;
  /** `maiainstances.maia.cuemby.com/maia`. */
  readonly target: string;
  readonly namespace?: string;
  /** `metadata.generation` of the object that the pass saw. */
  readonly generation?: number;
  /** Milliseconds. */
  readonly durationMs: number;
  /** `initial`, `change`, `child KIND/NAMESPACE/NAME`, `reference KIND/NAMESPACE/NAME`, `again`, `retry`, `timer`, `resync`. */
  readonly wokenBy: readonly string[];
  readonly reads: readonly TracedRead[];
  /** How many other reads there were: only so many are listed. */
  readonly readsLeftOut?: number;
  readonly decisions: readonly TracedDecision[];
  readonly steps: readonly TracedStep[];
  readonly writes: readonly TracedWrite[];
  /** Changes outside Kubernetes. `result`: `done`, or the reason of the failure. */
  readonly effects: readonly { readonly type: string; readonly result: string }[];
  /** The status that the plan wants. `changed`: it was written in this pass. */
  readonly status: {
    readonly changed: boolean;
    readonly phase?: string;
    readonly conditions: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
  };
  /** The one reason why it is not ready. */
  readonly blocked?: {
    readonly kind: string;
    readonly reason: string;
    readonly message: string;
    readonly on?: string;
    readonly fix?: string;
  };
  readonly failures: readonly TracedFailure[];
  /** What broke the pass itself. */
  readonly error?: string;
  /** Milliseconds until it is looked at again unless something wakes it sooner. */
  readonly requeueAfterMs?: number;
  /** `ready`, `waits`, `stuck`, `failed`, `again` (planned anew at once), `stale`, `gone`, `error`. */
  readonly outcome: string;
}
