/** A spec that a rule beyond types and bounds judges: this program and the API server must say the same. */
export interface RuleCase {
  readonly kind: string;
  /** `metadata.name`. Default: a short one. */
  readonly name?: string;
  readonly spec: unknown;
  /** Part of the message with which both refuse it; absent: both accept it. */
  readonly refused?: string;
}
