import type { ObjectName } from '../why/link.ts';

/** From least to worst. */
export const SEVERITIES = ['info', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What rules are sorted by in reports. */
export const AREAS = [
  'cluster',
  'operators',
  'objects',
  'storage',
  'secrets',
  'networking',
  'maia',
  'abi',
  'neurallog',
  'kaos',
  'marie',
] as const;
export type Area = (typeof AREAS)[number];

/** Where a rule applies. */
export interface Hit {
  /** Absent where it is about the cluster. */
  readonly object?: ObjectName;
  /** What is wrong, on one line. Never the value of a Secret. */
  readonly message: string;
  /** What was seen that says so. */
  readonly evidence?: readonly string[];
  /** One command that mends it or shows what must be known; words in capitals are the user's to fill in. Else what to do, in words. */
  readonly fix: string;
}

/** One thing that is wrong, with the rule that says so. */
export interface DoctorFinding extends Hit {
  /** `AIS101`: stays what it means. */
  readonly id: string;
  readonly area: Area;
  readonly severity: Severity;
  readonly title: string;
}
