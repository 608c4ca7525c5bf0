/** From best to worst; the words that `status` uses. */
export type LiveHealth = 'healthy' | 'suspended' | 'pending' | 'degraded' | 'failed';

/** One object as a row shows it. A row that did not change stays the same value. */
export interface LiveRow {
  /** Identity for as long as the object lives: its uid. */
  readonly id: string;
  /** Id of the system: `maia`. */
  readonly system: string;
  readonly kind: string;
  /** What commands call it: `maiatenant/acme`. */
  readonly target: string;
  /** Absent of cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
  readonly phase: string;
  readonly health: LiveHealth;
  /** `1/1`, `43%`; empty where the kind counts nothing. */
  readonly ready: string;
  /** Reason and message of the condition that tells. */
  readonly reason: string;
  readonly message: string;
  /** When it was made, milliseconds since 1970. */
  readonly createdAt: number;
  /** Since when it is as it is: the transition of the telling condition, else when it was made. */
  readonly sinceAt: number;
}

/** The operator of a system as far as it can be seen from here. */
export interface LiveOperator {
  readonly system: string;
  readonly title: string;
  /** Who works: this process, a Deployment, another holder of the lease, nobody; unknown where it may not be read. */
  readonly runs: 'here' | 'in-cluster' | 'elsewhere' | 'nobody' | 'unknown';
  /** `abi-system 1/1`, `local (you)`, `none`. */
  readonly label: string;
  /** Holder of the lease, empty without one. */
  readonly lease: string;
  /** Figures that only a loop in this process knows. */
  readonly loop?: {
    readonly queue: number;
    readonly p95Ms?: number;
    readonly errors5m: number;
    readonly last?: { readonly target: string; readonly at: number };
  };
}

/** Whether what is shown is true. Times in milliseconds since 1970. */
export interface LiveConnection {
  readonly context: string;
  readonly server: string;
  /** User of the context, with `--as` as it is given. */
  readonly user: string;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  /** Last measured round trip to the API server. */
  readonly latencyMs?: number;
  readonly watches: { readonly live: number; readonly total: number };
  /** The oldest moment at which some watch was last known to be in step. */
  readonly freshAt: number;
  /** What is broken now; data may be old while it is there. */
  readonly broken?: { readonly what: string; readonly why: string; readonly attempt: number; readonly retryAt: number };
  /** Types that may not be watched, told once. */
  readonly refused: readonly string[];
}

/** A child or something needed, as a tree. Equal siblings are folded: `count` > 1 and a name such as `vision-{0,1}`. */
export interface LiveNode {
  readonly label: string;
  readonly relation: 'child' | 'uses';
  readonly health: LiveHealth | 'none';
  readonly state: string;
  readonly count: number;
  readonly children: readonly LiveNode[];
}

/** What is read about the selected object besides its row. */
export interface LiveDetail {
  readonly id: string;
  readonly generation?: number;
  readonly observedGeneration?: number;
  readonly finalizers: readonly string[];
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason: string;
    readonly message: string;
    readonly sinceAt: number;
    /** Whether that status is the good one. */
    readonly good: boolean;
  }[];
  readonly nodes: readonly LiveNode[];
  /** The causal chain, outermost first; empty while nothing is wrong or nothing is known yet. */
  readonly why: readonly string[];
  /** The command that helps, when there is one. */
  readonly fix?: string;
  /** What may not be read. */
  readonly unread: readonly string[];
}

/** Something that happened. */
export interface LiveMoment {
  /** Grows by one with each moment. */
  readonly seq: number;
  readonly at: number;
  readonly what: 'event' | 'condition' | 'reconcile' | 'spec' | 'made' | 'gone';
  /** A warning, an error, a condition that went bad. */
  readonly bad: boolean;
  /** `id` of the row that it belongs to; absent where it belongs to none. */
  readonly id?: string;
  readonly target: string;
  readonly text: string;
}

/** Everything that a frame is made of. Unchanged parts stay the same values from state to state. */
export interface LiveState {
  readonly connection: LiveConnection;
  readonly operators: readonly LiveOperator[];
  /** By id. Order is the screen's matter. */
  readonly rows: ReadonlyMap<string, LiveRow>;
  /** How many rows changed, were made or went since the start. */
  readonly changes: number;
  /** Of the selected object, once read. */
  readonly detail?: LiveDetail;
  /** Newest last, at most 500, in the order of their times: what is read late, as the events of an object that was selected, stands where it belongs. */
  readonly moments: readonly LiveMoment[];
  /** Lines that went to the log while the screen is up, newest last, at most 500. */
  readonly log: readonly string[];
}

/** Where a replayed recording stands. */
export interface ReplayPosition {
  readonly index: number;
  readonly total: number;
  readonly paused: boolean;
  readonly at: number;
}

/** What a recording can be asked for besides. */
export interface ReplayControl {
  position(): ReplayPosition;
  pause(): void;
  resume(): void;
  /** One recorded state forth (1) or back (-1); pauses. */
  step(by: 1 | -1): void;
  /** To the next or previous state in which something became worse; pauses. */
  jump(by: 1 | -1): void;
}

/** What the screen is given of the world: a live cluster, a recording, or what a test says. */
export interface LiveSource {
  /** The same value until something changed. */
  state(): LiveState;
  /** Told after a change, at once, and not again before somebody asked for the state. Gives the function that ends it. */
  subscribe(listener: () => void): () => void;
  /** Which object's detail is wanted; undefined for none. */
  select(id: string | undefined): void;
  /** Another namespace; undefined for all. Rejects with a message for people when it cannot be looked at. */
  lookAt(namespace: string | undefined): Promise<void>;
  /**
   * Runs a command of this program, given by its words without the name of the program (`['why', 'maiatenant/acme', '-n', 'prod']`), and gives
   * what it wrote. Ends early with the signal. Never rejects for a command that fails: its words and exit code are the answer.
   */
  run(
    words: readonly string[],
    signal: AbortSignal,
    onLine?: (line: string) => void,
  ): Promise<{ readonly exit: number; readonly lines: readonly string[] }>;
  /** Present of a recording. */
  readonly replay?: ReplayControl;
}
