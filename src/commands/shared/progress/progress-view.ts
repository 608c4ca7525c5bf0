/** A step as a view sees it. */
export interface ShownStep {
  readonly name: string;
  readonly state: 'open' | 'done' | 'failed';
  /** What was said last. */
  readonly text: string | undefined;
  /** Once it has ended: its result, or the message of its error. */
  readonly result: string | undefined;
  /** Calls the listener whenever one of these changes. */
  onChange(listener: () => void): void;
}

/** A way to show steps. */
export interface ProgressView {
  add(step: ShownStep): void;
  /** Steps that are still open are shown as such no more. Never rejects. */
  close(): Promise<void>;
}
