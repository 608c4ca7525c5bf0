/** How bad: an `error` would be refused, or never run; a `warning` may be meant. */
export type Severity = 'error' | 'warning';

/** The rules that findings belong to: stable names that scripts may filter by. */
export type RuleId = 'yaml' | 'manifest' | 'kind' | 'schema' | 'unknown-field' | 'name' | 'metadata' | 'status' | 'duplicate' | 'reference';

/** Where a document stands. */
export interface Place {
  readonly file: string;
  /** From 1 on, within the file. */
  readonly document: number;
  readonly line?: number;
  readonly column?: number;
}

/** One thing wrong with a manifest: where, what, and what to do. Never a value of the manifest that could be secret. */
export interface Finding extends Place {
  readonly severity: Severity;
  readonly rule: RuleId;
  /** `MaiaInstance maia`; absent where the document says too little. */
  readonly object?: string;
  /** `spec.storage.size`. */
  readonly field?: string;
  readonly cause: string;
  readonly fix: string;
}
