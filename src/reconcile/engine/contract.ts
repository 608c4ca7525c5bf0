import type { Json, JsonObject } from '../../kernel/json.ts';
import type { KindDefinition, SchemaIssue } from '../../kernel/kind-definition.ts';
import type { KubeObject, Manifest, ObjectKey, Primary, Ref } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';

/**
 * The contract between the engine and the systems.
 *
 * A reconciler observes and plans; the engine executes. `plan` is pure: the same primary, observation, time and failures
 * give the same plan. Nothing in a manifest is random or taken from the clock.
 */
export interface KindReconciler<Spec, Status, Observed> {
  readonly kind: KindDefinition<Spec, Status>;
  /** Every type that its plans apply, remove or look at as a child. The engine watches them and wakes the owner. */
  readonly children: readonly ChildType[];
  /** What others make from its children (the pods of a Deployment): watched, never written. Reading it stands in `rights`. */
  readonly derived?: readonly DerivedType[];
  /** What else re-queues a primary: objects that it names. */
  readonly wakes: readonly Wake<Spec, Status>[];
  /** What it needs on the API server beyond what the engine itself needs for `kind` and `children`. */
  readonly rights: readonly Right[];
  /** Handlers of the effects that its plans name, by `type`. */
  readonly effects?: Readonly<Record<string, EffectHandler>>;
  /** Gathers what is known. Reads the cache through `world`; reads the outside through the ports it was made with. */
  observe(primary: Primary<Spec, Status>, world: World): Observed | Promise<Observed>;
  /** Decides. `primary.spec` has its defaults; `primary.metadata.deletionTimestamp` says that it is being deleted. `now` is Unix milliseconds. */
  plan(primary: Primary<Spec, Status>, observed: Observed, now: number, failures: readonly StepFailure[]): Plan<Status>;
  /** The plan for an object whose stored spec does not fit the schema (an older CRD let it in): status and events, no children. */
  planInvalid(primary: KubeObject, issues: readonly SchemaIssue[], now: number): Plan<Status>;
}

/** A type of child. `optional`: may be missing from the cluster (an API of an add-on); it is watched once it is served. */
export interface ChildType {
  readonly type: ResourceType;
  readonly optional?: true;
  /** No plan removes one: it goes with its owner, or stays. The right to delete is not asked for. */
  readonly kept?: true;
  /** Fields that another controller may come to own; plans name them again in `Child.carried`. */
  readonly carried?: readonly FieldPath[];
  /** Reduces what the cache keeps of one of our own live objects (never of `metadata` or of fields that a plan sets). Default: drop `managedFields`. */
  readonly keep?: (object: KubeObject) => KubeObject;
}

/** A type whose objects controllers make from our children. Where it may not be listed, there are none to be seen. */
export interface DerivedType {
  readonly type: ResourceType;
  /** Narrows the watch to what may be of interest. */
  readonly labelSelector?: string;
  /** The primary that an object belongs to, undefined where it is somebody else's. */
  readonly primaryOf: (object: KubeObject) => ObjectKey | undefined;
  /** Reduces what the cache keeps of an object that belongs to a primary. Default: drop `managedFields`. */
  readonly keep?: (object: KubeObject) => KubeObject;
}

/** Re-queues every primary for which `references` names the object that changed. Keys without namespace mean cluster-scoped objects. */
export interface Wake<Spec, Status> {
  readonly type: ResourceType;
  readonly optional?: true;
  references(primary: Primary<Spec, Status>): readonly ObjectKey[];
}

/** One rule of a Role or ClusterRole. */
export interface Right {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly ('get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete')[];
  readonly resourceNames?: readonly string[];
}

/** What a look finds. `unknown` is never absence: not selected, forbidden or not synced. */
export type Lookup<T> =
  | { readonly state: 'present'; readonly object: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly why: string };

/** A Secret as planners see it: which keys it has and what their values hash to, never a value. */
export interface SecretSummary extends ObjectKey {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  /** It is being deleted. */
  readonly deletionTimestamp?: string;
  readonly controllerUid?: string;
  /** Data key → hex SHA-256 of the decoded bytes. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** Cached Kubernetes reads for one primary. Writes of this process are visible at once, before the watch brings them back. */
export interface World {
  /** Aborted when the pass is over its time or the loop stops: for the ports that `observe` asks. */
  readonly signal: AbortSignal;
  /** The live object if it is ours (controlled by this primary, or retained and recognised), else undefined. `namespace` defaults to the primary's. */
  child(type: ResourceType, name: string, namespace?: string): KubeObject | undefined;
  /** All live objects of a child type that this primary controls, by name. */
  children(type: ResourceType): readonly KubeObject[];
  /** The live objects of a derived type that belong to this primary, by name. */
  derived(type: ResourceType): readonly KubeObject[];
  /** Any object of a watched type (primaries included), or by GET where the reference lies outside the scope. */
  read(ref: Ref): Promise<Lookup<KubeObject>>;
  secret(key: ObjectKey): Promise<Lookup<SecretSummary>>;
  /** All objects of a watched type in a namespace (the primary's where none is given), by name; undefined where not all of them can be seen. */
  list(type: ResourceType, namespace?: string): readonly KubeObject[] | undefined;
  /** Whether an optional type is served by this cluster. */
  serves(type: ResourceType): boolean;
}

/** What a planner decided. */
export interface Plan<Status> {
  readonly steps: readonly Step<Status>[];
  /** The complete status; written only where it differs from the stored one. */
  readonly status: Status;
  /**
   * What just changed, for `kubectl describe`: core/v1 Events on the primary, posted after the status is stored and deduplicated. Derived from
   * the stored status, never from a child's absence: a pass that changes children is planned anew before anything is told.
   */
  readonly events: readonly EventNote[];
  /** Milliseconds until it must be looked at again even if nothing wakes it. */
  readonly recheckAfter?: number;
  /** The one reason it is not Ready; absent when it is (or when it is settled by the user's will, as Suspended). */
  readonly blocked?: Blocker;
}

/** `optional`: its failure is collected, later steps still run. What a checkpoint announces is still done where the loop is to end behind it. */
export type Step<Status> = { readonly optional?: true } & (
  | { readonly do: 'hold'; readonly finalizer: string }
  | { readonly do: 'apply'; readonly wave: readonly Child[] }
  | { readonly do: 'remove'; readonly refs: readonly Ref[]; readonly propagation: 'Background' | 'Foreground' | 'Orphan' }
  | { readonly do: 'checkpoint'; readonly status: Partial<Status> }
  | { readonly do: 'effect'; readonly effect: Effect }
  /** `from`: of that object, where it is not the primary; nothing where it is gone. */
  | { readonly do: 'release'; readonly finalizer: string; readonly from?: Ref }
);

/** A path into a manifest: object keys only, as in `['spec', 'replicas']`. */
export type FieldPath = readonly string[];

/**
 * An object to keep in step. The engine adds the owner reference (`controlled`) or the owner annotations (`retained`) and the hash of the intent.
 * `carried`: fields that another controller may come to own (replicas under an HPA); their value in the manifest is the live one.
 */
export interface Child {
  readonly manifest: Manifest;
  readonly ownership: 'controlled' | 'retained';
  readonly carried?: readonly FieldPath[];
}

/** A change outside Kubernetes, as data. */
export interface Effect {
  readonly type: string;
  /** What it is about, where a plan has several of one type: their failures are kept apart by it. */
  readonly about?: string;
  readonly input: Json;
}

export interface EventNote {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/**
 * Why a primary is not Ready. `waits`: for time or for another object; `stuck`: until a person changes something;
 * `failed`: it reached a terminal bad state.
 */
export interface Blocker {
  readonly kind: 'waits' | 'stuck' | 'failed';
  readonly reason: string;
  readonly message: string;
  /** The object that is waited for, where there is one. */
  readonly on?: { readonly kind: string; readonly namespace?: string; readonly name: string };
  /** A command that would help. */
  readonly fix?: string;
}

/** Why a step failed, remembered per primary until the step succeeds or its intent changes. */
export interface StepFailure {
  readonly step: Step<never>['do'];
  /** The object concerned, as `Kind/namespace/name`; for effects the type, with ` about` behind it where there is one. */
  readonly subject: string;
  readonly kind?: string;
  readonly name?: string;
  /** `ForeignObject` (it exists and is not ours), `NotServed`, the API server's reason (`Invalid`, `Forbidden`, …), or that of an EffectFailure. */
  readonly reason: string;
  readonly code: number;
  readonly message: string;
  readonly causes: readonly { readonly field?: string; readonly message?: string }[];
  readonly intentHash?: string;
  /** Only a person can mend it: not tried again with an unchanged intent before the next resync, or a change of the child by somebody else. */
  readonly stuck: boolean;
}

/** What an effect handler is given beside its input. */
export interface EffectContext {
  readonly primary: KubeObject;
  /** Aborted at the handler's time-out and when the loop stops. */
  readonly signal: AbortSignal;
  /** Reads one value of a Secret by GET (kept while its checksum is unchanged). Undefined where Secret or key is missing. */
  readonly readSecret: (key: ObjectKey, dataKey: string) => Promise<Uint8Array | undefined>;
}

/** Where an effect's result must be stored before the pass ends. */
export type Store =
  | { readonly into: 'status'; readonly patch: JsonObject }
  | {
      readonly into: 'secret';
      readonly key: ObjectKey;
      /** Data key → bytes to set, or null to drop the key. Other keys are left alone. */
      readonly data: Readonly<Record<string, Uint8Array | null>>;
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string | null>>;
      readonly finalizers?: readonly string[];
      /** The Secret is created if absent, controlled by the primary. */
      readonly resourceVersion?: string;
    };

/** What running an effect gave. `undo` is called when storing fails for good; not where it may have been stored after all. */
export interface EffectResult {
  readonly stores: readonly Store[];
  /** What has happened, told once it is stored: unlike the events of a plan not derived from the status. */
  readonly events?: readonly EventNote[];
  readonly undo?: (signal: AbortSignal) => Promise<void>;
}

/**
 * An error that a handler throws to say why the outside did not do it: `reason` is kept in the StepFailure. `stuck`: trying again with the same
 * input is pointless. With the reason `Stale` it is no failure: what the plan saw has changed, and it is made anew.
 */
export interface EffectFailure extends Error {
  readonly reason: string;
  readonly stuck: boolean;
}

/**
 * Carries out one type of effect through a port. Either `run` is idempotent by its input, or `recognise` says how a lost answer is found
 * again: it is called first, and where it returns a result `run` is not called.
 */
export interface EffectHandler {
  readonly timeoutMs: number;
  /** It only stores what is about to be done: as behind a checkpoint, the pass after it is made even where the loop is to end in between. */
  readonly begins?: true;
  recognise?(input: Json, context: EffectContext): Promise<EffectResult | undefined>;
  run(input: Json, context: EffectContext): Promise<EffectResult>;
}
